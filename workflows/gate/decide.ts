import type { GateFacts, Reason, Verdict } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { capLimits } from './caps.ts';
import { consentLimits, lineLimits } from './consent.ts';
import { holidayLimits, unknownHolidays } from './holidays.ts';
import { hourLimits } from './hours.ts';
import { countriesWithoutPack, packsFor } from './jurisdictions.ts';
import { isOpen, type Limit, reasonsOf } from './limit.ts';
import { cityOf, clockIn } from './local-time.ts';
import { registryLimits } from './registries.ts';
import { dateLimits, needsZone, unknownZones, windowLimits } from './schedule.ts';
import { intersectAll, type Span } from './spans.ts';
import { suppressionReasons } from './suppression.ts';
import { type Whereabouts, whereabouts } from './whereabouts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** While a campaign is not running its contacts stay as they are; they are looked at again this much later. */
const RECHECK_MS = MINUTE;
/** A call that could not be made within so many days is given up. */
const HORIZON_DAYS = 14;
/** Most wait for the next morning or for Monday: looking no further than that costs a fraction. */
const NEAR_DAYS = 3;

type Decision =
  | { decision: 'allow'; reasons: Reason[] }
  | { decision: 'defer'; until: number; reasons: Reason[] }
  | Pick<Extract<Verdict, { decision: 'block' }>, 'decision' | 'outcome' | 'reasons'>;

/** What each step looks at: the facts, where the person may be, and the packs that bind there. */
interface Case {
  facts: GateFacts;
  where: Whereabouts;
  packs: RulePack[];
}

/**
 * The one place that says whether a call may be made now. Pure: the same facts give the same verdict. It runs when a
 * page is claimed and again just before dialing. Order: campaign, suppression, place, consent, registries, then all that
 * opens and closes with time. The strictest of all that may apply wins, and unknown means no.
 */
export function decide(facts: GateFacts): Verdict {
  const where = whereabouts(facts.person);
  const packs = facts.packs === 'none' ? [] : packsFor(facts.packs, where.places);
  const theCase = { facts, where, packs };
  const decision =
    byCampaign(facts) ??
    blockIf('suppressed', suppressionReasons(facts, packs)) ??
    blockIf('blocked', unknowns(theCase)) ??
    blockIf('blocked', reasonsOf(closedNow(standingLimits(theCase), facts.now))) ??
    byTime(theCase);
  return { ...decision, packs: packs.map(({ id, version }) => ({ id, version })), zones: where.zones };
}

function byCampaign({ campaign, attemptsMade, callBack, now }: GateFacts): Decision | undefined {
  if (campaign.state !== 'running') {
    const reason = { rule: 'campaign.state', text: `The campaign is ${campaign.state}` };
    return { decision: 'defer', until: now + RECHECK_MS, reasons: [reason] };
  }
  if (attemptsMade < campaign.maxAttempts || callBack) return undefined;
  return blockIf('expired', [{ rule: 'campaign.attempts', text: 'All attempts are used' }]);
}

/** What would have to be known to decide. */
function unknowns({ facts, where, packs }: Case): Reason[] {
  const { schedule } = facts.campaign;
  const zones = unknownZones(schedule).map((name) => ({
    rule: 'window.time_zone',
    text: `"${name}" is not an IANA time zone`,
  }));
  if (facts.packs === 'none') return [...zones, ...(needsZone(schedule) ? where.problems : [])];
  const missing = countriesWithoutPack(facts.packs, where.places).map((country) => ({
    rule: 'pack.missing',
    text: `No rule pack in force says when people in ${country} may be called`,
  }));
  return [...zones, ...where.problems, ...missing, ...unknownHolidays(facts, packs, where.places)];
}

/** What does not come with time alone: a consent, a washed list. */
function standingLimits({ facts, packs }: Case): Limit[] {
  return [...consentLimits(facts, packs), ...registryLimits(facts, packs), ...lineLimits(facts, packs)];
}

function timedLimits({ facts, where, packs }: Case): Limit[] {
  const { schedule } = facts.campaign;
  return [
    ...hourLimits(facts, packs, where.zones),
    ...holidayLimits(facts, packs, where.places, where.zones),
    ...(facts.callBack ? [] : windowLimits(schedule, where.zones)),
    ...dateLimits(schedule, where.zones),
    ...capLimits(facts, packs, where.zones),
  ];
}

function byTime(theCase: Case): Decision {
  const { facts, where } = theCase;
  const limits = timedLimits(theCase);
  const closed = closedNow(limits, facts.now);
  if (closed.length === 0) return { decision: 'allow', reasons: [itIs(where.zones, facts.now)] };
  // A consent may run out before then; a list is washed again.
  const all = [...limits, ...consentLimits(facts, theCase.packs)];
  const until = opening(all, ahead(facts, NEAR_DAYS)) ?? opening(all, ahead(facts, HORIZON_DAYS));
  if (until === undefined) {
    const never = { rule: 'expired', text: 'No moment of the next 14 days is open' };
    return { decision: 'block', outcome: 'expired', reasons: [...reasonsOf(closed), never] };
  }
  const first = waiting(limits, until, facts.now);
  const others = reasonsOf(closed).filter((reason) => reason.rule !== first.rule);
  return { decision: 'defer', until, reasons: [first, ...others] };
}

/** The first moment of a period at which all are open. */
function opening(limits: Limit[], period: Span): number | undefined {
  const spans = limits.map((limit) => limit.spans(period));
  return intersectAll(period, spans)[0]?.from;
}

/** The next days, or those that begin with the campaign's first day, whatever zone that is reckoned in. */
function ahead({ now, campaign }: GateFacts, days: number): Span {
  const { startDate } = campaign.schedule;
  const from = startDate ? Math.max(now, Date.parse(startDate) - DAY) : now;
  return { from, until: (from > now ? from + 2 * DAY : now) + days * DAY };
}

function closedNow(limits: Limit[], now: number): Limit[] {
  return limits.filter((limit) => !isOpen(limit, now));
}

/** Names the limit that opens last, in the zone whose clock it waits for. */
function waiting(limits: Limit[], until: number, now: number): Reason {
  const last = limits.find((limit) => isOpen(limit, until) && !isOpen(limit, until - 1));
  const zones = last?.zones ?? [];
  const zone = zones.find((name) => last?.opensAt?.includes(clockIn(name, until, until))) ?? zones[0];
  const text = `Waiting for ${clockIn(zone ?? 'UTC', until, now)} in ${cityOf(zone ?? 'UTC')}`;
  return { rule: last?.rule ?? 'hours', text };
}

function itIs(zones: string[], now: number): Reason {
  const clocks = zones.map((zone) => `${clockIn(zone, now, now)} in ${cityOf(zone)}`);
  const text = clocks.length > 0 ? `It is ${clocks.join(', ')}` : 'Nothing speaks against it';
  return { rule: 'open', text };
}

function blockIf(outcome: 'suppressed' | 'expired' | 'blocked', reasons: Reason[]): Decision | undefined {
  return reasons.length > 0 ? { decision: 'block', outcome, reasons } : undefined;
}
