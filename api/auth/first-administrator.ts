import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../../platform/env.ts';
import type { Logger } from '../../platform/log.ts';
import { Users } from '../../platform/models/user.ts';
import { isDuplicateKey, newId } from '../../platform/mongo.ts';
import { hashPassword } from './password.ts';

export const FIRST_ADMINISTRATOR_FILE = 'first-administrator.txt';

type Settings = Pick<Env, 'ADMIN_EMAIL' | 'ADMIN_PASSWORD' | 'DATA_DIR'>;

/**
 * Makes an administrator where there is no user at all. Without ADMIN_PASSWORD a random one is written to a file
 * that its owner alone may read (two lines: e-mail, password); the log says where, never what.
 */
export async function ensureFirstAdministrator(env: Settings, log: Logger): Promise<void> {
  if (await Users.exists({})) return;
  if (env.ADMIN_PASSWORD) {
    if (await addAdministrator(env.ADMIN_EMAIL, env.ADMIN_PASSWORD)) {
      log.info('first administrator made, with ADMIN_EMAIL and ADMIN_PASSWORD');
    }
    return;
  }
  await makeWithRandomPassword(env, log);
}

/**
 * The file is complete before the user exists and takes its final name after, so that neither a crash in between
 * nor a second process that was faster leaves a password that nobody knows.
 */
async function makeWithRandomPassword(env: Settings, log: Logger): Promise<void> {
  const password = randomBytes(18).toString('base64url');
  const file = join(env.DATA_DIR, FIRST_ADMINISTRATOR_FILE);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(env.DATA_DIR, { recursive: true });
  await writeFile(draft, `${env.ADMIN_EMAIL}\n${password}\n`, { mode: 0o600 });
  if (await addAdministrator(env.ADMIN_EMAIL, password)) {
    await rename(draft, file);
    log.info({ file }, 'first administrator made; e-mail and password are in this file');
  } else {
    await rm(draft);
  }
}

/** False when another process made the user just now. */
async function addAdministrator(email: string, password: string): Promise<boolean> {
  try {
    await Users.create({
      _id: newId(),
      email: email.toLowerCase(),
      name: 'Administrator',
      passwordHash: await hashPassword(password),
      role: 'admin',
      createdAt: new Date(),
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
