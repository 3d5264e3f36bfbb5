import mongoose from 'mongoose';
import type { ConsentBasis } from '../../contracts/rules.ts';

/**
 * What a person agreed to; `_id` is `<contact>:<basis>:<epoch ms of givenAt>`, so that noting it twice changes nothing.
 * A consent is never deleted, since it is evidence: it is revoked.
 */
export interface ConsentDoc {
  _id: string;
  contactId: string;
  basis: ConsentBasis;
  /** The words, or where they are kept. */
  evidence: string;
  givenAt: Date;
  expiresAt?: Date;
  revokedAt?: Date;
  /** It says that calls may come outside of the usual hours too. */
  outsideHours?: boolean;
  /** Account that noted it, and who revoked it. */
  by: string;
  revokedBy?: string;
  addedAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<ConsentDoc>(
  {
    _id: { type: String, required: true },
    contactId: { type: String, required: true },
    basis: { type: String, required: true },
    evidence: { type: String, required: true },
    givenAt: { type: Date, required: true },
    expiresAt: Date,
    revokedAt: Date,
    outsideHours: Boolean,
    by: { type: String, required: true },
    revokedBy: String,
    addedAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'consents', versionKey: false },
);
schema.index({ contactId: 1 });

export const Consents = mongoose.model('Consent', schema);

export function consentIdOf({
  contactId,
  basis,
  givenAt,
}: Pick<ConsentDoc, 'contactId' | 'basis' | 'givenAt'>) {
  return `${contactId}:${basis}:${givenAt.getTime()}`;
}
