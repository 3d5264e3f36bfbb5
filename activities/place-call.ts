import { ApplicationFailure } from '@temporalio/activity';
import type { Verdict } from '../contracts/gate.ts';
import type { GateRecord } from '../contracts/gate-record.ts';
import { campaignWorkflowId, parseCallId } from '../contracts/ids.ts';
import type { Outcome } from '../contracts/outcome.ts';
import { pauseUpdate } from '../contracts/workflow-api.ts';
import { bridgeFor } from '../platform/bridges.ts';
import { Calls } from '../platform/models/call.ts';
import { Contacts, withNumber } from '../platform/models/contact.ts';
import type { CallPlan } from '../platform/stream-twiml.ts';
import { type Asked, askAgain, askGate, keptFrom } from './ask-gate.ts';
import { planCall } from './call-plan.ts';
import { mayBeShown } from './caller-ids.ts';
import type { Dependencies } from './dependencies.ts';
import { classifyCreate } from './failures.ts';
import { createParameters } from './instructions.ts';
import { closeUnwritten, closeWritten, releaseIntent, writeIntent } from './intent.ts';

export type Placed =
  /** `queued`: Twilio has others to dial before it. */
  | { kind: 'placed'; callSid: string; queued?: boolean }
  /** Somebody may have posted already, and the answer is not known: reconcile, never post again. */
  | { kind: 'ambiguous' }
  /** It will never be made; this is its outcome. */
  | { kind: 'refused'; outcome: Outcome; reason: string }
  /** Nothing was dialed, and it may be tried at `until` (epoch milliseconds). */
  | { kind: 'deferred'; until: number; reason: string };

/** A person who is on the phone with us already is tried again this much later. */
const PERSON_BUSY_MS = 60_000;
/** A process that was frozen longer than this between intent and post has lost its right to post. */
const INTENT_VALID_MS = 5_000;
/** Twilio's estimate of the wait in its own queue; ours is meant to keep that empty. */
const QUEUED_MS = 3_000;
/** Another call took the last place of a number at the same moment: whether it was made is known by then. */
const NUMBER_TAKEN_MS = 60_000;

/**
 * Dials, once. In this order: a moment of the account's pace, the gate, the person's lock, the intent (the durable right to post, written at most
 * once), and only then the request. Whoever finds the intent written does not post: it may be retried freely.
 */
export async function placeCall(deps: Dependencies, { callId }: { callId: string }): Promise<Placed> {
  const found = await Calls.findById(callId).lean();
  if (found && found.intent !== 'released') return alreadyWritten(found.callSid);

  const moment = await deps.pacer.next();
  const asked = await askGate(deps.env, callId, found?.phone);
  const { campaign, contact, phone, verdict, record } = asked;
  if (verdict.decision !== 'allow') return notToBe(callId, keptFrom(verdict), record);
  const planned = await planCall(deps, { callId, campaign, contact, phone, earlier: found });
  if (planned.kind !== 'planned') return notToBe(callId, planned, record);
  const { chosen, plan } = planned;
  const bridgeUrl = await bridgeFor(callId, deps.env.BRIDGE_URL);
  if (!(await lockPerson(contact._id, phone, callId))) {
    const until = Date.now() + PERSON_BUSY_MS;
    return notToBe(callId, { kind: 'deferred', until, reason: 'Another call to this person is up' });
  }
  await deps.reached('before intent', callId);
  const intentAt = Date.now();
  if (!(await writeIntent(callId, { phone, ...chosen, gate: record }))) return tooLate(contact._id, callId);
  await deps.reached('after intent', callId);
  const { callerIds } = plan.settings;
  if (callerIds && !(await mayBeShown(chosen.from, callerIds, callId))) {
    await closeWritten(callId);
    return {
      kind: 'deferred',
      until: Date.now() + NUMBER_TAKEN_MS,
      reason: 'Its caller id was taken by another call',
    };
  }
  const turn = await turnOf(deps, asked, callId, moment, intentAt);
  if (turn.kind === 'kept') {
    await closeWritten(callId, turn.record);
    return keptFrom(turn.verdict);
  }
  return post(deps, turn.moment, { ...plan, bridgeUrl });
}

type Turn =
  | { kind: 'mine'; moment: number }
  | { kind: 'kept'; verdict: Exclude<Verdict, { decision: 'allow' }>; record: GateRecord };

/**
 * Waits for the call's own moment, and asks the gate once more just before it. After that nothing is waited for any more:
 * requests go out evenly, and no answer of the gate grows old. Whoever stood still too long has lost the right to post.
 */
async function turnOf(
  deps: Dependencies,
  asked: Asked,
  callId: string,
  moment: number,
  intentAt: number,
): Promise<Turn> {
  for (let mine = moment; ; mine = await deps.pacer.next()) {
    await deps.pacer.near(mine);
    const { verdict, record } = await askAgain(deps.env, asked);
    if (verdict.decision !== 'allow') return { kind: 'kept', verdict, record };
    if (!(await deps.pacer.arrive(mine))) continue;
    if (Date.now() - intentAt <= INTENT_VALID_MS) return { kind: 'mine', moment: mine };
    await releaseIntent(callId);
    throw ApplicationFailure.retryable('this process stood still before dialing', 'Stalled');
  }
}

/**
 * The attempt ends here, and for everybody: another process may stand still on its way to the same call.
 * @param gate the verdict, where that is why
 */
async function notToBe(callId: string, placed: Placed, gate?: GateRecord): Promise<Placed> {
  return (await closeUnwritten(callId, gate)) ? placed : { kind: 'ambiguous' };
}

/** Somebody was quicker: to post, or to end the attempt, who then let the person go before we held on to them. */
async function tooLate(contactId: string, callId: string): Promise<Placed> {
  const call = await Calls.findById(callId).lean();
  if (call?.intent === 'closed') {
    await Contacts.updateOne({ _id: contactId, liveCallId: callId }, { $set: { liveCallId: null } });
  }
  return alreadyWritten(call?.callSid);
}

function alreadyWritten(callSid: string | undefined): Placed {
  return callSid ? { kind: 'placed', callSid } : { kind: 'ambiguous' };
}

/**
 * One live call to a person, over all campaigns, and to a number, should two people have it: each holds their own lock
 * before they look at the other's. Taking it again for the same call succeeds; what was taken is given back at the end.
 */
async function lockPerson(contactId: string, phone: string, callId: string): Promise<boolean> {
  const result = await Contacts.updateOne(
    { _id: contactId, liveCallId: { $in: [null, callId] } },
    { $set: { liveCallId: callId } },
  );
  if (result.matchedCount !== 1) return false;
  const others = { ...withNumber(phone), _id: { $ne: contactId }, liveCallId: { $ne: null } };
  return (await Contacts.exists(others)) === null;
}

async function post(deps: Dependencies, moment: number, plan: CallPlan): Promise<Placed> {
  const { callId } = plan;
  const parameters = createParameters(deps.env, plan);
  // Only Twilio's answer may be judged as one: a fault of the database here would look like a call never made.
  const answer = await deps.pacer
    .sending(moment, () => deps.twilio.calls.create(parameters))
    .then(
      ({ sid, queueTime }) => ({ sid, queueMs: Number(queueTime ?? 0) }),
      (error: unknown) => ({ error }),
    );
  if ('error' in answer) return afterFailure(deps, callId, answer.error);
  await deps.reached('answer got', callId);
  // Its callbacks carry the call id, so a call whose SID could not be saved is still found.
  const known = {
    callSid: answer.sid,
    phase: 'up' as const,
    ...(answer.queueMs > 0 ? { queueMs: answer.queueMs } : {}),
  };
  await Calls.updateOne({ _id: callId, callSid: null }, { $set: known }).catch((error: unknown) =>
    deps.log.warn({ callId, err: error }, 'the SID of a call could not be saved'),
  );
  await deps.reached('saved', callId);
  return { kind: 'placed', callSid: answer.sid, ...(answer.queueMs > QUEUED_MS ? { queued: true } : {}) };
}

async function afterFailure(deps: Dependencies, callId: string, error: unknown): Promise<Placed> {
  const failure = classifyCreate(error);
  if (failure.kind === 'ambiguous') {
    deps.log.warn({ callId, why: failure.why }, 'it is unknown whether a call was created');
    return { kind: 'ambiguous' };
  }
  if (failure.kind === 'not_created') {
    await releaseIntent(callId);
    throw ApplicationFailure.create({
      message: failure.why,
      type: 'NotCreated',
      nextRetryDelay: failure.retryAfterMs,
      category: 'BENIGN',
    });
  }
  await closeWritten(callId);
  deps.log.warn({ callId, reason: failure.reason }, 'twilio refused a call');
  if (!failure.account) return { kind: 'refused', outcome: failure.outcome, reason: failure.reason };
  await pauseCampaign(deps, callId, failure.reason);
  return { kind: 'deferred', until: Date.now() + PERSON_BUSY_MS, reason: failure.reason };
}

/** What is wrong with the account is wrong for every contact: the campaign waits for somebody to mend it. */
async function pauseCampaign(deps: Dependencies, callId: string, reason: string): Promise<void> {
  const ids = parseCallId(callId);
  if (!ids) return;
  const campaign = deps.temporal.workflow.getHandle(campaignWorkflowId(ids.campaignId));
  await campaign.executeUpdate(pauseUpdate, { args: [{ reason }] }).catch((error: unknown) => {
    deps.log.warn({ callId, err: error }, 'the campaign could not be paused');
  });
}
