import type { CallIdParts } from '../contracts/ids.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type ContactDoc, phonesOf } from '../platform/models/contact.ts';
import { countedAttempts, type EnrolmentDoc } from '../platform/models/enrolment.ts';
import { whereabouts } from '../workflows/gate/whereabouts.ts';
import { inOtherPartOfDay } from '../workflows/other-part-of-day.ts';
import { afterCall, awaitsGoal, type CallOver } from '../workflows/retry-plan.ts';
import type { Attempt } from './attempts.ts';
import type { CallRecord } from './call-record.ts';
import { scheduleOf } from './gate-facts.ts';

/** The vendor's analysis is waited for no longer than its transcript is. */
const ANALYSIS_MS = 2 * 3600_000;
/** What a conversation names beyond this was not understood. */
const FURTHEST_MS = 366 * 86_400_000;

export interface Ended {
  record: CallRecord;
  ids: CallIdParts;
  campaign: CampaignDoc;
  enrolment: EnrolmentDoc;
  contact: ContactDoc;
  /** All attempts, this one included. */
  tried: Attempt[];
}

type Next = Partial<Pick<EnrolmentDoc, 'dueAt' | 'callBack' | 'goalUntil' | 'granted'>> & {
  state: 'waiting' | 'done';
};

/** Where a contact stands after a call: what the person asked for goes before the plan. `granted` is what is added. */
export function nextFor(ended: Ended): Next {
  const byPlan = planned(ended);
  const at = askedFor(ended.record);
  if (at === undefined) return byPlan;
  const before = { state: byPlan.state, dueAt: byPlan.dueAt ?? ended.enrolment.dueAt };
  return { state: 'waiting', dueAt: at, callBack: { at, before }, granted: 1 };
}

function planned(ended: Ended): Next {
  const { retry } = ended.campaign.settings;
  const call = callOver(ended);
  const next = afterCall(call, retry);
  if (next.state === 'waiting') {
    return { state: 'waiting', dueAt: new Date(spread(next.dueAt, ended)) };
  }
  if (ended.record.callSid === undefined || !awaitsGoal(call, retry)) return next;
  return { state: 'done', goalUntil: new Date(call.endedAt + ANALYSIS_MS) };
}

function spread(dueAt: number, { record, campaign, contact, tried }: Ended): number {
  const phone = tried.at(-1)?.phone ?? contact.phone;
  return inOtherPartOfDay(dueAt, {
    endedAt: record.endedAt,
    triedAt: tried.map(({ startedAt }) => startedAt.getTime()),
    zones: whereabouts({ ...contact, phone, lineType: contact.lineType ?? 'unknown' }).zones,
    schedule: scheduleOf(campaign),
    plan: campaign.settings.retry,
  });
}

function callOver({ record, ids, enrolment, contact, tried }: Ended): CallOver {
  const dialed = new Set(tried.map(({ phone }) => phone));
  return {
    outcome: record.outcome,
    before: tried.filter(({ attempt }) => attempt < ids.attempt).map(({ outcome }) => outcome),
    counted: countedAttempts(enrolment, ids.attempt),
    numbersLeft: phonesOf(contact).filter((phone) => !dialed.has(phone)).length,
    endedAt: record.endedAt,
  };
}

/** A moment that passed during the call is now. */
function askedFor({ callBackAt, endedAt }: CallRecord): Date | undefined {
  if (callBackAt === undefined || !(callBackAt <= endedAt + FURTHEST_MS)) return undefined;
  return new Date(Math.max(callBackAt, endedAt));
}
