import type { CampaignState } from '../../../contracts/campaign.ts';
import type { CallOperation } from '../../../contracts/http/admin.ts';
import { isAnswered } from '../../../contracts/outcome.ts';
import type { CallDoc } from '../../../platform/models/call.ts';
import { standingCampaign } from '../../../platform/standing-campaigns.ts';
import type { CallFacts } from './call-facts.ts';

const CALLS_NOBODY_ANY_MORE: readonly CampaignState[] = ['completed', 'stopped', 'failed'];

/** Why an operation makes no sense for a call as it stands, and what would do; undefined when it does. */
export function whyNot(operation: CallOperation, facts: CallFacts): string | undefined {
  return RULES[operation](facts);
}

const RULES: Record<CallOperation, (facts: CallFacts) => string | undefined> = {
  'hang-up': whyNotHangUp,
  reconcile: whyNotReconcile,
  refetch: whyNotRefetch,
  retry: whyNotRetry,
};

/** Whether it is known how the call ended. One that is recorded as never made may have been made after all. */
export function isAccountedFor({ phase, outcome, callSid }: CallDoc): boolean {
  const neverMade = outcome === 'canceled' && callSid === undefined;
  return phase === 'ended' && outcome !== 'unknown' && !neverMade;
}

export function wasAnswered({ outcome, answeredAt }: Pick<CallDoc, 'outcome' | 'answeredAt'>): boolean {
  return (outcome !== undefined && isAnswered(outcome)) || answeredAt !== undefined;
}

function whyNotHangUp({ call, running }: CallFacts): string | undefined {
  if (call?.phase !== 'ended') return undefined;
  if (call.outcome === 'unknown' && !running) return undefined;
  return `The call is over already: ${call.outcome ?? 'unknown'}.`;
}

function whyNotReconcile({ call, running }: CallFacts): string | undefined {
  if (running)
    return 'Its own workflow looks after the call and asks Twilio by itself; hang-up would end it.';
  if (call && isAccountedFor(call)) {
    return `It is known how the call ended: ${call.outcome}. refetch brings what is missing of it.`;
  }
  return undefined;
}

function whyNotRefetch({ call, running, transcript, recorded }: CallFacts): string | undefined {
  if (call?.phase !== 'ended') {
    return running ? 'The call is not over yet.' : 'It is not known how the call ended; reconcile finds out.';
  }
  if (running) return 'Its own workflow is fetching what is missing.';
  if (!wasAnswered(call)) return `The call was not answered (${call.outcome}): there is nothing to fetch.`;
  if (!call.callSid) return 'The call has no CallSid; reconcile looks for it.';
  return transcript === 'final' && recorded
    ? 'Nothing is missing: transcript and recording are kept.'
    : undefined;
}

function whyNotRetry({ id, enrolment, campaign, suppressed }: CallFacts): string | undefined {
  if (campaign && standingCampaign(campaign._id)) {
    return 'No campaign makes this call; POST /api/calls asks for a new one to the same person.';
  }
  if (!campaign || !enrolment)
    return 'The contact is not in the campaign any more; import it into a new one.';
  if (enrolment.state === 'waiting') {
    return `The contact is waiting already, to be called at ${enrolment.dueAt.toISOString()}.`;
  }
  if (enrolment.state !== 'done') return `The contact is being called now, by ${enrolment.callId}.`;
  if (enrolment.callId !== id)
    return `A later call to the contact followed: ${enrolment.callId}; retry that one.`;
  if (suppressed) return 'The number is on the do-not-call list; it must be taken off the list first.';
  return campaignCallsNobody(campaign.state);
}

/** Why a contact of a campaign in this state would never be called. */
export function campaignCallsNobody(state: CampaignState): string | undefined {
  if (!CALLS_NOBODY_ANY_MORE.includes(state)) return undefined;
  return `The campaign is ${state} and calls nobody any more; make a new one with this contact.`;
}
