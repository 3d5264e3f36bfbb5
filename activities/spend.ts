import type { Env } from '../platform/env.ts';
import { Calls } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type SpendingDoc, Spendings } from '../platform/models/spending.ts';
import { type BudgetFacts, expectedCost, midnightBefore, type Spend } from '../workflows/pacing/budget.ts';

export type SpendEnv = Pick<Env, 'ELEVENLABS_CREDIT_PRICE' | 'CALL_MINUTE_PRICE' | 'CALL_EXPECTED_MINUTES'>;

type Hour = Omit<SpendingDoc, '_id' | 'campaignId' | 'countedAt' | 'closed'>;

const HOUR_MS = 3600_000;
/** Prices come minutes after the end; hours that wait for one are counted again so often. */
const RECOUNT_MS = 5 * 60_000;
/** As in the accounts: a price that is not there by then is not coming. */
const GIVEN_UP_MS = 3 * 24 * HOUR_MS;
/** Hours counted at once; more when there are many follow one after the other. */
const AT_ONCE = 24;

/**
 * What a campaign has used, by its calls' records; nothing is remembered but sums of hours that are over. A call has
 * its estimate set aside from its claim until its price is known, so nothing is reserved twice, or leaks.
 * @param up calls that hold a line
 */
export async function readSpend(
  env: SpendEnv,
  campaign: CampaignDoc,
  up: number,
  now = Date.now(),
): Promise<Omit<BudgetFacts, 'budget'>> {
  const [hours, dialed] = await Promise.all([
    countHours(env, campaign, now),
    Calls.countDocuments({ campaignId: campaign._id, phase: { $in: ['placing', 'up'] } }),
  ]);
  const own = { spent: sum(hours, 'spent'), priced: sum(hours, 'priced') };
  const perCall = expectedCost(own, env.CALL_MINUTE_PRICE * env.CALL_EXPECTED_MINUTES);
  const waiting = Math.max(0, up - dialed);
  const of = (some: Hour[]): Spend => {
    return { spent: sum(some, 'spent'), reserved: (sum(some, 'unpriced') + waiting) * perCall };
  };
  const midnight = midnightBefore(now);
  const today = hours.filter(({ hour }) => hour.getTime() >= midnight);
  const currency = hours.find((hour) => hour.currency)?.currency;
  return { inAll: of(hours), today: of(today), perCall, currency, up, now };
}

function sum(hours: Hour[], what: 'spent' | 'priced' | 'unpriced'): number {
  return hours.reduce((total, hour) => total + hour[what], 0);
}

/** All hours since the campaign's start: those that are over as they were counted, the others counted now. */
async function countHours(env: SpendEnv, campaign: CampaignDoc, now: number): Promise<Hour[]> {
  const known = new Map(
    (await Spendings.find({ campaignId: campaign._id }).lean()).map((doc) => [doc.hour.getTime(), doc]),
  );
  const hours: Hour[] = [];
  const open: number[] = [];
  for (let at = hourOf((campaign.startedAt ?? campaign.createdAt).getTime()); at <= now; at += HOUR_MS) {
    const counted = known.get(at);
    if (counted && isFresh(counted, now)) hours.push(counted);
    else open.push(at);
  }
  for (let index = 0; index < open.length; index += AT_ONCE) {
    const some = open.slice(index, index + AT_ONCE);
    hours.push(...(await Promise.all(some.map((at) => countHour(env, campaign._id, at, now)))));
  }
  return hours;
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** The hour at hand is counted each time: reservations are in it. */
function isFresh({ closed, hour, countedAt }: SpendingDoc, now: number): boolean {
  if (closed) return true;
  return hour.getTime() < hourOf(now) && now - countedAt.getTime() < RECOUNT_MS;
}

interface Group {
  /** Null: Twilio has not stated the price. */
  _id: string | null;
  calls: number;
  amount: number;
  credits: number;
}

async function countHour(env: SpendEnv, campaignId: string, at: number, now: number): Promise<Hour> {
  const hour = new Date(at);
  const groups = await Calls.aggregate<Group>([
    {
      $match: {
        campaignId,
        startedAt: { $gte: hour, $lt: new Date(at + HOUR_MS) },
        $or: [{ callSid: { $type: 'string' } }, { phase: { $ne: 'ended' } }],
      },
    },
    {
      $group: {
        _id: '$price.currency',
        calls: { $sum: 1 },
        amount: { $sum: '$price.amount' },
        credits: { $sum: '$costCredits' },
      },
    },
  ]);
  const priced = groups.filter(({ _id }) => _id !== null);
  const total = (of: Group[], what: 'calls' | 'amount' | 'credits') =>
    of.reduce((all, group) => all + group[what], 0);
  const unpriced = total(
    groups.filter(({ _id }) => _id === null),
    'calls',
  );
  const spent = total(priced, 'amount') + total(priced, 'credits') * (env.ELEVENLABS_CREDIT_PRICE ?? 0);
  const currency = priced[0]?._id ?? undefined;
  const counted = { hour, spent, priced: total(priced, 'calls'), unpriced, currency };
  if (at < hourOf(now)) await keep(campaignId, counted, now);
  return counted;
}

/** Only what is counted again at any time is kept: writing it twice, or not at all, changes nothing. */
async function keep(campaignId: string, counted: Hour, now: number): Promise<void> {
  const age = now - counted.hour.getTime();
  const closed = age > GIVEN_UP_MS || (counted.unpriced === 0 && age > 2 * HOUR_MS);
  await Spendings.updateOne(
    { _id: `${campaignId}:${counted.hour.toISOString().slice(0, 13)}` },
    { $set: { campaignId, ...counted, closed, countedAt: new Date(now) } },
    { upsert: true },
  );
}
