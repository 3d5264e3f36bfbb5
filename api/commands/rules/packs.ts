import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { inForceBodySchema, type RulePacksView, type RulePackView } from '../../../contracts/http/rules.ts';
import { type RulePack, rulePackSchema } from '../../../contracts/rules.ts';
import { IN_FORCE, PacksInForce, readPackRef } from '../../../platform/models/rule-pack.ts';
import { findPack, isOwnPack, keepPack } from '../../../platform/rule-packs.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { ApiError } from '../../api-error.ts';
import { listPacks, readPack } from '../../queries/rules/packs.ts';
import { wakeCampaign } from '../campaign-workflow.ts';
import type { Command } from '../command.ts';
import { lookAgainEverywhere } from '../edit/look-again.ts';

const storeInput = z.object({ id: z.string(), pack: rulePackSchema });

/** Stores a version of a pack of the installation's own. It holds from when it is put in force. */
export const storePack: Command<typeof storeInput, RulePackView> = {
  name: 'store_rule_pack',
  input: storeInput,
  async run(_deps, { id, pack }, { id: by }) {
    refuseForeign(id, pack);
    const key = `${pack.id}@${pack.version}`;
    if (!(await keepPack(pack, by)) && !isDeepStrictEqual(await findPack(key, []), pack)) {
      throw new ApiError(
        'not_allowed_now',
        `${key} is stored with other rules; a version never changes, so give this one another.`,
      );
    }
    return readPack(pack.id, pack.version);
  },
};

function refuseForeign(id: string, pack: RulePack): void {
  if (!isOwnPack(id))
    throw new ApiError('invalid_request', 'The id of a pack of your own begins with own-, such as own-fl.');
  if (pack.id !== id)
    throw new ApiError('invalid_request', `The pack says that it is ${pack.id}; the address says ${id}.`);
}

/** Says which packs hold here from now on. Whom the former ones had put off is looked at again. */
export const setInForce: Command<typeof inForceBodySchema, RulePacksView> = {
  name: 'set_rule_packs_in_force',
  input: inForceBodySchema,
  async run(deps, { packs }, { id: by }) {
    if (packs === 'standard') await PacksInForce.deleteOne({ _id: IN_FORCE });
    else {
      await refuseUnusable(packs);
      await PacksInForce.updateOne(
        { _id: IN_FORCE },
        { $set: { packs, by, at: new Date() }, $setOnInsert: { schemaVersion: 1 as const } },
        { upsert: true },
      );
    }
    for (const campaignId of await lookAgainEverywhere()) await wakeCampaign(deps, campaignId);
    return listPacks(deps.env);
  },
};

async function refuseUnusable(refs: string[]): Promise<void> {
  const ids = refs.map((ref) => readPackRef(ref).id);
  const faults = await Promise.all(
    refs.map(async (ref, index) => {
      const { id, version } = readPackRef(ref);
      if (ids.indexOf(id) !== index) return `packs.${index}: ${id} is named twice`;
      if (version !== undefined && !isOwnPack(id))
        return `packs.${index}: a standard pack is named without a version; that of the release holds`;
      return (await findPack(ref, STANDARD_PACKS)) ? [] : `packs.${index}: there is no pack ${ref}`;
    }),
  );
  const details = faults.flat();
  if (details.length > 0)
    throw new ApiError('invalid_request', 'These packs cannot be in force.', { details });
}
