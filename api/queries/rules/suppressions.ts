import type { z } from 'zod';
import type { Page } from '../../../contracts/http/envelope.ts';
import type {
  RegistryView,
  SuppressionView,
  suppressionSearchSchema,
} from '../../../contracts/http/rules.ts';
import { type RegistryWashDoc, RegistryWashes } from '../../../platform/models/registry-wash.ts';
import {
  numberOf,
  type SuppressionDoc,
  Suppressions,
  suppressionsOf,
} from '../../../platform/models/suppression.ts';
import { ApiError } from '../../api-error.ts';
import { readPhone } from '../../commands/import/phone-number.ts';
import { pageOf } from '../page.ts';

/** Entries of the lists, in the order of the numbers; all of one number where it names one. */
export async function searchSuppressions({
  phone,
  kind,
  list,
  cursor,
  limit,
}: z.output<typeof suppressionSearchSchema>): Promise<Page<SuppressionView>> {
  const fits = (doc: SuppressionDoc) =>
    (!kind || kind === (doc.kind ?? 'internal')) && (!list || list === doc.list);
  if (phone !== undefined) {
    const reading = readPhone(phone, '');
    if (!reading.ok)
      throw new ApiError('invalid_request', `The phone number is not usable: ${reading.cause}.`);
    const docs = (await suppressionsOf([reading.phone])).filter(fits);
    return { items: docs.map(suppressionView), nextCursor: null };
  }
  const docs = await Suppressions.find({
    ...(cursor ? { _id: { $gt: cursor } } : {}),
    ...(kind ? { kind: kind === 'internal' ? null : kind } : {}),
    ...(list ? { list } : {}),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<SuppressionDoc[]>();
  const page = pageOf(docs, limit, ({ _id }) => _id);
  return { ...page, items: page.items.map(suppressionView) };
}

export function suppressionView(doc: SuppressionDoc): SuppressionView {
  return {
    phone: numberOf(doc),
    kind: doc.kind ?? 'internal',
    list: doc.list ?? null,
    source: doc.source,
    addedAt: doc.addedAt.toISOString(),
    washedAt: doc.washedAt?.toISOString() ?? null,
    by: doc.by ?? null,
    callId: doc.callId ?? null,
  };
}

/** The registers that were ever asked. */
export async function listRegistries(): Promise<RegistryView[]> {
  const docs = await RegistryWashes.find().sort({ _id: 1 }).lean<RegistryWashDoc[]>();
  return docs.map(registryView);
}

export async function readRegistry(id: string): Promise<RegistryView> {
  const doc = await RegistryWashes.findById(id).lean<RegistryWashDoc | null>();
  if (!doc) throw new ApiError('not_found', 'No register of this name was ever asked.');
  return registryView(doc);
}

function registryView({ _id, washedAt, covers = 'known', recordedAt, by }: RegistryWashDoc): RegistryView {
  const [washed, recorded] = [washedAt.toISOString(), recordedAt.toISOString()];
  return { id: _id, washedAt: washed, covers, recordedAt: recorded, by };
}
