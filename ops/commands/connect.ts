import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Variables } from '../launch/dot-env.ts';
import { secretsIn } from '../launch/secrets.ts';
import { AdminApi } from './admin-api.ts';
import { CommandError } from './errors.ts';

/**
 * The API as these variables name it: SERVER_URL, or API_PORT on this machine, and API_KEY, or the key that the
 * launcher made in DATA_DIR.
 */
export async function connect(variables: Variables, root: string, signal: AbortSignal): Promise<AdminApi> {
  const url = variables.SERVER_URL ?? `http://127.0.0.1:${variables.API_PORT ?? 8000}`;
  if (!URL.canParse(url)) throw new CommandError(`"${url}" is not an address such as http://127.0.0.1:8000.`);
  const key = variables.API_KEY ?? (await launchersKey(resolve(root, variables.DATA_DIR ?? '.data')));
  return new AdminApi(url.replace(/\/+$/, ''), key, signal);
}

async function launchersKey(dataDir: string): Promise<string> {
  if (existsSync(join(dataDir, 'secrets.json'))) return (await secretsIn(dataDir)).API_KEY;
  throw new CommandError(
    'There is no key: --key or API_KEY gives one, or DATA_DIR the folder of an installation on this machine.',
  );
}
