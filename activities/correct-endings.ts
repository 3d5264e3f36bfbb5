import twilio from 'twilio';
import type { TerminatedBy } from '../contracts/call.ts';
import { type Disconnection, disconnectionSchema } from '../contracts/vendors/twilio.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { Transcripts } from '../platform/models/transcript.ts';
import { beating } from './beating.ts';
import type { Dependencies } from './dependencies.ts';

const MINUTE_MS = 60_000;
/** Twilio completes a summary within half an hour; what is not there after a whole one is not waited for. */
const GIVEN_UP_MS = 60 * MINUTE_MS;
/** Minutes after its end at which a call is asked for: metrics come after 1.5 minutes, summaries within 10 to 30. */
const ASKED_AT = new Set([2, 5, 10, 20, 31, 45, 58]);
const MAX_CALLS = 1_000;
const AT_ONCE = 8;
/** An account without the feature is not asked for each call, but may get it. */
const REST_MS = 60 * MINUTE_MS;
/** Not to be had: no credentials for it, or none of the Advanced Features when the call was made (17007). */
const NOT_HAD = { status: 401, code: 17007 };

/** Until when a worker does not ask. Lost with its process, which costs one more question. */
const restingUntil = new WeakMap<Dependencies, number>();

/**
 * Corrects who ended calls by what Twilio's Voice Insights say, once a call's summary is complete. What an operator
 * has said is left alone, and so is what could not be learned within an hour.
 * @param now epoch milliseconds
 */
export async function correctEndings(deps: Dependencies, now = Date.now()): Promise<{ corrected: number }> {
  if (!deps.env.VOICE_INSIGHTS || now < (restingUntil.get(deps) ?? 0)) return { corrected: 0 };
  return beating(async () => ({ corrected: await correctDue(deps, now) }));
}

async function correctDue(deps: Dependencies, now: number): Promise<number> {
  const calls = await dueCalls(now);
  let corrected = 0;
  for (let from = 0; from < calls.length; from += AT_ONCE) {
    const some = calls.slice(from, from + AT_ONCE);
    const answers = await Promise.all(some.map((call) => correct(deps, call)));
    corrected += answers.filter((answer) => answer === 'corrected').length;
    if (answers.includes('not had')) {
      restingUntil.set(deps, now + REST_MS);
      deps.log.warn(
        'Voice Insights are on, but the Twilio account does not have them; asked again in an hour',
      );
      break;
    }
    if (answers.includes('too many')) break;
  }
  return corrected;
}

/** Calls that were connected: what was never answered ended as its status says. */
async function dueCalls(now: number) {
  const ended = await Calls.find({
    endedAt: { $gt: new Date(now - GIVEN_UP_MS), $lte: new Date(now) },
    answeredAt: { $ne: null },
    callSid: { $ne: null },
    terminatedByFrom: { $nin: ['insights', 'operator'] },
  })
    .limit(MAX_CALLS)
    .lean();
  return ended.filter(({ endedAt }) => endedAt && isAsked(endedAt, now));
}

/** Whether a call is asked for in this minute; a pass that was missed costs waiting, since later ones follow. */
export function isAsked(endedAt: Date, now: number): boolean {
  return ASKED_AT.has(Math.floor((now - endedAt.getTime()) / MINUTE_MS));
}

type Answer = 'corrected' | 'not yet' | 'not had' | 'too many';

async function correct(deps: Dependencies, call: CallDoc): Promise<Answer> {
  const disconnection = await ask(deps, call.callSid ?? '');
  if (typeof disconnection === 'string') return disconnection;
  const transcript = await Transcripts.findById(call._id, { terminationReason: 1 }).lean();
  const terminatedBy = whoEnded(disconnection, call.terminatedBy, transcript?.terminationReason);
  await Calls.updateOne(
    { _id: call._id, terminatedByFrom: { $ne: 'operator' } },
    { $set: { terminatedBy, terminatedByFrom: 'insights' } },
  );
  return 'corrected';
}

async function ask(
  deps: Dependencies,
  callSid: string,
): Promise<Disconnection | Exclude<Answer, 'corrected'>> {
  try {
    const summary = await deps.twilio.insights.v1.calls(callSid).summary().fetch();
    if (summary.processingState !== 'complete') return 'not yet';
    const properties = disconnectionSchema.safeParse(summary.properties);
    return properties.success ? properties.data : 'not yet';
  } catch (error) {
    if (!(error instanceof twilio.RestException)) throw error;
    if (error.status === NOT_HAD.status || error.code === NOT_HAD.code) return 'not had';
    if (error.status === 429) return 'too many';
    // 17001: no complete summary yet; 404: nothing about the call yet; 17000: a call of another account.
    if (error.status < 500) return 'not yet';
    throw error;
  }
}

/**
 * Who ended a call, by Voice Insights and what else is known. Twilio names the side that hung up (`disconnected_by`,
 * Details: Call Summary): for a call that we made the callee is the person, for one made to us the caller is. The
 * other side is everything of ours, Twilio included, so what we saw says more there, unless we saw the person leave:
 * then it was the agent, where its transcript says so, or else one of the providers.
 */
export function whoEnded(
  { disconnected_by, direction }: Disconnection,
  seen: TerminatedBy | undefined,
  terminationReason: string | null | undefined,
): TerminatedBy {
  const contactsSide = direction?.startsWith('inbound') ? 'caller' : 'callee';
  if (disconnected_by === contactsSide) return 'contact';
  if (seen !== undefined && seen !== 'contact') return seen;
  return ENDED_BY.find(([words]) => words.test(terminationReason ?? ''))?.[1] ?? 'provider';
}

/**
 * ElevenLabs' `termination_reason` is free text for people, so only words that it is known to use are read, and all
 * else says nothing (reference 3.5).
 */
const ENDED_BY: [RegExp, TerminatedBy][] = [
  [/^(end_call|voicemail_detection) tool was called/i, 'agent'],
  [/^Ending conversation after .* of silence/i, 'agent'],
  [/max(imum)?[ _]duration/i, 'time_limit'],
];
