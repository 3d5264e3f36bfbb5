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
  for (const [name, value] of signIn(env, terminal.isLive)) row(name, value);
  if (urls.temporalUi) row('Temporal Web', urls.temporalUi);
  row(
    'Vendors',
    vendors === 'real' ? 'Twilio and ElevenLabs: calls are real' : 'the sandbox: no real call is made',
  );
  row('Logs', join(env.DATA_DIR, 'logs'));
  terminal.line();
}

/** The API writes the first administrator's password to a file, once. It is shown to a person, not to a log. */
function signIn(
  { DATA_DIR, ADMIN_EMAIL, ADMIN_PASSWORD }: Running['env'],
  isLive: boolean,
): [string, string][] {
  if (ADMIN_PASSWORD) return [['Sign in', `${ADMIN_EMAIL}, with ADMIN_PASSWORD`]];
  const file = join(DATA_DIR, 'first-administrator.txt');
  if (!existsSync(file)) return [['Sign in', 'as one of its users']];
  const [email = '', password = ''] = readFileSync(file, 'utf8').trim().split('\n');
  return [
    ['Sign in', email],
    ['Password', isLive ? `${password}   (the first one; kept in ${file})` : `in ${file}`],
  ];
}
