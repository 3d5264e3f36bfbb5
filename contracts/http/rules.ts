import { z } from 'zod';
import type { GateRecord } from '../gate-record.ts';
import { consentBasisSchema, type RulePack } from '../rules.ts';
import type { ImportResult } from './campaigns.ts';

/** What binds us before a telephone rings: lists of numbers, consents, registers, rule packs. Times are ISO 8601. */

const moment = z.iso
  .datetime({ offset: true, error: 'must be a moment such as 2026-11-21T09:00:00Z' })
  .transform((text) => new Date(text));
const past = moment.refine((at) => at.getTime() <= Date.now(), 'must not lie in the future');

export const suppressionKindSchema = z.enum(['internal', 'registry', 'campaign', 'reassigned']);
export type SuppressionKind = z.infer<typeof suppressionKindSchema>;

/**
 * Whom a wash counts for: the people `known` when it is recorded, or `everybody`, where the whole register was imported:
 * later contacts are then held against that.
 */
export const coversSchema = z.enum(['known', 'everybody']).default('known');

/** Of a register (`AU-DNCR`, `US-NDNC`), of a campaign's own list, or of who told that a number went to somebody else. */
export const listNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,60}$/, 'must be 1 to 60 letters, digits and hyphens, such as AU-DNCR');

const LIST_NEEDED = { path: ['list'], message: 'is needed with every kind but internal, which has none' };
const namesItsList = ({ kind, list }: { kind: SuppressionKind; list?: string | undefined }) =>
  (kind === 'internal') === (list === undefined);

/** `POST /api/suppressions/search`: in the order of the numbers. In the body, since an address may be logged. */
export const suppressionSearchSchema = z.strictObject({
  phone: z.string().max(40).optional(),
  kind: suppressionKindSchema.optional(),
  list: listNameSchema.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export interface SuppressionView {
  phone: string;
  kind: SuppressionKind;
  list: string | null;
  source: string;
  addedAt: string;
  washedAt: string | null;
  by: string | null;
  callId: string | null;
}

/**
 * `POST /api/suppressions/import?kind=…&list=…`, body `text/csv`, streamed; the numbers stand in the column `phone`, or in
 * the first one of a file without headings. A register's list says when it was asked (`washedAt`).
 */
export const suppressionImportQuerySchema = z
  .strictObject({
    kind: suppressionKindSchema,
    list: listNameSchema.optional(),
    washedAt: past.optional(),
    covers: coversSchema,
    country: z.string().max(2).default(''),
  })
  .refine(namesItsList, LIST_NEEDED)
  .refine(({ kind, washedAt }) => (kind === 'registry') === (washedAt !== undefined), {
    path: ['washedAt'],
    message: 'is needed with kind=registry, and with no other',
  });
export type SuppressionImportResult = ImportResult;

/** `POST /api/suppressions/remove`: takes a number off one list. */
export const suppressionRemoveSchema = z
  .strictObject({
    phone: z.string().max(40),
    country: z.string().max(2).default(''),
    kind: suppressionKindSchema,
    list: listNameSchema.optional(),
    reason: z.string().trim().min(1).max(300),
  })
  .refine(namesItsList, LIST_NEEDED);

/** `PUT /api/registries/:id/wash`: all numbers known here were held against the register then. */
export const washBodySchema = z.strictObject({ washedAt: past, covers: coversSchema });
export interface RegistryView {
  id: string;
  washedAt: string;
  covers: z.output<typeof coversSchema>;
  recordedAt: string;
  by: string;
}

/** `POST /api/contacts/:id/consents`. */
export const consentBodySchema = z
  .strictObject({
    basis: consentBasisSchema,
    evidence: z.string().trim().min(1).max(1000),
    givenAt: past,
    expiresAt: moment.optional(),
    outsideHours: z.boolean().default(false),
  })
  .refine(({ givenAt, expiresAt }) => !expiresAt || expiresAt > givenAt, {
    path: ['expiresAt'],
    message: 'must be later than givenAt',
  });

/** `POST /api/contacts/:id/consents/revoke`: one of them, or every one when it names none. */
export const revokeBodySchema = z.strictObject({ consentId: z.string().max(100).optional() });

export interface ConsentView {
  id: string;
  basis: z.infer<typeof consentBasisSchema>;
  evidence: string;
  givenAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  outsideHours: boolean;
  by: string;
  addedAt: string;
}

/** `GET /api/rule-packs`. */
export interface RulePacksView {
  /** `<pack>@<version>` of each that holds here. */
  inForce: string[];
  /** Why none is, where none is. */
  why: string | null;
  packs: RulePackSummary[];
}
export interface RulePackSummary {
  id: string;
  /** The current one. */
  version: string;
  name: string;
  asOf: string;
  isOwn: boolean;
}

/** `GET /api/rule-packs/:id?version=…`: a version, the current one unless told, and which there are, oldest first. */
export interface RulePackView {
  pack: RulePack;
  isOwn: boolean;
  versions: string[];
}

/** `GET /api/rule-packs/:id/diff?from=…&to=…`. */
export const packDiffQuerySchema = z.strictObject({ from: z.string().max(40), to: z.string().max(40) });
export interface PackDiff {
  id: string;
  from: string;
  to: string;
  /** Fields with one value, such as `name`. */
  changed: { field: string; from: unknown; to: unknown }[];
  /** Rules of a kind, such as `hours`: what is only in the one, and only in the other. */
  rules: { kind: string; removed: unknown[]; added: unknown[] }[];
}

/** `PUT /api/rule-packs-in-force`: `standard`, or ids; those of own packs may name a version, `own-fl@2`. */
export const inForceBodySchema = z.strictObject({
  packs: z.union([z.literal('standard'), z.array(z.string().max(80)).min(1).max(200)]),
});

/** `GET /api/calls/:id/evidence`: why a call was made, or was not, as one file. */
export interface CallEvidence {
  callId: string;
  campaignId: string;
  contactId: string;
  outcome: string | null;
  /** The verdict with all that it was made of; null with calls that no gate was asked about. */
  gate: GateRecord | null;
  /** The text of the packs that had a say, as it was then. */
  packs: RulePack[];
  /** What is on record now, for comparison. */
  consents: ConsentView[];
  suppressions: Omit<SuppressionView, 'phone'>[];
  registries: RegistryView[];
}

/** `POST /api/admin/decide-again`: what another pack would have said to the calls that were allowed. */
export const decideAgainBodySchema = z.strictObject({
  /** A pack, or `<pack>` or `<pack>@<version>` of one that is stored. */
  pack: z.union([z.string().max(80), z.record(z.string(), z.unknown())]),
  since: moment,
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(1000).default(500),
});
export interface DecideAgainResult {
  pack: string;
  /** Calls looked at. */
  looked: number;
  /** Of them, those without facts: they were made before verdicts were kept. */
  unknown: number;
  changed: { id: string; decision: 'block' | 'defer'; rules: string[] }[];
  nextCursor: string | null;
}
