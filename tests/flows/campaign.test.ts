import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../ops/demo/report.ts';
import { runDemo } from '../../ops/demo/run-demo.ts';
import { startWorld, type World } from './world.ts';

/** A campaign from import to its last recording, over real sockets; judged by the sandbox's referee. */
let world: World;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox']);
}, 120_000);
afterAll(() => world?.end(), 60_000);

function dial(options: { contacts: number; seed: number; killWorker: boolean }): Promise<Report> {
  const signal = new AbortController().signal;
  return runDemo(world, { ...options, signal, onProgress: () => {}, onEvent: () => {} });
}

function expectKept(report: Report, contacts: number): void {
  const { transcripts, recordings, answered, doubleDials, unfinished, outcomes } = report;
  expect({ contacts: report.contacts, doubleDials, unfinished }).toEqual({
    contacts,
    doubleDials: 0,
    unfinished: 0,
  });
  expect({ transcripts, recordings }).toEqual({ transcripts: answered, recordings: answered });
  expect(Object.keys(outcomes).length).toBeGreaterThanOrEqual(4);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(contacts);
}

describe('a campaign', () => {
  it('reaches an outcome for every contact, with a transcript and a recording of every answered call', async () => {
    const report = await dial({ contacts: 30, seed: 11, killWorker: false });
    expectKept(report, 30);
    expect(report.calls).toBeGreaterThan(30);
    expect(report.maxCallsUp).toBeLessThanOrEqual(20);
    // Counted where the requests arrive: on a busy machine one may catch up with the one before it.
    expect(report.maxStartsPerSecond).toBeLessThanOrEqual(world.env.TWILIO_CPS + 1);
  }, 240_000);

  it('does the same when its worker is killed in the middle', async () => {
    const report = await dial({ contacts: 30, seed: 12, killWorker: true });
    expectKept(report, 30);
    expect(world.processes().worker?.restarts).toBe(1);
  }, 300_000);
});
