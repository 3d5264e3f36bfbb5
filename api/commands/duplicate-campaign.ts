import { idempotencyKeySchema } from '../../contracts/http/calls.ts';
import { duplicateBodySchema } from '../../contracts/http/campaign-edits.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import { type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import { campaignIdSchema } from '../parse.ts';
import { findCampaign, readCampaign } from '../queries/campaigns.ts';
import type { Command } from './command.ts';
import { contactsAdded } from './contacts-added.ts';
import { createOnce } from './create-campaign.ts';
import { enrolPeople } from './import/enrol-people.ts';

const input = duplicateBodySchema.extend({ id: campaignIdSchema, idempotencyKey: idempotencyKeySchema });
const PAGE = 1000;

/** Makes a campaign with the settings of another, and with its contacts where that is asked for. */
export const duplicateCampaign: Command<typeof input, CampaignView> = {
  name: 'duplicate_campaign',
  input,
  async run(deps, { id, name, contacts, idempotencyKey }, by) {
    const source = await findCampaign(id);
    const requestKey = `${by.id}:duplicate:${id}:${idempotencyKey}`;
    const copy = await createOnce(
      requestKey,
      { name: name ?? copyName(source.name), settings: source.settings },
      by,
    );
    if (contacts === 'all') {
      await copyContacts(id, copy._id);
      await contactsAdded(deps, copy._id);
    }
    return readCampaign(deps, copy._id);
  },
};

/** A name as long as names may be, whatever the old one's length. */
export function copyName(name: string, suffix = ', copy'): string {
  return `${name.slice(0, 120 - suffix.length).trimEnd()}${suffix}`;
}

async function copyContacts(from: string, to: string): Promise<void> {
  let after = `${from}:`;
  for (;;) {
    const page = await Enrolments.find({ _id: { $gt: after, $lt: `${from};` } }, { contactId: 1 })
      .sort({ _id: 1 })
      .limit(PAGE)
      .lean<Pick<EnrolmentDoc, '_id' | 'contactId'>[]>();
    const last = page.at(-1);
    if (!last) return;
    await enrolPeople(
      to,
      page.map(({ contactId }) => contactId),
    );
    after = last._id;
  }
}
