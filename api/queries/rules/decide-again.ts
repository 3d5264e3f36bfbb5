import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { DecideAgainResult, decideAgainBodySchema } from '../../../contracts/http/rules.ts';
import { parseCallId } from '../../../contracts/ids.ts';
import { type RulePack, rulePackSchema } from '../../../contracts/rules.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { packKeyOf } from '../../../platform/models/rule-pack.ts';
import { findPack } from '../../../platform/rule-packs.ts';
import { decide } from '../../../workflows/gate/decide.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { ApiError } from '../../api-error.ts';
import { parseInput } from '../../parse.ts';

type Asked = Pick<CallDoc, '_id' | 'gate'>;

/**
 * What another pack would have said to calls that were allowed, a page of them. It takes the place of its own other
 * version among the packs that had a say, or stands beside them. Nothing is written.
 */
export async function decideAgain({
  pack: named,
  since,
  cursor,
  limit,
}: z.output<typeof decideAgainBodySchema>): Promise<DecideAgainResult> {
  const pack = await packMeant(named);
  if (cursor !== undefined && !parseCallId(cursor))
    throw new ApiError('invalid_request', 'The cursor must be the nextCursor of a page before.');
  const docs = await Calls.find(
    { startedAt: { $gte: since }, 'gate.decision': 'allow', ...(cursor ? { _id: { $gt: cursor } } : {}) },
    { gate: 1 },
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Asked[]>();
  const packs = await packsOf(docs);
  const changed: DecideAgainResult['changed'] = [];
  for (const doc of docs) {
    changed.push(...changeOf(doc, pack, packs));
    // Others are answered meanwhile: a decision takes milliseconds.
    await setImmediate();
  }
  return {
    pack: packKeyOf(pack),
    looked: docs.length,
    unknown: docs.filter(({ gate }) => !gate?.facts).length,
    changed,
    nextCursor: docs.length === limit ? (docs.at(-1)?._id ?? null) : null,
  };
}

async function packMeant(named: string | Record<string, unknown>): Promise<RulePack> {
  if (typeof named !== 'string') return parseInput(rulePackSchema, named);
  const pack = await findPack(named, STANDARD_PACKS);
  if (!pack) throw new ApiError('not_found', `There is no rule pack ${named}.`);
  return pack;
}

/** The packs that had a say in any of these calls, by key. */
async function packsOf(docs: Asked[]): Promise<Map<string, RulePack>> {
  const keys = new Set(docs.flatMap(({ gate }) => (gate?.verdict?.packs ?? []).map(packKeyOf)));
  const found = await Promise.all(
    [...keys].map(async (key) => [key, await findPack(key, STANDARD_PACKS)] as const),
  );
  return new Map(found.flatMap(([key, pack]) => (pack ? [[key, pack]] : [])));
}

function changeOf(
  { _id, gate }: Asked,
  pack: RulePack,
  packs: Map<string, RulePack>,
): DecideAgainResult['changed'] {
  if (!gate?.facts) return [];
  const { packs: then, ...facts } = gate.facts;
  const others = then === 'none' ? [] : then.filter(({ id }) => id !== pack.id);
  const beside = others.flatMap((other) => packs.get(packKeyOf(other)) ?? []);
  const verdict = decide({ ...facts, packs: [...beside, pack] });
  if (verdict.decision === 'allow') return [];
  return [{ id: _id, decision: verdict.decision, rules: verdict.reasons.map(({ rule }) => rule) }];
}
