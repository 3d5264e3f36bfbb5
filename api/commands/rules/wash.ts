import { listNameSchema, type RegistryView, washBodySchema } from '../../../contracts/http/rules.ts';
import { type RegistryWashDoc, RegistryWashes } from '../../../platform/models/registry-wash.ts';
import { isDuplicateKey } from '../../../platform/mongo.ts';
import { readRegistry } from '../../queries/rules/suppressions.ts';
import type { Command } from '../command.ts';

const washInput = washBodySchema.extend({ id: listNameSchema });

/** Notes when all our numbers were held against a register. */
export const washRegistry: Command<typeof washInput, RegistryView> = {
  name: 'wash_registry',
  input: washInput,
  async run(_deps, { id, washedAt, covers }, { id: by }) {
    await recordWash(id, { washedAt, covers, by });
    return readRegistry(id);
  },
};

/** @param when an older date replaces a newer one only when somebody says so by itself */
export async function recordWash(
  _id: string,
  { washedAt, covers, by }: Pick<RegistryWashDoc, 'washedAt' | 'covers' | 'by'>,
  when: 'always' | 'if newer' = 'always',
): Promise<void> {
  const older = when === 'always' ? {} : { washedAt: { $lte: washedAt } };
  const wash = {
    $set: { washedAt, covers, by, recordedAt: new Date() },
    $setOnInsert: { schemaVersion: 1 as const },
  };
  try {
    await RegistryWashes.updateOne({ _id, ...older }, wash, { upsert: true });
  } catch (error) {
    // It is there, and newer.
    if (!isDuplicateKey(error)) throw error;
  }
}
