import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { helpLines } from '../../ops/commands/help.ts';
import type { Terminal } from '../../ops/commands/ops-command.ts';
import { runCli } from '../../ops/commands/run-cli.ts';
import { secretsIn } from '../../ops/launch/secrets.ts';
import type { CallDoc } from '../../platform/models/call.ts';
import {
  ENDED,
  endWorkflows,
  enrolmentOf,
  makeEnrolledCall,
  makePlannedCampaign,
  mendOf,
} from '../api/support/operations.ts';
import { API_KEY, type ApiWorld, startApiWorld } from '../api/support/world.ts';

let world: ApiWorld;
let campaignId: string;
let out: string[];
let err: string[];
let answer: boolean | undefined;

beforeAll(async () => {
  world = await startApiWorld();
});
beforeEach(async () => {
  [out, err, answer] = [[], [], undefined];
  campaignId = await makePlannedCampaign();
});
afterAll(async () => {
  await endWorkflows(world);
  await world.close();
});

const terminal: Terminal & { err(line: string): void } = {
  out: (line) => out.push(line),
  err: (line) => err.push(line),
  get isInteractive() {
    return answer !== undefined;
  },
  redraw: (lines) => out.push(...lines),
  confirm: async () => answer === true,
};

/** The exit code of what was typed, against the API of this test unless other variables are given. */
function ops(typed: string, variables: Record<string, string> = { SERVER_URL: world.url, API_KEY }) {
  const signal = new AbortController().signal;
  return runCli(typed.split(' '), { variables, root: world.env.DATA_DIR, terminal, signal });
}

describe('what is typed', () => {
  it.each([
    ['help', 0],
    ['call show --help', 0],
    ['wreck', 2],
    ['call', 2],
    ['call show', 2],
    ['call show a b', 2],
    ['call show a --loud', 2],
    ['calls retry --outcome lost', 2],
    ['calls retry --since yesterday', 2],
    ['calls retry --limit 0', 2],
    ['call terminated-by x nobody --reason y', 2],
    ['call terminated-by x agent', 2],
    ['stop-all', 2],
  ])('"%s" ends with %d', async (typed, code) => {
    expect(await ops(typed)).toBe(code);
    const shown = [...out, ...err].join('\n');
    expect(shown).toMatch(code === 0 ? /call show ID/ : /Use: npm run ops|What would do/);
  });

  it('is told what would do', async () => {
    await ops('campaign go');
    expect(err).toEqual([
      '"campaign go" is no command. What would do:',
      '  campaign stop ID [--hang-up]',
      '  campaign restart ID',
    ]);
    expect(helpLines().join('\n')).toContain('replay ID');
  });
});

describe('where to ask', () => {
  it('is said by options, by variables, or by what the launcher has made', async () => {
    expect(await ops(`monitor --url ${world.url} --key ${API_KEY}`, {})).toBe(0);
    expect(await ops('monitor', { SERVER_URL: world.url })).toBe(1);
    expect(err.at(-1)).toContain('--key or API_KEY');
    await secretsIn(world.env.DATA_DIR);
    expect(await ops('monitor', { SERVER_URL: world.url, DATA_DIR: world.env.DATA_DIR })).toBe(1);
    expect(err.at(-1)).toContain('not that of the API');
    expect(await ops('monitor --url http://127.0.0.1:1')).toBe(1);
    expect(err.at(-1)).toContain('Nothing answers at http://127.0.0.1:1');
    expect(await ops(`monitor --url ${world.url}/nowhere`)).toBe(1);
  });
});

describe('one call', () => {
  it('is shown whole, for people and for machines', async () => {
    const id = await makeEnrolledCall(campaignId, { ...ENDED, reason: 'Nobody answered' });
    expect(await ops(`call show ${id}`)).toBe(0);
    const shown = out.join('\n');
    expect(shown).toContain(`Call ${id}`);
    expect(shown).toMatch(/outcome +no_answer: Nobody answered/);
    expect(shown).toMatch(/Workflow\n +Temporal has none/);
    out = [];
    expect(await ops(`call show ${id} --json`)).toBe(0);
    expect(JSON.parse(out.join('\n'))).toMatchObject({ call: { id }, workflow: null });
    expect(await ops('call show nonsense')).toBe(1);
    expect(err).toEqual(['No call has this id.']);
  });

  it('is retried once, refused after that, and in the audit log both times', async () => {
    const id = await makeEnrolledCall(campaignId);
    expect(await ops(`call retry ${id}`)).toBe(0);
    expect(await ops(`call retry ${id}`)).toBe(1);
    expect(err.at(-1)).toContain('waiting already');
    out = [];
    expect(await ops(`audit --target ${id}`)).toBe(0);
    expect(out[1]).toMatch(/API key +call_retry +refused/);
    expect(out[2]).toMatch(/API key +call_retry +done/);
  });

  it('has its end corrected', async () => {
    const id = await makeEnrolledCall(campaignId);
    expect(await ops(`call terminated-by ${id} contact --reason heard`)).toBe(0);
    expect(out).toEqual(['Recorded: ended by contact.']);
  });
});

describe('many calls', () => {
  it('are done with --yes, told of with --dry-run, and left alone without either', async () => {
    const id = await makeEnrolledCall(campaignId);
    expect(await ops(`calls retry --campaign ${campaignId} --dry-run`)).toBe(0);
    expect(out.at(-1)).toBe('retry: 1 would be done');
    expect(await ops(`calls retry --campaign ${campaignId}`)).toBe(2);
    expect(err[0]).toContain('makes sense for 1 calls. --yes does it');
    expect(await enrolmentOf(id)).toMatchObject({ state: 'done' });
    answer = false;
    expect(await ops(`calls retry --campaign ${campaignId}`)).toBe(1);
    expect(await enrolmentOf(id)).toMatchObject({ state: 'done' });
    answer = true;
    expect(await ops(`calls retry --campaign ${campaignId}`)).toBe(0);
    expect(out.at(-1)).toBe('retry: 1 done');
    expect(await enrolmentOf(id)).toMatchObject({ state: 'waiting' });
  });

  it('are taken page by page up to the limit', async () => {
    for (const _ of [1, 2, 3]) await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'unknown' });
    const filter = `--campaign ${campaignId} --outcome unknown --since 2026-01-01`;
    expect(await ops(`calls reconcile ${filter} --limit 2 --yes`)).toBe(0);
    expect(out.at(-1)).toBe('reconcile: 2 done; there are more, raise --limit');
    out = [];
    expect(await ops(`calls reconcile ${filter} --yes --json`)).toBe(0);
    const { counts, results, more } = JSON.parse(out.join(''));
    expect([counts.done, results.length, more]).toEqual([3, 3, false]);
  });
});

describe('very many calls', () => {
  it('are all taken', async () => {
    const many = Array.from({ length: 205 }, () =>
      makeEnrolledCall(campaignId, { ...ENDED, outcome: 'busy' }),
    );
    await Promise.all(many);
    expect(await ops(`calls retry --campaign ${campaignId} --dry-run`)).toBe(0);
    expect(out.at(-1)).toBe('retry: 205 would be done');
  });
});

describe('what is stuck', () => {
  it('is explained with what would help, and mended on demand', async () => {
    const id = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'unknown', reason: 'Lost' });
    expect(await ops('stuck')).toBe(1);
    const shown = out.join('\n');
    expect(shown).toMatch(new RegExp(`outcome unknown  ${id}.*\\n  Lost\\n  → call reconcile ${id}`));
    expect(shown).toContain(`→ campaign restart ${campaignId}`);
    expect(await ops('stuck --repair --dry-run')).toBe(1);
    expect(await mendOf(world, id)).toBeUndefined();
    out = [];
    await ops('stuck --repair');
    expect(out.join('\n')).toMatch(new RegExp(`outcome unknown +${id} +done`));
    expect(out.at(-1)).toMatch(/wait for a decision/);
    expect(await mendOf(world, id)).toBe('mend RUNNING');
  });
});

describe('all campaigns', () => {
  it('are stopped when it is meant so, and failures are told by the exit code', async () => {
    expect(await ops('pause-all --reason drill')).toBe(1);
    expect(out.at(-1)).toMatch(/^pause-all: .*refused/);
    expect(await ops('stop-all --hang-up --yes')).toBe(0);
    expect(out.at(-1)).toMatch(/^stop-all: \d+ done$/);
    expect(await ops('stop-all --yes')).toBe(0);
    expect(out.at(-1)).toBe('stop-all: nothing to do');
  });
});

describe('the monitor', () => {
  it('is a page for people and a line for machines', async () => {
    await makeEnrolledCall(campaignId, { phase: 'up', callSid: 'CA1' });
    expect(await ops('monitor')).toBe(0);
    expect(out.join('\n')).toMatch(/calls up +\d+/);
    expect(out.join('\n')).toContain(campaignId);
    out = [];
    expect(await ops('monitor --json')).toBe(0);
    expect(JSON.parse(out.join('')).callsUp.total).toBeGreaterThan(0);
  });
});

describe('deciding again', () => {
  it('names the calls that another pack would not have allowed, from a file or by its id', async () => {
    const dir = world.env.DATA_DIR;
    const pack = {
      ...{ id: 'own-sa', version: '1', name: 'Ours', asOf: '2026-11-01', appliesTo: { country: 'AU' } },
      consent: [{ source: 'test', standing: 'sure', basis: 'express' }],
    };
    await writeFile(join(dir, 'pack.json'), JSON.stringify(pack));
    const person = { phone: '+6185550', lineType: 'fixed', timeZone: 'Australia/Perth' } as const;
    const schedule = { windows: [], blackoutDates: [] };
    const campaign = {
      id: 'c',
      state: 'running',
      purpose: 'research',
      maxAttempts: 1,
      requireConsent: false,
      schedule,
    } as const;
    const told = {
      dialedAt: [],
      dialedEver: 0,
      suppressions: [],
      consents: [],
      washes: [],
      packs: 'none',
    } as const;
    const facts = { ...told, now: Date.parse('2026-11-20T02:00:00Z'), person, campaign, attemptsMade: 0 };
    const gate = { decision: 'allow', reasons: [], at: new Date(), facts } as unknown as NonNullable<
      CallDoc['gate']
    >;
    const id = await makeEnrolledCall(campaignId, { ...ENDED, gate });
    expect(await ops(`decide-again --pack ${join(dir, 'pack.json')} --since 2026-11-01`)).toBe(0);
    expect(out.join('\n')).toMatch(new RegExp(`1 would not[\\s\\S]*consent.own-sa +1[\\s\\S]*${id} +block`));
    expect(await ops('decide-again --pack own-none --since 2026-11-01')).toBe(1);
    expect(await ops('decide-again --since 2026-11-01')).toBe(2);
  });
});
