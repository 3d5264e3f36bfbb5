import { pacingOf } from '../contracts/pacing.ts';
import { capacityOfBridges } from '../platform/bridges.ts';
import type { Env } from '../platform/env.ts';
import { Calls } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type DemandDoc, Demands } from '../platform/models/demand.ts';
import { BY_CALL_BACK, BY_DUE, Enrolments } from '../platform/models/enrolment.ts';
import { roomOfAgents, startsRoom } from '../workflows/pacing/account-room.ts';
import { ownRoom } from '../workflows/pacing/own-room.ts';
import { servedFrom } from '../workflows/pacing/served.ts';
import { type Contender, shareOf } from '../workflows/pacing/share-of.ts';
import { type LineStanding, readLines, reserveOf } from './lines.ts';

/** What a campaign may claim at one turn of its pump. */
export interface Turn {
  room: number;
  /** Lines held back from calls that nobody asked for. */
  reserve: number;
}

export type PacingEnv = Pick<
  Env,
  'TWILIO_CPS' | 'TWILIO_MAX_CALLS' | 'RESERVED_LINES' | 'ELEVENLABS_MAX_CALLS'
>;

/** A pump takes a turn every half second; one that was not heard for so long has no work, or no worker. */
export const HEARD_WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;

/**
 * Says what the campaign asks for, and works out from what all ask for how many calls it may start now. Nobody hands
 * out shares: each campaign reads the same facts and takes its own.
 * @param most bound by what is not a matter of lines, such as its budget
 * @param fruitless whether its last page held nobody who may be called now: then it keeps no room from others
 */
export async function takeTurn(
  env: PacingEnv,
  campaign: CampaignDoc,
  { most = Number.POSITIVE_INFINITY, fruitless = false } = {},
  now = Date.now(),
): Promise<Turn> {
  const reserve = reserveOf(env);
  const [lines, capacity, dialed, before, others] = await Promise.all([
    readLines(reserve),
    capacityOfBridges(),
    Calls.countDocuments({ phase: { $in: ['placing', 'up'] } }),
    Demands.findById(campaign._id).lean(),
    Demands.find({ _id: { $ne: campaign._id }, at: { $gte: new Date(now - HEARD_WITHIN_MS) } }).lean(),
  ]);
  const rivals = others.map((demand) => contenderOf(demand, lines));
  const asked = await askFor(campaign, upOf(lines, campaign._id), env.TWILIO_MAX_CALLS, most, now);
  const me = { ...asked, wants: fruitless ? Math.min(1, asked.wants) : asked.wants };
  const wanted = before !== null && before.atMost > me.up && now - before.at.getTime() < HEARD_WITHIN_MS;
  me.served = servedFrom(before?.served ?? 0, wanted, rivals);
  await say(me, now);
  const answerable = Math.min(
    capacity === undefined ? Number.POSITIVE_INFINITY : capacity - lines.held,
    roomOfAgents(env.ELEVENLABS_MAX_CALLS, lines.held),
  );
  const starts = startsRoom(env.TWILIO_CPS, lines.held - dialed);
  const shares = shareOf({ lines: lines.free, reserved: lines.reserved, answerable, starts }, [
    me,
    ...rivals,
  ]);
  return { room: shares.get(me.id) ?? 0, reserve };
}

/** Notes what it took, for the shares to come. */
export async function noteStarted(campaign: CampaignDoc, started: number): Promise<void> {
  if (started === 0) return;
  const { weight } = pacingOf(campaign.settings);
  await Demands.updateOne({ _id: campaign._id }, { $inc: { served: started / weight } });
}

/** It has no work left, or must not do it. */
export async function askNoMore(campaignId: string): Promise<void> {
  await Demands.updateOne({ _id: campaignId }, { $set: { atMost: 0 } });
}

async function askFor(
  campaign: CampaignDoc,
  up: number,
  lines: number,
  most: number,
  now: number,
): Promise<Contender> {
  const { weight, priority, ...bounds } = pacingOf(campaign.settings);
  const pacing = { ...bounds, humanSeats: campaign.freeSeats ?? bounds.humanSeats };
  const starts = pacing.startsPerMinute === undefined ? NO_STARTS : await startsOf(campaign._id, up, now);
  const startedAt = campaign.startedAt?.getTime() ?? now;
  const own = ownRoom({ now, lines: campaign.settings.lines, pacing, startedAt, up, ...starts });
  const room = Math.max(0, Math.min(own, most, lines));
  const [due = 0, callBacks = 0] = room === 0 ? [0, 0] : await dueOf(campaign._id, room, now);
  return { id: campaign._id, weight, priority, up, wants: Math.min(room, due), callBacks, served: 0 };
}

/** Contacts and call-backs that are due, counted no further than there is room for. */
async function dueOf(campaignId: string, limit: number, now: number): Promise<number[]> {
  const past = { $lte: new Date(now) };
  const due = { campaignId, state: 'waiting' as const, dueAt: past };
  return Promise.all([
    Enrolments.countDocuments(due, { limit, hint: BY_DUE }),
    // Named with its type, without which the index of call-backs does not serve.
    Enrolments.countDocuments(
      { ...due, 'callBack.at': { $type: 'date', ...past } },
      { limit, hint: BY_CALL_BACK },
    ),
  ]);
}

const NO_STARTS = { startsLastMinute: 0, startsLastTenth: 0 };

/** Calls dialed lately, and those that wait to be. */
async function startsOf(campaignId: string, up: number, now: number) {
  const since = (span: number) =>
    Calls.countDocuments({ campaignId, startedAt: { $gte: new Date(now - span) } });
  const [lastMinute, lastTenth, dialed] = await Promise.all([
    since(MINUTE_MS),
    since(MINUTE_MS / 10),
    Calls.countDocuments({ campaignId, phase: { $in: ['placing', 'up'] } }),
  ]);
  const waiting = Math.max(0, up - dialed);
  return { startsLastMinute: lastMinute + waiting, startsLastTenth: lastTenth + waiting };
}

function upOf({ byCampaign }: LineStanding, campaignId: string): number {
  return byCampaign.get(campaignId) ?? 0;
}

function contenderOf({ _id, weight, priority, atMost, callBacks, served }: DemandDoc, lines: LineStanding) {
  const up = upOf(lines, _id);
  return { id: _id, weight, priority, up, wants: Math.max(0, atMost - up), callBacks, served };
}

async function say({ id, up, wants, weight, priority, callBacks, served }: Contender, now: number) {
  const asked = { at: new Date(now), atMost: up + wants, weight, priority, callBacks, served };
  await Demands.updateOne({ _id: id }, { $set: asked }, { upsert: true });
}
