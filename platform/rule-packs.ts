import type { RulePack } from '../contracts/rules.ts';
import {
  IN_FORCE,
  PacksInForce,
  packKeyOf,
  type RulePackDoc,
  RulePacks,
  readPackRef,
} from './models/rule-pack.ts';
import { isDuplicateKey } from './mongo.ts';

/** Own packs have names that no standard one has. */
export function isOwnPack(id: string): boolean {
  return id.startsWith('own-');
}

/**
 * The packs that hold here: those of the setting, or the standard ones where nobody has set it. Throws where one of them
 * is not there: unknown means no.
 * @param standard those of this release
 */
export async function packsInForce(standard: RulePack[]): Promise<RulePack[]> {
  const setting = await PacksInForce.findById(IN_FORCE).lean();
  if (!setting) return standard;
  return Promise.all(setting.packs.map((ref) => packOf(ref, standard)));
}

/** The pack that `US-FL`, `own-fl` or `own-fl@2` names; throws where there is none. */
export async function packOf(ref: string, standard: RulePack[]): Promise<RulePack> {
  const pack = await findPack(ref, standard);
  if (pack) return pack;
  throw new Error(`The rule pack ${ref} is set to be in force, and does not exist`);
}

export async function findPack(ref: string, standard: RulePack[]): Promise<RulePack | undefined> {
  const { id, version } = readPackRef(ref);
  const released = standard.find((pack) => pack.id === id && (version ?? pack.version) === pack.version);
  if (released) return released;
  if (version !== undefined) return (await RulePacks.findById(ref).lean<RulePackDoc | null>())?.pack;
  return isOwnPack(id) ? (await versionsOf(id)).at(-1)?.pack : undefined;
}

/** All versions of a pack that were ever kept, the current one last. */
export async function versionsOf(id: string): Promise<RulePackDoc[]> {
  const docs = await RulePacks.find({ _id: { $gt: `${id}@`, $lt: `${id}A` } }).lean<RulePackDoc[]>();
  return docs.sort((one, other) => one.addedAt.getTime() - other.addedAt.getTime());
}

/** Keeps packs for good, so that a verdict made by them can still be explained when a release brings others. */
export async function keepPacks(packs: RulePack[], by: string): Promise<void> {
  const known = new Set(
    (await RulePacks.find({ _id: { $in: packs.map(packKeyOf) } }, { _id: 1 }).lean()).map(({ _id }) => _id),
  );
  for (const pack of packs) if (!known.has(packKeyOf(pack))) await keepPack(pack, by);
}

/** @returns whether this version is new */
export async function keepPack(pack: RulePack, by: string): Promise<boolean> {
  try {
    await RulePacks.create({ _id: packKeyOf(pack), pack, by, addedAt: new Date() });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
