import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../platform/log.ts';

/** Numbers, names, transcripts and keys never reach a log or an id of a workflow; every source is read for it. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['platform', 'workflows', 'activities', 'worker', 'api', 'media-bridge', 'sandbox'];
const PRIVATE_WORDS =
  /\b(phone|phones|toNumber|contactName|firstName|password|authToken|apiKey|transcript|turns|text|signedUrl)\b/;
const LOGGED = /\blog(?:ger)?\.(?:trace|debug|info|warn|error|fatal)\(([\s\S]*?)\);/g;
const WORKFLOW_ID = /workflowId:\s*([^,}\n]+)/g;

function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
}

/** What is logged besides the message itself: the fields, and what is put into the message. */
function loggedValues(text: string): string[] {
  return [...text.matchAll(LOGGED)].map(([, given = '']) =>
    given.replace(/'[^']*'/g, '').replace(/`([^`]*)`/g, interpolated),
  );
}

function interpolated(_template: string, inner: string): string {
  return [...inner.matchAll(/\$\{([^}]*)\}/g)].map(([, value]) => value).join(' ');
}

describe('private data', () => {
  it('is in no message of a log', () => {
    const bare = sources().flatMap((file) =>
      loggedValues(readFileSync(file, 'utf8'))
        .filter((value) => PRIVATE_WORDS.test(value))
        .map((value) => `${path.relative(ROOT, file)}: ${value.trim()}`),
    );
    expect(bare).toEqual([]);
  });

  it('is in no id of a workflow', () => {
    const bare = sources().flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(WORKFLOW_ID)].filter(([, value = '']) =>
        PRIVATE_WORDS.test(value),
      ),
    );
    expect(bare).toEqual([]);
  });

  it('would be noticed', () => {
    expect(
      loggedValues("log.info({ phone: contact.phone }, 'dialing');").some((v) => PRIVATE_WORDS.test(v)),
    ).toBe(true);
    expect(
      loggedValues('log.info(`calling $' + '{contact.phone}`);').some((v) => PRIVATE_WORDS.test(v)),
    ).toBe(true);
  });

  it('is taken out by the log itself where a field slips through', () => {
    const lines: string[] = [];
    const log = createLog('test', 'info', { write: (line) => void lines.push(line) });
    log.info({ contact: { phone: '+61491570156' }, to: '+61491570156' }, 'dialing');
    expect(lines.join()).toContain('dialing');
    expect(lines.join()).not.toContain('61491570156');
  });
});
