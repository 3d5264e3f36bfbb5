import { type CallDoc, Calls } from '../../platform/models/call.ts';

/** Calls to one person that are looked back on. */
const MOST_CALLS = 50;

export type LastShown = Pick<CallDoc, 'campaignId' | 'agentId' | 'from'>;

/**
 * The call that somebody who calls this number of ours is most likely calling back for: the last one to them that showed
 * it, else the last one to them, else the last one to anybody that showed it. Undefined where nobody was called from it.
 */
export async function lastShown(
  contactId: string,
  called: string | undefined,
): Promise<LastShown | undefined> {
  const wanted = { campaignId: 1, agentId: 1, from: 1 };
  const toThem = await Calls.find({ contactId, from: { $ne: null } }, wanted)
    .sort({ startedAt: -1 })
    .limit(MOST_CALLS)
    .lean<LastShown[]>();
  const likely = toThem.find(({ from }) => from === called) ?? toThem[0];
  if (likely || called === undefined) return likely;
  const toAnybody = await Calls.findOne({ from: called }, wanted)
    .sort({ startedAt: -1 })
    .lean<LastShown | null>();
  return toAnybody ?? undefined;
}
