import type {
  PackDiff,
  RulePackSummary,
  RulePacksView,
  RulePackView,
} from '../../../contracts/http/rules.ts';
import type { RulePack } from '../../../contracts/rules.ts';
import { whyNone } from '../../../platform/calling-rules.ts';
import type { Env } from '../../../platform/env.ts';
import { packKeyOf, type RulePackDoc, RulePacks } from '../../../platform/models/rule-pack.ts';
import { findPack, isOwnPack, packsInForce, versionsOf } from '../../../platform/rule-packs.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { ApiError } from '../../api-error.ts';
import { diffPacks } from './diff-packs.ts';

/** The packs there are, in their current versions, and which of them hold. */
export async function listPacks(env: Env): Promise<RulePacksView> {
  const why = whyNone(env);
  const inForce = why ? [] : await packsInForce(STANDARD_PACKS);
  const own = await RulePacks.find({ _id: { $gte: 'own-', $lt: 'own.' } }).lean<RulePackDoc[]>();
  const current = own
    .sort((one, other) => one.addedAt.getTime() - other.addedAt.getTime())
    .map(({ pack }): [string, RulePack] => [pack.id, pack]);
  return {
    inForce: inForce.map(packKeyOf),
    why: why ?? null,
    packs: [...STANDARD_PACKS, ...new Map(current).values()].map(summaryOf),
  };
}

function summaryOf({ id, version, name, asOf }: RulePack): RulePackSummary {
  return { id, version, name, asOf, isOwn: isOwnPack(id) };
}

/** A version of a pack, the current one unless told; `not_found` where there is none. */
export async function readPack(id: string, version?: string): Promise<RulePackView> {
  const pack = await findPack(version === undefined ? id : `${id}@${version}`, STANDARD_PACKS);
  if (!pack) throw new ApiError('not_found', `There is no rule pack ${id}${version ? ` ${version}` : ''}.`);
  const kept = (await versionsOf(id)).map(({ pack: one }) => one.version);
  const released = STANDARD_PACKS.find((one) => one.id === id)?.version;
  return { pack, isOwn: isOwnPack(id), versions: [...new Set([...kept, ...(released ? [released] : [])])] };
}

export async function comparePacks(id: string, from: string, to: string): Promise<PackDiff> {
  const [old, next] = await Promise.all([readPack(id, from), readPack(id, to)]);
  return { id, from, to, ...diffPacks(old.pack, next.pack) };
}
