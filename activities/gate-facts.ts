import { ApplicationFailure } from '@temporalio/activity';
import type { GateFacts, SuppressionFact } from '../contracts/gate.ts';
import { callIdOf, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import { phoneArea } from '../contracts/phone.ts';
import type { Schedule } from '../contracts/schedule.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type ContactDoc, Contacts, phonesOf } from '../platform/models/contact.ts';
import { countedAttempts, type EnrolmentDoc, Enrolments } from '../platform/models/enrolment.ts';
import { numberOf, type SuppressionDoc } from '../platform/models/suppression.ts';
import { campaignOfCall, standingCampaign } from '../platform/standing-campaigns.ts';
import { numberFor } from '../workflows/numbers.ts';
import { attemptsAmong } from './attempts.ts';
import { dialedAt, type Known, knownOf } from './known-people.ts';
import { type GateEnv, type Rules, rulesInForce } from './rules-in-force.ts';

/** A contact whom a campaign would call, by its attempt of this number (from 1). */
export interface Candidate {
  campaign: CampaignDoc;
  contact: ContactDoc;
  enrolment: EnrolmentDoc;
  attempt: number;
  /** The number, where it is settled already: asked for by hand, or tried by this attempt before. */
  chosen?: string | undefined;
}

export interface GateReading {
  campaign: CampaignDoc;
  contact: ContactDoc;
  /** The number that this attempt dials. */
  phone: string;
  facts: GateFacts;
}

/** Reads what the gate wants to know about one call, as it is now. A missing record fails closed. */
export async function factsFor(env: GateEnv, callId: string, chosen?: string): Promise<GateReading> {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  const [campaign, contact, enrolment, rules] = await Promise.all([
    campaignOfCall(ids.campaignId),
    Contacts.findById(ids.contactId).lean<ContactDoc | null>(),
    Enrolments.findById(enrolmentIdOf(ids.campaignId, ids.contactId)).lean<EnrolmentDoc | null>(),
    rulesInForce(env),
  ]);
  if (!campaign || !contact || !enrolment) {
    throw ApplicationFailure.nonRetryable('campaign, contact or enrolment is missing', 'RecordMissing');
  }
  const known = (await knownOf([withChosen(contact, chosen)]))(withChosen(contact, chosen));
  return gateReading({ campaign, contact, enrolment, attempt: ids.attempt, chosen }, known, rules);
}

/** What the gate is told about a candidate. Whatever is not set has its default here. */
export function gateReading(candidate: Candidate, known: Known, rules: Rules, now = Date.now()): GateReading {
  const { campaign, contact, enrolment, attempt, chosen } = candidate;
  const ids = { campaignId: campaign._id, contactId: contact._id, attempt };
  const { settings } = campaign;
  const before = known.calls.filter(({ _id }) => _id !== callIdOf(ids));
  const tried = attemptsAmong(before, { ...ids, attempt: attempt - 1 }, contact);
  const phone = chosen ?? numberFor(phonesOf(contact), tried, settings.retry);
  const dialed = dialedAt(before);
  const { timeZone, country, region, postcode, lineType = 'unknown' } = contact;
  const facts: GateFacts = {
    now,
    person: { phone: phoneArea(phone), lineType, ...given({ timeZone, country, region, postcode }) },
    campaign: {
      id: campaign._id,
      state: campaign.state,
      purpose: settings.purpose ?? 'telemarketing',
      maxAttempts: settings.retry.maxAttempts,
      requireConsent: settings.requireConsent ?? false,
      schedule: scheduleOf(campaign),
    },
    // The attempt at hand is not counted. Who asks for a call by hand has counted for themselves.
    attemptsMade: standingCampaign(campaign._id) ? 0 : countedAttempts(enrolment, attempt - 1),
    dialedAt: dialed,
    dialedEver: dialed.length,
    suppressions: suppressionFacts(known.suppressions, phone, settings.suppressionLists),
    consents: known.consents.map(({ basis, givenAt, expiresAt, revokedAt, outsideHours }) => ({
      basis,
      givenAt: givenAt.getTime(),
      ...given({ expiresAt: expiresAt?.getTime(), revokedAt: revokedAt?.getTime(), outsideHours }),
    })),
    packs: rules.packs,
    caps: rules.caps,
    washes: rules.washes
      .filter(({ covers, recordedAt }) => covers === 'everybody' || contact.createdAt <= recordedAt)
      .map(({ _id, washedAt }) => ({ registry: _id, washedAt: washedAt.getTime() })),
    ...(enrolment.callBack && enrolment.callBack.at.getTime() <= now ? { callBack: true } : {}),
  };
  return { campaign, contact, phone, facts };
}

/**
 * Whoever objects at one of their numbers has objected at all of them; a register, and the news that a number has gone to
 * somebody else, are about that number alone.
 * @param lists those of the campaign's own
 */
export function suppressionFacts(
  docs: SuppressionDoc[],
  phone: string,
  lists: string[] | undefined,
): SuppressionFact[] {
  return docs
    .filter(({ kind, list = '', ...doc }) => {
      if (kind === 'campaign') return lists?.includes(list);
      return kind === undefined || numberOf(doc) === phone;
    })
    .map(({ kind, list, addedAt }) => ({
      kind: kind ?? 'internal',
      at: addedAt.getTime(),
      ...given({ list }),
    }));
}

/** Campaigns made before there were schedules have one window at most. */
export function scheduleOf({ settings: { schedule, window } }: CampaignDoc): Schedule {
  const { windows = [], blackoutDates = [], ...dates } = schedule ?? {};
  return { ...dates, blackoutDates, windows: windows.length === 0 && window ? [window] : windows };
}

/** Somebody may be called by hand at a number that their contact does not have. */
function withChosen(contact: ContactDoc, chosen: string | undefined): ContactDoc {
  const phones = phonesOf(contact);
  return !chosen || phones.includes(chosen) ? contact : { ...contact, phones: [...phones, chosen] };
}

/** Without what is not known. */
function given<T extends object>(facts: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
  ) as { [Key in keyof T]?: NonNullable<T[Key]> };
}
