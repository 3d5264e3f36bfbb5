import { Campaigns } from '../../../platform/models/campaign.ts';
import { Enrolments } from '../../../platform/models/enrolment.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { wakeCampaign } from '../campaign-workflow.ts';
import type { CallFacts } from './call-facts.ts';
import { campaignCallsNobody } from './makes-sense.ts';

/**
 * Puts a contact who is done back, to be called again now. A contact whose attempts are used up gets one more: one of
 * them is set down as put off, which uses a number but not the budget.
 */
export async function retryContact(deps: ApiDeps, { enrolment, campaign }: CallFacts): Promise<string> {
  if (!enrolment || !campaign) throw movedOn();
  const { _id, callId, attempts, outcome } = enrolment;
  const deferrals = enrolment.deferrals ?? 0;
  const lacking = Math.max(0, attempts - deferrals + 1 - campaign.settings.retry.maxAttempts);
  const moved = await Enrolments.updateOne(
    { _id, state: 'done', attempts, callId, deferrals },
    { $set: { state: 'waiting', dueAt: new Date(), deferrals: deferrals + lacking } },
  );
  if (moved.modifiedCount !== 1) throw movedOn();
  deps.progress.forget(campaign._id);

  // A campaign that ends counts its open contacts after it has written so: one of us two sees the other.
  const state = (await Campaigns.findById(campaign._id, { state: 1 }).lean())?.state ?? 'failed';
  const refusal = campaignCallsNobody(state);
  if (refusal) {
    await Enrolments.updateOne(
      { _id, state: 'waiting', attempts },
      { $set: { state: 'done', outcome, deferrals } },
    );
    throw new ApiError('not_allowed_now', refusal);
  }
  if (state !== 'running') return `The contact is called again when the campaign runs; it is ${state} now.`;
  await wakeCampaign(deps, campaign._id);
  return 'The contact is called again now, as soon as hours and lines allow it.';
}

function movedOn(): ApiError {
  return new ApiError('not_allowed_now', 'The contact has just moved on; look again with call show.');
}
