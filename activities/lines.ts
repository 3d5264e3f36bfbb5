import { parseCallId } from '../contracts/ids.ts';
import type { Env } from '../platform/env.ts';
import { Lines } from '../platform/models/line.ts';
import { isDuplicateKey } from '../platform/mongo.ts';
import { reservedLines } from '../workflows/pacing/account-room.ts';

/** Makes as many lines as the account may have calls at once, and removes free ones beyond that. */
export async function ensureLines(count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => lineId(index + 1));
  const present = new Set((await Lines.find({}, { _id: 1 }).lean()).map((line) => line._id));
  const missing = ids.filter((id) => !present.has(id));
  for (const _id of missing) await Lines.create({ _id }).catch(ignoreDuplicate);
  await Lines.deleteMany({ _id: { $nin: ids }, callId: null });
}

function lineId(number: number): string {
  return `line:${String(number).padStart(5, '0')}`;
}

function ignoreDuplicate(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}

/** Lines that are held back for calls by hand and for call-backs: those with the lowest numbers. */
export function reserveOf(env: Pick<Env, 'TWILIO_MAX_CALLS' | 'RESERVED_LINES'>): number {
  return reservedLines(env.TWILIO_MAX_CALLS, env.RESERVED_LINES);
}

/**
 * A line for a call of a campaign; true also when the call has one already. False when none is free.
 * @param beyond lines that are held back from it
 */
export async function takeLine(callId: string, beyond = 0): Promise<boolean> {
  return takeAmong(callId, { $gt: lineId(beyond) });
}

/** As `takeLine`, for a call that the reserve is there for: of the others it takes one only when that is used up. */
export async function takeReservedLine(callId: string, reserve: number): Promise<boolean> {
  return (await takeAmong(callId, { $lte: lineId(reserve) })) || takeLine(callId);
}

async function takeAmong(callId: string, _id: object): Promise<boolean> {
  try {
    const taken = await Lines.updateOne({ callId: null, _id }, { $set: { callId, takenAt: new Date() } });
    return taken.modifiedCount === 1;
  } catch (error) {
    if (isDuplicateKey(error)) return true;
    throw error;
  }
}

export interface LineStanding {
  /** Free, beyond the reserve, and within it. */
  free: number;
  reserved: number;
  /** Calls that hold one. */
  held: number;
  /** Of these, how many belong to each campaign. */
  byCampaign: Map<string, number>;
}

/** Who holds the lines. There are as many to read as the account may have calls up, however many contacts wait. */
export async function readLines(reserve: number): Promise<LineStanding> {
  const lines = await Lines.find({}, { callId: 1 }).lean();
  const standing: LineStanding = { free: 0, reserved: 0, held: 0, byCampaign: new Map() };
  for (const { _id, callId } of lines) {
    if (callId === null) {
      if (_id > lineId(reserve)) standing.free += 1;
      else standing.reserved += 1;
      continue;
    }
    standing.held += 1;
    const campaignId = parseCallId(callId)?.campaignId ?? '';
    standing.byCampaign.set(campaignId, (standing.byCampaign.get(campaignId) ?? 0) + 1);
  }
  return standing;
}

export async function freeLine(callId: string): Promise<void> {
  await Lines.updateOne({ callId }, { $set: { callId: null, takenAt: null } });
}
