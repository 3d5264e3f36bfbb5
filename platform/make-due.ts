import type { UpdateQuery } from 'mongoose';
import type { CampaignState } from '../contracts/campaign.ts';
import { Campaigns } from './models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from './models/enrolment.ts';

const OVER: readonly CampaignState[] = ['completed', 'stopped', 'failed'];

/** A contact as it was read, and how it is to stand: waiting; `back` undoes it. */
export interface Move {
  from: EnrolmentDoc;
  to: UpdateQuery<EnrolmentDoc>;
  back: UpdateQuery<EnrolmentDoc>;
}

/**
 * Makes a contact due who is not being called, by compare-and-set, and answers the state of its campaign. A campaign
 * that ends counts its open contacts after it has written so: one of the two sees the other, and where the campaign is
 * over the contact is put back. `moved on` when the contact is not as it was read.
 */
export async function makeDue({ from, to, back }: Move): Promise<CampaignState | 'moved on'> {
  const { _id, campaignId, state, attempts, callId, outcome, granted = null } = from;
  const moved = await Enrolments.updateOne({ _id, state, attempts, callId, outcome, granted }, to);
  if (moved.modifiedCount !== 1) return 'moved on';
  const now = (await Campaigns.findById(campaignId, { state: 1 }).lean())?.state ?? 'failed';
  if (OVER.includes(now)) await Enrolments.updateOne({ _id, state: 'waiting', attempts }, back);
  return now;
}
