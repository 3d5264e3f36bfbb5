import { ApplicationFailure } from '@temporalio/activity';
import { type CallIdParts, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type ContactDoc, Contacts, phonesOf } from '../platform/models/contact.ts';
import { countedAttempts, Enrolments } from '../platform/models/enrolment.ts';
import { Suppressions } from '../platform/models/suppression.ts';
import { campaignOfCall, standingCampaign } from '../platform/standing-campaigns.ts';
import type { GateFacts } from '../workflows/gate.ts';
import { numberFor } from '../workflows/numbers.ts';
import { attemptsUpTo } from './attempts.ts';

export interface GateReading {
  campaign: CampaignDoc;
  contact: ContactDoc;
  /** The number that this attempt dials. */
  phone: string;
  facts: GateFacts;
}

/**
 * Reads what the gate wants to know about one call, as it is now. A missing record fails closed.
 * @param chosen the number, where it is settled already: asked for by hand, or tried by this attempt before
 */
export async function factsFor(callId: string, chosen?: string): Promise<GateReading> {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  const [campaign, contact, enrolment] = await Promise.all([
    campaignOfCall(ids.campaignId),
    Contacts.findById(ids.contactId).lean(),
    Enrolments.findById(enrolmentIdOf(ids.campaignId, ids.contactId)).lean(),
  ]);
  if (!campaign || !contact || !enrolment) {
    throw ApplicationFailure.nonRetryable('campaign, contact or enrolment is missing', 'RecordMissing');
  }
  const phone = chosen ?? (await numberOf(ids, campaign, contact));
  // Whoever objects at one of their numbers has objected at all of them.
  const suppressed = await Suppressions.exists({ _id: { $in: [phone, ...phonesOf(contact)] } });
  // The attempt at hand is counted in the enrolment already. Who asks for a call by hand has counted for themselves.
  const attemptsMade = standingCampaign(ids.campaignId) ? 0 : countedAttempts(enrolment, ids.attempt - 1);
  return { campaign, contact, phone, facts: gateFacts(campaign, attemptsMade, suppressed !== null) };
}

async function numberOf(ids: CallIdParts, campaign: CampaignDoc, contact: ContactDoc): Promise<string> {
  const phones = phonesOf(contact);
  if (phones.length === 1) return contact.phone;
  const tried = await attemptsUpTo({ ...ids, attempt: ids.attempt - 1 }, contact);
  return numberFor(phones, tried, campaign.settings.retry);
}

export function gateFacts(campaign: CampaignDoc, attemptsMade: number, suppressed: boolean): GateFacts {
  const { window, retry } = campaign.settings;
  return { campaign: { state: campaign.state, window, retry }, attemptsMade, suppressed, now: Date.now() };
}
