import mongoose from 'mongoose';
import type { SuppressionFact } from '../../contracts/gate.ts';

/**
 * A number that must not be called, once for each list it is on. `_id` is the number in E.164 where the person (or a
 * colleague) said so to us, and `suppressionIdOf` on every other list.
 */
export interface SuppressionDoc {
  _id: string;
  /** Left out with those of our own list. */
  kind?: Exclude<SuppressionFact['kind'], 'internal'>;
  /** Which register, campaign list or source; with `kind`. */
  list?: string;
  /** E.164; with `kind`. */
  phone?: string;
  source: string;
  addedAt: Date;
  /** When the list was asked; of registers. */
  washedAt?: Date;
  /** Account that noted it, where the person did not say so themselves. */
  by?: string;
  /** The call in which they said so. */
  callId?: string;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<SuppressionDoc>(
  {
    _id: { type: String, required: true },
    kind: String,
    list: String,
    phone: String,
    source: { type: String, required: true },
    addedAt: { type: Date, required: true },
    washedAt: Date,
    by: String,
    callId: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'suppressions', versionKey: false },
);
schema.index({ phone: 1 }, { partialFilterExpression: { phone: { $type: 'string' } } });
schema.index({ list: 1, kind: 1 });

export const Suppressions = mongoose.model('Suppression', schema);

/** The key of a number on a list: importing it twice changes nothing. */
export function suppressionIdOf({
  phone,
  kind,
  list,
}: Pick<SuppressionFact, 'kind' | 'list'> & { phone: string }): string {
  return kind === 'internal' ? phone : `${phone}/${kind}/${list}`;
}

/** What is known against calling these numbers, on whatever list: two lookups by key, whatever their size. */
export async function suppressionsOf(numbers: string[]): Promise<SuppressionDoc[]> {
  const [own, listed] = await Promise.all([
    Suppressions.find({ _id: { $in: numbers } }).lean<SuppressionDoc[]>(),
    Suppressions.find({ phone: { $in: numbers, $type: 'string' } })
      .hint({ phone: 1 })
      .lean<SuppressionDoc[]>(),
  ]);
  return [...own, ...listed];
}

/** The number that an entry is about. */
export function numberOf({ _id, phone }: Pick<SuppressionDoc, '_id' | 'phone'>): string {
  return phone ?? _id;
}
