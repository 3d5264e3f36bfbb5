import mongoose from 'mongoose';
import type { RulePack } from '../../contracts/rules.ts';

/** A version of a rule pack of the installation's own; `_id` is `<pack>@<version>`. It is never changed or deleted. */
export interface RulePackDoc {
  _id: string;
  pack: RulePack;
  /** Account that stored it. */
  by: string;
  /** The one stored last is a pack's current version. */
  addedAt: Date;
  schemaVersion: 1;
}

const packs = new mongoose.Schema<RulePackDoc>(
  {
    _id: { type: String, required: true },
    pack: { type: Object, required: true },
    by: { type: String, required: true },
    addedAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'rulePacks', versionKey: false, minimize: false },
);
export const RulePacks = mongoose.model('RulePack', packs);

/** Which packs hold for this installation: one document. */
export interface PacksInForceDoc {
  _id: typeof IN_FORCE;
  /** `<pack>`, then always its current version, or `<pack>@<version>`. */
  packs: string[];
  by: string;
  at: Date;
  schemaVersion: 1;
}
export const IN_FORCE = 'inForce';

const inForce = new mongoose.Schema<PacksInForceDoc>(
  {
    _id: { type: String, required: true },
    packs: { type: [String], required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'packsInForce', versionKey: false },
);
export const PacksInForce = mongoose.model('PacksInForce', inForce);

/** `US-FL@2026-11-01` of its parts, and back; without a version the current one is meant. */
export function packKeyOf({ id, version }: { id: string; version: string }): string {
  return `${id}@${version}`;
}

export function readPackRef(ref: string): { id: string; version?: string } {
  const [, id = ref, version] = /^([^@]+)@(.+)$/.exec(ref) ?? [];
  return version === undefined ? { id } : { id, version };
}
