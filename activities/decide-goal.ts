import { campaignWorkflowId, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import { wakeSignal } from '../contracts/workflow-api.ts';
import { makeDue } from '../platform/make-due.ts';
import { Calls } from '../platform/models/call.ts';
import { Campaigns } from '../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../platform/models/enrolment.ts';
import { Transcripts } from '../platform/models/transcript.ts';
import type { Dependencies } from './dependencies.ts';

/** Contacts who are done unless an analysis that is still awaited says otherwise: their campaign is not complete. */
export function awaitedGoals(campaignId: string): Promise<number> {
  return Enrolments.countDocuments({ campaignId, state: 'done', goalUntil: { $gt: new Date() } });
}

/**
 * Decides once what the analysis of a conversation means for its contact, when it is there or is waited for no
 * longer: due again where the goal was missed and the plan says so, done otherwise. An analysis that comes later
 * still counts while the campaign calls.
 */
export async function decideGoal(deps: Dependencies, callId: string): Promise<void> {
  const ids = parseCallId(callId);
  if (!ids) return;
  const _id = enrolmentIdOf(ids.campaignId, ids.contactId);
  const waiting = { _id, callId, state: 'done' as const, goalUntil: { $ne: null } };
  const from = await Enrolments.findOne(waiting).lean<EnrolmentDoc | null>();
  if (!from) return;
  const analysis = await Transcripts.findOne({ _id: callId, source: 'final' }, { successful: 1 }).lean();
  if (analysis?.successful === 'failure') await callAgain(from, callId);
  else await Enrolments.updateOne(waiting, { $set: { goalUntil: analysis ? null : new Date() } });
  await wake(deps, ids.campaignId);
}

async function callAgain(from: EnrolmentDoc, callId: string): Promise<void> {
  const [campaign, call] = await Promise.all([
    Campaigns.findById(from.campaignId, { settings: 1 }).lean(),
    Calls.findById(callId, { endedAt: 1 }).lean(),
  ]);
  const after = campaign?.settings.retry.goalMissed?.after;
  const done = { $set: { state: 'done', goalUntil: null } } as const;
  if (after === undefined) {
    await Enrolments.updateOne({ _id: from._id, callId, state: 'done' }, done);
    return;
  }
  const since = call?.endedAt?.getTime() ?? Date.now();
  const to = { $set: { state: 'waiting', dueAt: new Date(since + after * 1000), goalUntil: null } } as const;
  await makeDue({ from, to, back: done });
}

/** The campaign may sleep until this is decided; without a word it looks again some minutes later. */
async function wake({ temporal, log }: Dependencies, campaignId: string): Promise<void> {
  const handle = temporal.workflow.getHandle(campaignWorkflowId(campaignId));
  await handle.signal(wakeSignal).catch((error: unknown) => {
    log.debug({ campaignId, err: error }, 'a campaign was not woken');
  });
}
