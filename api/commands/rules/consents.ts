import { type ConsentView, consentBodySchema, revokeBodySchema } from '../../../contracts/http/rules.ts';
import { Consents, consentIdOf } from '../../../platform/models/consent.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { isDuplicateKey } from '../../../platform/mongo.ts';
import { ApiError } from '../../api-error.ts';
import { campaignIdSchema } from '../../parse.ts';
import { consentsOf } from '../../queries/rules/consents.ts';
import type { Command } from '../command.ts';

// The id is checked here too: a contact's has the form of a campaign's.
const ofContact = { id: campaignIdSchema };
const addInput = consentBodySchema.safeExtend(ofContact);
const revokeInput = revokeBodySchema.extend(ofContact);

/** Notes what a person agreed to. The same basis at the same moment is the same consent. */
export const addConsent: Command<typeof addInput, ConsentView[]> = {
  name: 'add_consent',
  input: addInput,
  async run(_deps, { id: contactId, basis, evidence, givenAt, expiresAt, outsideHours }, { id: by }) {
    if (!(await Contacts.exists({ _id: contactId })))
      throw new ApiError('not_found', 'No contact has this id.');
    const consent = { contactId, basis, evidence, givenAt, outsideHours, by, addedAt: new Date() };
    try {
      await Consents.create({ _id: consentIdOf(consent), ...consent, ...(expiresAt ? { expiresAt } : {}) });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return consentsOf(contactId);
  },
};

/** Revokes a consent, or all of a person's; what is revoked stays so. */
export const revokeConsent: Command<typeof revokeInput, ConsentView[]> = {
  name: 'revoke_consent',
  input: revokeInput,
  async run(_deps, { id: contactId, consentId }, { id: by }) {
    const which = { contactId, ...(consentId === undefined ? {} : { _id: consentId }) };
    if (!(await Consents.exists(which))) throw new ApiError('not_found', 'The contact has no such consent.');
    await Consents.updateMany(
      { ...which, revokedAt: null },
      { $set: { revokedAt: new Date(), revokedBy: by } },
    );
    return consentsOf(contactId);
  },
};
