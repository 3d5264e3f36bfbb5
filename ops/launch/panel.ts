import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from './bring-up.ts';
import type { Terminal } from './terminal.ts';

/** What a person needs to know once everything is up. */
export function showPanel(terminal: Terminal, { env, urls, vendors }: Running): void {
  const row = (name: string, value: string) => terminal.line(`  ${name.padEnd(14)} ${value}`);
  terminal.line();
  terminal.line(terminal.paint('bold', '  Outdial is up.'));
  terminal.line();
  row('Page', terminal.paint(['cyan', 'underline'], urls.page));
  for (const [name, value] of signIn(env.DATA_DIR, env.ADMIN_EMAIL, env.ADMIN_PASSWORD !== undefined))
    row(name, value);
  if (urls.temporalUi) row('Temporal Web', urls.temporalUi);
  row(
    'Vendors',
    vendors === 'real' ? 'Twilio and ElevenLabs: calls are real' : 'the sandbox: no real call is made',
  );
  row('Logs', join(env.DATA_DIR, 'logs'));
  terminal.line();
}

/** The API writes the first administrator's password to a file, once. */
function signIn(dataDir: string, email: string, hasPassword: boolean): [string, string][] {
  if (hasPassword) return [['Sign in', `${email}, with ADMIN_PASSWORD`]];
  const file = join(dataDir, 'first-administrator.txt');
  if (!existsSync(file)) return [['Sign in', 'as one of its users']];
  const [user = '', password = ''] = readFileSync(file, 'utf8').trim().split('\n');
  return [
    ['Sign in', user],
    ['Password', `${password}   (first one; kept in ${file})`],
  ];
}
