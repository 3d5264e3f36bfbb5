import type { Cap, GateFacts } from '../contracts/gate.ts';
import type { Env } from '../platform/env.ts';
import { type RegistryWashDoc, RegistryWashes } from '../platform/models/registry-wash.ts';
import { packsInForce } from '../platform/rule-packs.ts';
import { STANDARD_PACKS } from '../workflows/gate/packs/index.ts';

export type GateEnv = Pick<Env, 'CALLING_RULES' | 'PERSON_CAPS' | 'SESSION_SECRET'>;

/** What holds for every call of this installation. */
export type Rules = Pick<GateFacts, 'packs'> & { caps: Cap[]; washes: RegistryWashDoc[] };

export async function rulesInForce(env: Pick<GateEnv, 'CALLING_RULES' | 'PERSON_CAPS'>): Promise<Rules> {
  const caps = env.PERSON_CAPS;
  if (env.CALLING_RULES === 'none') return { packs: 'none', washes: [], caps };
  const [packs, washes] = await Promise.all([
    packsInForce(STANDARD_PACKS),
    RegistryWashes.find().lean<RegistryWashDoc[]>(),
  ]);
  return { packs, washes, caps };
}
