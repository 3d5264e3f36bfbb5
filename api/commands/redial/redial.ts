import { createHash } from 'node:crypto';
import { ENDED_FOR_GOOD } from '../../../contracts/campaign-states.ts';
import { idempotencyKeySchema } from '../../../contracts/http/calls.ts';
import { type RedialResult, redialBodySchema } from '../../../contracts/http/campaign-edits.ts';
import type { CampaignDoc } from '../../../platform/models/campaign.ts';
import { keepEvent } from '../../../platform/models/campaign-event.ts';
import type { EnrolmentDoc } from '../../../platform/models/enrolment.ts';
import { ApiError } from '../../api-error.ts';
import type { Account } from '../../auth/account.ts';
import type { ApiDeps } from '../../deps.ts';
import { campaignIdSchema } from '../../parse.ts';
import { findCampaign } from '../../queries/campaigns.ts';
import type { Command } from '../command.ts';
import { contactsAdded } from '../contacts-added.ts';
import { createOnce } from '../create-campaign.ts';
import { copyName } from '../duplicate-campaign.ts';
import { enrolPeople } from '../import/enrol-people.ts';
import { type RedialQuery, redialPage, withoutSuppressed } from './redial-page.ts';
import { putBack, revive } from './revive.ts';

const input = redialBodySchema.extend({ id: campaignIdSchema, idempotencyKey: idempotencyKeySchema });

/** Has contacts called again who are done with one of some outcomes, in the same campaign or in a new one. */
export const redial: Command<typeof input, RedialResult> = {
  name: 'redial_campaign',
  input,
  async run(deps, { id, idempotencyKey, ...query }, by) {
    const source = await findCampaign(id);
    const requestKey = `${by.id}:redial:${id}:${idempotencyKey}`;
    if (query.into === 'same') refuseUnlessCalling(source);
    const { matched, nextCursor } = await redialPage(id, query);
    const callable = await withoutSuppressed(matched);
    const target = query.into === 'same' ? source : await newCampaign(source, query, requestKey, by);
    const redialed =
      query.into === 'same'
        ? await callAgain(deps, source, callable, requestKey)
        : await enrolPeople(
            target._id,
            callable.map(({ contactId }) => contactId),
          );
    await contactsAdded(deps, target._id);
    if (redialed > 0) await keepRedial(target._id, redialed, by);
    return {
      campaignId: target._id,
      matched: matched.length,
      redialed,
      suppressed: matched.length - callable.length,
      skipped: callable.length - redialed,
      nextCursor,
    };
  },
};

/** Into the same campaign: one that stops at this moment keeps nobody waiting. */
async function callAgain(
  deps: ApiDeps,
  { _id, settings }: CampaignDoc,
  callable: EnrolmentDoc[],
  requestKey: string,
): Promise<number> {
  const redialKey = createHash('sha256').update(requestKey).digest('hex').slice(0, 32);
  const redialed = await revive(callable, settings.retry.maxAttempts, redialKey);
  const now = await findCampaign(_id);
  if (!ENDED_FOR_GOOD.includes(now.state)) return redialed;
  await putBack(_id, redialKey);
  deps.progress.forget(_id);
  throw callsNobody(now);
}

function newCampaign(
  { name, settings }: CampaignDoc,
  query: RedialQuery,
  requestKey: string,
  by: Account,
): Promise<CampaignDoc> {
  return createOnce(requestKey, { name: query.name ?? copyName(name, ', again'), settings }, by);
}

function refuseUnlessCalling(campaign: CampaignDoc): void {
  const { state, archived } = campaign;
  if (ENDED_FOR_GOOD.includes(state)) throw callsNobody(campaign);
  if (archived)
    throw new ApiError('not_allowed_now', 'The campaign is archived; take it out of the archive first.');
  if (state === 'draft' || state === 'ready') {
    throw new ApiError('not_allowed_now', `The campaign is ${state}: it has called nobody yet. Start it.`);
  }
}

function callsNobody({ state }: CampaignDoc): ApiError {
  return new ApiError(
    'not_allowed_now',
    `The campaign is ${state} and calls nobody any more; redial into a new one, with "into": "new".`,
  );
}

async function keepRedial(campaignId: string, contacts: number, { id, name }: Account): Promise<void> {
  await keepEvent({ campaignId, kind: 'redial', at: new Date(), by: { id, name }, contacts }, 'redial');
}
