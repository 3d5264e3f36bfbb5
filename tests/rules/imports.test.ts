import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/**
 * Who may import whom. The table is the architecture: a folder that is not named in a row may not be imported from it.
 * Paths are of files or folders of the repository; packages are listed where a folder may use only some.
 */
interface Rule {
  may: string[];
  /** Packages that may be imported; any when left out. */
  packages?: string[];
}

const PURE_WORKFLOW_FILES = [
  'call-state',
  'call-verdict',
  'numbers',
  'retry-plan',
  'spread',
  'other-part-of-day',
]
  .map((file) => `workflows/${file}.ts`)
  .concat('workflows/choice', 'workflows/pacing', 'workflows/gate', 'workflows/forecast');

const RULES: Record<string, Rule> = {
  contracts: { may: ['contracts'], packages: ['zod', '@temporalio/common'] },
  platform: { may: ['platform', 'contracts'] },
  workflows: {
    may: ['workflows', 'contracts', 'activities (types)'],
    packages: ['@temporalio/workflow', '@temporalio/common', 'luxon'],
  },
  // Pure, and asked by activities and the API alone: no workflow carries its libraries.
  'workflows/gate': {
    may: ['workflows/gate', 'contracts'],
    packages: ['luxon', 'libphonenumber-js/min', 'date-holidays', 'lru-cache', 'node:module'],
  },
  activities: { may: ['activities', 'contracts', 'platform', ...PURE_WORKFLOW_FILES] },
  worker: { may: ['worker', 'activities', 'contracts', 'platform'] },
  api: { may: ['api', 'contracts', 'platform', ...PURE_WORKFLOW_FILES] },
  'media-bridge': {
    may: [
      'media-bridge',
      'contracts',
      ...platformFilesExceptModels(),
      'platform/models/live-turn.ts',
      'platform/models/bridge.ts',
    ],
  },
  sandbox: {
    may: ['sandbox', 'contracts/vendors', 'platform/log.ts', 'platform/env.ts', 'platform/shutdown.ts'],
  },
  web: { may: ['web', ...webContracts()] },
  // It runs an installation, and takes the same turns as a pump.
  'bench/campaign': { may: ['bench', 'contracts', 'platform', 'activities', 'ops'] },
  bench: {
    may: [
      'bench',
      'contracts',
      'media-bridge',
      ...platformFilesExceptModels(),
      ...['ops/infra', 'ops/process', 'ops/provision'],
    ],
  },
};

const ROOT = path.resolve(import.meta.dirname, '../..');
const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[\s\S]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('dist'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, , type, from, dynamic]) => ({
    file,
    target: from ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}

/** The nearest folder with a row of its own. */
function ruleOf(file: string): string | undefined {
  return Object.keys(RULES)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function isAllowed(folder: string, { file, target, typeOnly }: Import): boolean {
  const rule = RULES[folder];
  if (!rule) return false;
  if (!target.startsWith('.')) return isAllowedPackage(rule, target);
  const resolved = path.normalize(path.join(path.dirname(file), target));
  return rule.may.some((entry) => {
    const [place = '', onlyTypes] = entry.split(' ');
    const inside = resolved === place || resolved.startsWith(`${place}/`);
    return inside && (!onlyTypes || typeOnly);
  });
}

function isAllowedPackage({ packages }: Rule, target: string): boolean {
  return packages === undefined || packages.includes(target);
}

function platformFilesExceptModels(): string[] {
  const folder = path.resolve(import.meta.dirname, '../../platform');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `platform/${name}`);
}

function webContracts(): string[] {
  const folder = path.resolve(import.meta.dirname, '../../contracts');
  return readdirSync(folder)
    .filter((name) => name !== 'vendors' && name !== 'workflow-api.ts')
    .map((name) => `contracts/${name}`);
}

describe('who imports whom', () => {
  it.each(Object.keys(RULES))('%s keeps to the table', (folder) => {
    const broken = sources(folder)
      .filter((file) => ruleOf(file) === folder)
      .flatMap(importsOf)
      .filter((one) => !isAllowed(folder, one))
      .map((one) => `${one.file} imports ${one.target}`);
    expect(broken).toEqual([]);
  });

  it('would notice a workflow that imports a client, and a sandbox that knows the dialer', () => {
    const client = { file: 'workflows/call.ts', target: '../activities/clients/twilio.ts', typeOnly: false };
    const dialer = { file: 'sandbox/main.ts', target: '../contracts/ids.ts', typeOnly: true };
    expect(isAllowed('workflows', client)).toBe(false);
    expect(isAllowed('workflows', { file: 'workflows/call.ts', target: 'node:fs', typeOnly: false })).toBe(
      false,
    );
    expect(isAllowed('sandbox', dialer)).toBe(false);
  });
});
