import type { ConsentView } from '../../../contracts/http/rules.ts';
import { type ConsentDoc, Consents } from '../../../platform/models/consent.ts';

/** What a person agreed to, the oldest first. */
export async function consentsOf(contactId: string): Promise<ConsentView[]> {
  const docs = await Consents.find({ contactId }).lean<ConsentDoc[]>();
  return docs
    .sort((one, other) => one.givenAt.getTime() - other.givenAt.getTime())
    .map((doc) => ({
      id: doc._id,
      basis: doc.basis,
      evidence: doc.evidence,
      givenAt: doc.givenAt.toISOString(),
      expiresAt: doc.expiresAt?.toISOString() ?? null,
      revokedAt: doc.revokedAt?.toISOString() ?? null,
      outsideHours: doc.outsideHours ?? false,
      by: doc.by,
      addedAt: doc.addedAt.toISOString(),
    }));
}
