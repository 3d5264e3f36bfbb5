import { ApplicationFailure } from '@temporalio/activity';
import { enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type ContactDoc, Contacts } from '../platform/models/contact.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { Suppressions } from '../platform/models/suppression.ts';
import { campaignOfCall, standingCampaign } from '../platform/standing-campaigns.ts';
import type { GateFacts } from '../workflows/gate.ts';

export interface GateReading {
  campaign: CampaignDoc;
  contact: ContactDoc;
  facts: GateFacts;
}

/** Reads what the gate wants to know about one call, as it is now. A missing record fails closed. */
export async function factsFor(callId: string): Promise<GateReading> {
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
  const suppressed = (await Suppressions.exists({ _id: contact.phone })) !== null;
  // The attempt at hand is counted in the enrolment already. Who asks for a call by hand has counted for themselves.
  const attemptsMade = standingCampaign(ids.campaignId) ? 0 : ids.attempt - 1 - (enrolment.deferrals ?? 0);
  return { campaign, contact, facts: gateFacts(campaign, attemptsMade, suppressed) };
}

export function gateFacts(campaign: CampaignDoc, attemptsMade: number, suppressed: boolean): GateFacts {
  const { window, retry } = campaign.settings;
  return { campaign: { state: campaign.state, window, retry }, attemptsMade, suppressed, now: Date.now() };
}
