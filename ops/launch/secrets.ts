import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error.ts';

const text = z.string().min(16);
const secretsSchema = z.object({
  SESSION_SECRET: text,
  API_KEY: text,
  /** What our processes and the sandbox know each other by, in place of vendors' keys. */
  sandbox: z.object({
    TWILIO_ACCOUNT_SID: text,
    TWILIO_AUTH_TOKEN: text,
    ELEVENLABS_API_KEY: text,
    ELEVENLABS_WEBHOOK_SECRET: text,
  }),
});
export type Secrets = z.infer<typeof secretsSchema>;

const FILE = 'secrets.json';

/** The secrets of one installation: made at random at its first start, then kept where its owner alone can read. */
export async function secretsIn(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, FILE);
  if (existsSync(file)) return read(file);
  const secrets = make();
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

function read(file: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new LaunchError(
      `${file} is damaged. Delete it: new secrets are made, and everybody signs in again.`,
    );
  }
}

function make(): Secrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    SESSION_SECRET: hex(32),
    API_KEY: `od_${hex(24)}`,
    sandbox: {
      TWILIO_ACCOUNT_SID: `AC${hex(16)}`,
      TWILIO_AUTH_TOKEN: hex(16),
      ELEVENLABS_API_KEY: `sk_${hex(24)}`,
      ELEVENLABS_WEBHOOK_SECRET: `wsec_${hex(24)}`,
    },
  };
}
