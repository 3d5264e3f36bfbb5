import { Campaigns } from '../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../platform/models/enrolment.ts';

type Next = Pick<EnrolmentDoc, 'dueAt' | 'callBack' | 'gate'>;

/** What a campaign waits for while nobody is due and no call is up, in a sentence for people. */
export function waitingReason({ dueAt, callBack, gate }: Next): string {
  const moment = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (gate?.decision === 'defer') {
    // Put off while it was paused: that is over, and no reason of one that runs.
    return gate.reasons.find((reason) => !reason.startsWith('The campaign is')) ?? `Waiting until ${moment}`;
  }
  return callBack
    ? `Waiting until ${moment}, for a call-back that was asked for`
    : `Waiting until ${moment}, when the next contact may be tried again`;
}

/** Says in the record of a campaign that runs what it waits for. Its state is not touched: its workflow writes that. */
export async function sayWhatItWaitsFor(campaignId: string, nextDueAt: number): Promise<void> {
  const next = await Enrolments.findOne(
    { campaignId, state: 'waiting', dueAt: new Date(nextDueAt) },
    { dueAt: 1, callBack: 1, 'gate.decision': 1, 'gate.reasons': 1 },
  ).lean<Next | null>();
  if (next) await sayWhy(campaignId, waitingReason(next));
}

export async function sayItCalls(campaignId: string): Promise<void> {
  await sayWhy(campaignId, 'Calling');
}

async function sayWhy(campaignId: string, reason: string): Promise<void> {
  await Campaigns.updateOne(
    { _id: campaignId, state: 'running', reason: { $ne: reason } },
    { $set: { reason } },
  );
}
