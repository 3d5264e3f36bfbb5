import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../process/run.ts';
import { which } from '../process/which.ts';
import { CannotProvision, type Context, cacheDir } from './context.ts';
import { withLock } from './lock.ts';
import { sayingSo } from './long-work.ts';

/** Addresses of package archives in a one-line `sources.list`, in its order; sources for building are left out. */
export function mirrorsOfList(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, uri, components] = /^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+\S+\s*(.*)$/.exec(line) ?? [];
    return uri && /\bmain\b/.test(components ?? '') ? [uri] : [];
  });
}

/** The same for the newer stanzas of a `.sources` file (deb822). */
export function mirrorsOfStanzas(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const usable =
      fields.get('types')?.split(/\s+/).includes('deb') &&
      fields.get('components')?.split(/\s+/).includes('main') &&
      fields.get('enabled') !== 'no';
    return usable ? (fields.get('uris')?.split(/\s+/).filter(Boolean) ?? []) : [];
  });
}

function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of stanza.split('\n').filter((each) => !each.startsWith('#'))) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) last = name.toLowerCase();
    const more = name === undefined ? line.trim() : (value ?? '').trim();
    if (last) fields.set(last, `${fields.get(last) ?? ''} ${more}`.trim());
  }
  return fields;
}

/** Debian's main archive as this machine reaches it: by its own apt sources, since a mirror may be all it may see. */
export async function debianMirror(root = '/etc/apt'): Promise<string | undefined> {
  const parts = await readdir(join(root, 'sources.list.d')).catch(() => []);
  const files = ['sources.list', ...parts.map((name) => join('sources.list.d', name))];
  const mirrors: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    if (file.endsWith('.list')) mirrors.push(...mirrorsOfList(text));
    if (file.endsWith('.sources')) mirrors.push(...mirrorsOfStanzas(text));
  }
  return mirrors.find((uri) => /^(https?|file):/.test(uri) && !/security|updates|backports/.test(uri));
}

/** Installs packages of the system's own distribution. Fails with what to do when that is not possible here. */
export async function aptInstall(context: Context, about: string, packages: string[]): Promise<void> {
  const names = packages.join(' ');
  const by = which('apt-get', context.env.PATH);
  if (!by) throw new CannotProvision(`${about}: ${names} is missing. Install it (there is no apt-get here).`);
  if (process.getuid?.() !== 0)
    throw new CannotProvision(`${about}: ${names} is missing. As root: apt-get install ${names}`);
  const env = { ...context.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: string[]) =>
    run(by, ['-o', 'DPkg::Lock::Timeout=300', ...args], { env, signal: context.signal });
  const install = () => apt(['install', '-y', '--no-install-recommends', ...packages]);
  const withUpdate = () =>
    install().catch(async () => {
      // The lists may be missing, or older than the archive.
      context.signal.throwIfAborted();
      await apt(['update']);
      await install();
    });
  await sayingSo(context, about, `installing ${names} with apt-get`, async () => {
    try {
      await oneAtATime(context, withUpdate);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new CannotProvision(
        `${about}: ${names} could not be installed. See apt-get's own words:\n${error.message}`,
      );
    }
  });
}

/** apt-get waits for another dpkg, but not for another update of its lists. */
async function oneAtATime({ env, signal }: Context, work: () => Promise<unknown>): Promise<void> {
  const cache = cacheDir(env);
  await mkdir(cache, { recursive: true });
  await withLock(join(cache, 'apt.lock'), { signal }, work);
}
