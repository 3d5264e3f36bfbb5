import { makeDue } from '../../../platform/make-due.ts';
import { countedAttempts } from '../../../platform/models/enrolment.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { wakeCampaign } from '../campaign-workflow.ts';
import type { CallFacts } from './call-facts.ts';
import { campaignCallsNobody } from './makes-sense.ts';

/**
 * Puts a contact who is done back, to be called again now. One whose attempts are used up is granted one more.
 */
export async function retryContact(deps: ApiDeps, { enrolment, campaign }: CallFacts): Promise<string> {
  if (!enrolment || !campaign) throw movedOn();
  const used = countedAttempts(enrolment, enrolment.attempts);
  const granted = Math.max(0, used + 1 - campaign.settings.retry.maxAttempts);
  const state = await makeDue({
    from: { ...enrolment, state: 'done' },
    to: {
      $set: { state: 'waiting', dueAt: new Date(), callBack: null, goalUntil: null },
      $inc: { granted },
    },
    back: { $set: { state: 'done' }, $inc: { granted: -granted } },
  });
  if (state === 'moved on') throw movedOn();
  deps.progress.forget(campaign._id);
  const refusal = campaignCallsNobody(state);
  if (refusal) throw new ApiError('not_allowed_now', refusal);
  if (state !== 'running') return `The contact is called again when the campaign runs; it is ${state} now.`;
  await wakeCampaign(deps, campaign._id);
  return 'The contact is called again now, as soon as hours and lines allow it.';
}

function movedOn(): ApiError {
  return new ApiError('not_allowed_now', 'The contact has just moved on; look again with call show.');
}
