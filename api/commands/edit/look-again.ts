import { UP } from '../../../contracts/campaign.ts';
import { Campaigns } from '../../../platform/models/campaign.ts';
import { Enrolments } from '../../../platform/models/enrolment.ts';

/** The settings by which the gate, or the choice of a number to show, puts contacts off. */
const PUTS_OFF = new Set([
  'window',
  'schedule',
  'purpose',
  'requireConsent',
  'suppressionLists',
  'callerId',
  'callerIds',
]);

/**
 * Has those looked at again now who were put off by settings that have changed: what opens earlier is used at once. They
 * were due when they were put off, so nobody is called before their time. Whoever asked for a call-back keeps its moment.
 */
export async function lookAgain(campaignId: string, changed: string[]): Promise<void> {
  if (changed.some((field) => PUTS_OFF.has(field))) await makeDue(campaignId, {});
}

/** The same for those who were about to be called when the campaign was paused. */
export async function lookAgainAfterPause(campaignId: string): Promise<void> {
  await makeDue(campaignId, { 'gate.reasons': /^The campaign is paused/ });
}

/** The same in all campaigns that are up, once other rules hold; answers which those are. */
export async function lookAgainEverywhere(): Promise<string[]> {
  const up = await Campaigns.find({ state: { $in: UP } }, { _id: 1 }).lean();
  for (const { _id } of up) await makeDue(_id, {});
  return up.map(({ _id }) => _id);
}

async function makeDue(campaignId: string, which: object): Promise<void> {
  const now = new Date();
  await Enrolments.updateMany(
    { campaignId, state: 'waiting', 'gate.decision': 'defer', callBack: null, dueAt: { $gt: now }, ...which },
    { $set: { dueAt: now } },
  );
}
