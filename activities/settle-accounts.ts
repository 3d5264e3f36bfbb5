import twilio from 'twilio';
import { Calls } from '../platform/models/call.ts';
import { beating } from './beating.ts';
import type { TwilioClient } from './clients/twilio.ts';
import type { Dependencies } from './dependencies.ts';

/** One call as Twilio lists it; of its dates and addresses nothing is read. */
export type Listed = Pick<
  Awaited<ReturnType<TwilioClient['calls']['list']>>[number],
  'sid' | 'status' | 'price' | 'priceUnit'
>;

interface ListedPage {
  instances: Listed[];
  /** Undefined on the last page. */
  nextPage(): Promise<ListedPage> | undefined;
}

export interface Window {
  from: Date;
  to: Date;
}

const MINUTE_MS = 60_000;
/** A price that is not there by then is not coming: the record says as much by having none. */
const GIVEN_UP_MS = 3 * 24 * 60 * MINUTE_MS;
const PAGE_SIZE = 1000;
/** Requests of one pass: at 30 calls a second, prices may be half an hour late before a pass cannot list them all. */
const MAX_PAGES = 60;
/** Calls that no list showed are asked for one by one; few, since each is a request. */
const MAX_SINGLE = 20;
const MAX_OPEN = 20_000;
/** Between Twilio's end of a call and the one in our record, where a callback was lost and the end is when we asked. */
const PADDING_MS = 2 * MINUTE_MS;

/**
 * Writes the price of calls that ended lately, as soon as Twilio states it: minutes after the end, as a rule. Twilio's
 * calls are listed by their end, so that one request settles up to a thousand. What is open is read from the records
 * each time, and nothing else is remembered.
 * @param now epoch milliseconds
 */
export function settleAccounts(deps: Dependencies, now = Date.now()): Promise<{ settled: number }> {
  return beating(async () => ({ settled: await settleOpen(deps, now) }));
}

async function settleOpen(deps: Dependencies, now: number): Promise<number> {
  const open = await openCalls(now);
  const listed = new Set<string>();
  let settled = 0;
  let pages = MAX_PAGES;
  for (const window of windowsOf(open.map((call) => call.endedAt))) {
    for await (const calls of pagesOf(deps, window)) {
      for (const { sid } of calls) listed.add(sid);
      settled += await settle(calls);
      pages -= 1;
      if (pages === 0) return settled;
    }
  }
  const unlisted = open.filter((call) => !listed.has(call.callSid)).slice(0, MAX_SINGLE);
  for (const { callSid } of unlisted) {
    settled += await settle(await single(deps, callSid));
  }
  return settled;
}

async function openCalls(now: number): Promise<{ callSid: string; endedAt: Date }[]> {
  const open = await Calls.find(
    { price: null, endedAt: { $gt: new Date(now - GIVEN_UP_MS), $lte: new Date(now) } },
    { callSid: 1, endedAt: 1 },
  )
    .limit(MAX_OPEN)
    .lean();
  return open.flatMap(({ callSid, endedAt }) =>
    callSid && endedAt && isDue(endedAt, now) ? [{ callSid, endedAt }] : [],
  );
}

/**
 * Whether a call is asked for in this minute: always at first, when its price is likely to come, then each quarter of
 * an hour, and from its sixth hour on each hour.
 */
export function isDue(endedAt: Date, now: number): boolean {
  const age = now - endedAt.getTime();
  const minute = Math.floor(now / MINUTE_MS);
  if (age < 15 * MINUTE_MS) return true;
  return age < 6 * 60 * MINUTE_MS ? minute % 15 === 0 : minute % 60 === 0;
}

/** The spans to list so as to see all these ends, newest first: ends further apart are not worth what lies between. */
export function windowsOf(ends: Date[]): Window[] {
  const newestFirst = ends.map((end) => end.getTime()).sort((a, b) => b - a);
  const windows: { from: number; to: number }[] = [];
  for (const end of newestFirst) {
    const last = windows.at(-1);
    if (last && last.from <= end + PADDING_MS) last.from = end - PADDING_MS;
    else windows.push({ from: end - PADDING_MS, to: end + PADDING_MS });
  }
  return windows.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
}

/** Twilio's own next link is followed: counting pages up would skip calls while others end (reference 1.7). */
async function* pagesOf({ twilio: client }: Dependencies, { from, to }: Window): AsyncGenerator<Listed[]> {
  const wanted = { endTimeAfter: from, endTimeBefore: to, pageSize: PAGE_SIZE };
  let page: ListedPage | undefined = await client.calls.page(wanted);
  while (page) {
    yield page.instances;
    page = await page.nextPage();
  }
}

async function single({ twilio: client }: Dependencies, callSid: string): Promise<Listed[]> {
  try {
    return [await client.calls(callSid).fetch()];
  } catch (error) {
    if (error instanceof twilio.RestException && error.status === 404) return [];
    throw error;
  }
}

async function settle(calls: Listed[]): Promise<number> {
  const prices = new Map(calls.map((call) => [call.sid, priceOf(call)]));
  const known = calls.filter(({ sid }) => prices.get(sid)).map(({ sid }) => sid);
  if (known.length === 0) return 0;
  const missing = await Calls.find({ callSid: { $in: known }, price: null }, { callSid: 1 }).lean();
  if (missing.length === 0) return 0;
  await Calls.bulkWrite(
    missing.map(({ _id, callSid }) => ({
      updateOne: { filter: { _id, price: null }, update: { $set: { price: prices.get(callSid ?? '') } } },
    })),
    { ordered: false },
  );
  return missing.length;
}

const NEVER_CONNECTED = ['busy', 'no-answer', 'failed', 'canceled'];

/**
 * What a listed call costs; undefined while Twilio has not said. It states charges as negative decimals. Calls that
 * were never connected are not charged ("What do the call statuses mean?", Twilio's help pages), and stay without a
 * price for ever.
 */
export function priceOf({
  status,
  price,
  priceUnit,
}: Listed): { amount: number; currency: string } | undefined {
  const charged = price ?? (NEVER_CONNECTED.includes(status) ? '0' : '');
  const amount = charged === '' ? Number.NaN : 0 - Number(charged);
  if (!Number.isFinite(amount) || !priceUnit) return undefined;
  return { amount, currency: priceUnit.toUpperCase() };
}
