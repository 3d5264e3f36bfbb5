import type { Basis } from '../../contracts/http/preflight.ts';
import { STANDING_CAMPAIGNS } from '../../contracts/ids.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import type { Env } from '../../platform/env.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { assumedCalls } from '../../workflows/forecast/assumed.ts';
import type { PastCall } from '../../workflows/forecast/draw.ts';

export interface Past {
  basis: Basis;
  calls: [PastCall, ...PastCall[]];
}

type Line = Pick<
  CallDoc,
  | '_id'
  | 'campaignId'
  | 'contactId'
  | 'attempt'
  | 'outcome'
  | 'callSid'
  | 'startedAt'
  | 'endedAt'
  | 'price'
  | 'costCredits'
  | 'optedOut'
  | 'callBackAt'
>;

/** Fewer calls say less than those of other campaigns do. */
const FEWEST = 50;
const MOST = 2_000;
const LATELY_MS = 30 * 86_400_000;
/** From a line's claim to the start of its call, and from the call's end until another has the line. */
const AROUND_A_CALL_MS = 1_000;
/** The gate's verdicts of the moment: the forecast asks the gate itself. */
const NEVER_DIALED: readonly (Outcome | undefined)[] = ['canceled', 'suppressed', 'expired', 'blocked'];

const OF_CALL = {
  campaignId: 1,
  contactId: 1,
  attempt: 1,
  outcome: 1,
  callSid: 1,
  startedAt: 1,
  endedAt: 1,
  price: 1,
  costCredits: 1,
  optedOut: 1,
  callBackAt: 1,
} as const;

/** The calls that a forecast draws from: the campaign's own, those of others of late, or what is assumed. */
export async function readPastCalls(
  env: Pick<Env, 'ELEVENLABS_CREDIT_PRICE' | 'CALL_MINUTE_PRICE'>,
  { _id, settings }: CampaignDoc,
  now = Date.now(),
): Promise<Past> {
  const own = await read(env, { campaignId: _id });
  if (own.length >= FEWEST) return past('this campaign', own);
  const since = { $gte: new Date(now - LATELY_MS) };
  const others = await read(env, {
    campaignId: { $nin: Object.values(STANDING_CAMPAIGNS) },
    startedAt: since,
  });
  if (others.length >= FEWEST) return past('other campaigns', others);
  const perMinute = env.CALL_MINUTE_PRICE || undefined;
  return { basis: { kind: 'assumed', calls: 0 }, calls: assumedCalls({ ...settings, perMinute }) };
}

function past(kind: Basis['kind'], calls: PastCall[]): Past {
  return { basis: { kind, calls: calls.length }, calls: calls as Past['calls'] };
}

async function read(env: Pick<Env, 'ELEVENLABS_CREDIT_PRICE'>, whose: object): Promise<PastCall[]> {
  const found: Line[] = await Calls.find({ ...whose, phase: 'ended' }, OF_CALL)
    .sort({ startedAt: -1 })
    .limit(MOST)
    .lean();
  const lines = found.filter(({ outcome, callSid }) => callSid || !NEVER_DIALED.includes(outcome));
  const missed = await goalsMissed(lines);
  // The oldest first, so that the attempt before each is the one seen last.
  const before = new Map<string, Line>();
  return lines.reverse().flatMap((line) => {
    const key = `${line.campaignId}.${line.contactId}`;
    const last = before.get(key);
    before.set(key, line);
    return pastCall(line, last, missed, env.ELEVENLABS_CREDIT_PRICE ?? 0);
  });
}

/** Nothing where it cannot be told what came before: the attempt before it is older than what was read. */
function pastCall(
  line: Line,
  before: Line | undefined,
  missed: Set<string>,
  creditPrice: number,
): PastCall[] {
  const { outcome, startedAt, endedAt, price, costCredits = 0, callBackAt } = line;
  if (!outcome || !endedAt || (line.attempt > 1 && !before)) return [];
  return [
    {
      outcome,
      after: before?.outcome ?? null,
      heldMs: Math.max(0, endedAt.getTime() - startedAt.getTime()) + AROUND_A_CALL_MS,
      cost: price && price.amount + costCredits * creditPrice,
      goalMissed: missed.has(line._id),
      optedOut: line.optedOut !== undefined,
      callBackAfterMs: callBackAt && Math.max(0, callBackAt.getTime() - endedAt.getTime()),
    },
  ];
}

async function goalsMissed(lines: Line[]): Promise<Set<string>> {
  const talked = lines.filter(({ outcome }) => outcome === 'human').map(({ _id }) => _id);
  const missed = await Transcripts.find({ _id: { $in: talked }, successful: 'failure' }, { _id: 1 }).lean();
  return new Set(missed.map(({ _id }) => _id));
}
