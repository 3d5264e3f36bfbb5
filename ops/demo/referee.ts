import { z } from 'zod';
import { parseCallId } from '../../contracts/ids.ts';

/** What the sandbox's referee notes of a call, as far as a verdict needs it. Moments in epoch milliseconds. */
const noteSchema = z.object({
  sid: z.string(),
  to: z.string(),
  statusCallback: z.string().nullable(),
  createdAt: z.number(),
  initiatedAt: z.number().optional(),
  answeredAt: z.number().optional(),
  endedAt: z.number().optional(),
});
export type RefereeNote = z.infer<typeof noteSchema>;

/** One call that the sandbox saw, with the id that its callback address carries. */
export interface SeenCall extends RefereeNote {
  callId: string;
}

/** The calls of one campaign that the sandbox has seen. */
export async function seenCalls(sandboxUrl: string, campaignId: string): Promise<SeenCall[]> {
  const response = await fetch(`${sandboxUrl}/sandbox/referee`, { signal: AbortSignal.timeout(30_000) });
  const { calls } = z.object({ calls: z.array(noteSchema) }).parse(await response.json());
  return callsOf(calls, campaignId);
}

export function callsOf(notes: readonly RefereeNote[], campaignId: string): SeenCall[] {
  return notes.flatMap((note) => {
    const callId = note.statusCallback === null ? '' : callIdIn(note.statusCallback);
    return parseCallId(callId)?.campaignId === campaignId ? [{ ...note, callId }] : [];
  });
}

function callIdIn(address: string): string {
  return URL.canParse(address) ? (new URL(address).pathname.split('/').at(-1) ?? '') : '';
}

/**
 * Phones that rang more than they should have: a call id for which more than one call was made, or two calls up to one
 * number at once.
 */
export function countDoubleDials(calls: readonly SeenCall[]): number {
  const repeated = calls.length - new Set(calls.map(({ callId }) => callId)).size;
  const overlapping = [...byNumber(calls).values()].filter((same) => mostAtOnce(same) > 1);
  return repeated + overlapping.length;
}

function byNumber(calls: readonly SeenCall[]): Map<string, SeenCall[]> {
  const groups = new Map<string, SeenCall[]>();
  for (const call of calls) groups.set(call.to, [...(groups.get(call.to) ?? []), call]);
  return groups;
}

/** How many calls were up, after each change (epoch ms). One that has not ended is up still. */
export function callsUp(
  calls: readonly Pick<SeenCall, 'initiatedAt' | 'endedAt'>[],
): { at: number; up: number }[] {
  const moves = calls
    .flatMap(({ initiatedAt, endedAt = Number.POSITIVE_INFINITY }) =>
      initiatedAt === undefined
        ? []
        : [
            { at: initiatedAt, by: 1 },
            { at: endedAt, by: -1 },
          ],
    )
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let up = 0;
  return moves.map(({ at, by }) => {
    up += by;
    return { at, up };
  });
}

/** The most calls that were up at one moment. */
export function mostAtOnce(calls: readonly SeenCall[]): number {
  return callsUp(calls).reduce((most, { up }) => Math.max(most, up), 0);
}

/** The most calls created within any one second. */
export function mostStartsInASecond(calls: readonly SeenCall[]): number {
  const starts = calls.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, at] of starts.entries()) {
    while (at - (starts[first] ?? at) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
