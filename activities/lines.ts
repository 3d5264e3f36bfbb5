import { Lines } from '../platform/models/line.ts';
import { isDuplicateKey } from '../platform/mongo.ts';

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

/** A line for a call; true also when the call has one already. False when none is free. */
export async function takeLine(callId: string): Promise<boolean> {
  try {
    const taken = await Lines.updateOne({ callId: null }, { $set: { callId, takenAt: new Date() } });
    return taken.modifiedCount === 1;
  } catch (error) {
    if (isDuplicateKey(error)) return true;
    throw error;
  }
}

export async function freeLine(callId: string): Promise<void> {
  await Lines.updateOne({ callId }, { $set: { callId: null, takenAt: null } });
}
