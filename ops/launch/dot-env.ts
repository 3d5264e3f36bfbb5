import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv as parseLines } from 'node:util';
import { envSchema } from '../../platform/env.ts';

export type Variables = Record<string, string | undefined>;

export interface GivenVariables {
  variables: Variables;
  /** Names in `.env` that nothing reads: most likely misspelt. */
  unknown: string[];
}

/** The environment with `.env` behind it: what is set in the shell wins. Empty values count as left out. */
export function givenVariables(root: string, environment: Variables): GivenVariables {
  const file = join(root, '.env');
  const lines = existsSync(file) ? parseLines(readFileSync(file, 'utf8')) : {};
  const filled = (from: Variables) =>
    Object.entries(from).filter(([, value]) => value !== undefined && value !== '');
  return {
    variables: Object.fromEntries([...filled(lines), ...filled(environment)]),
    unknown: Object.keys(lines).filter((name) => !(name in envSchema.shape)),
  };
}
