import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs before every npm script of ours, so it is plain JavaScript that needs nothing installed. Checks Node's version,
 * and installs the dependencies when they are missing or not those of the lock file.
 */
const OLDEST = [20, 19];

/** What is wrong with a version of Node, or undefined. */
export function nodeFault(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Node ${version} is too old: ${OLDEST.join('.')} or newer is needed. Install it, then start again.`;
}

/**
 * Whether what is installed in a folder is what its lock file says. npm notes at the end of an install what it put into
 * `node_modules`, so an install that was cut short has no note. Packages for other machines may be absent.
 */
export function isFresh(root) {
  const wanted = packagesIn(path.join(root, 'package-lock.json'));
  const installed = packagesIn(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([place, { version, optional, devOptional }]) =>
      place === '' || optional || devOptional || installed[place]?.version === version,
  );
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * Installs what the lock file says, and changes nothing in the repository. Not by `npm ci`, which removes everything
 * first, and which refuses a lock file without the packages for other machines: npm writes such a one where the
 * registry does not serve them. Throws when npm fails.
 */
export function install(root, npm = npmCommand()) {
  process.stderr.write('Dependencies: installing with npm (about a minute, once) …\n');
  const began = Date.now();
  const flags = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, ...args] = [...npm, 'install', ...flags];
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.error || result.status !== 0) {
    throw new Error(
      'Dependencies: npm install failed. Its own words are above; check the network and npm’s registry setting.',
    );
  }
  process.stderr.write(`Dependencies: installed in ${Math.round((Date.now() - began) / 1000)} s\n`);
}

/** The npm that runs us, when one does: it may not be on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

function main(root) {
  const fault = nodeFault(process.versions.node);
  if (fault) throw new Error(fault);
  if (!isFresh(root)) install(root);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(path.resolve(import.meta.dirname, '..'));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
