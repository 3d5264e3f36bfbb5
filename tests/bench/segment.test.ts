import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { isComplete } from '../../bench/bridge/compare.ts';
import { type Surroundings, startCommand, startOurs, startUsual } from '../../bench/bridge/contestant.ts';
import { figuresOf } from '../../bench/bridge/figures.ts';
import { GeneratorProcess } from '../../bench/bridge/generator-process.ts';
import { measureSegment, profileSegment } from '../../bench/bridge/measure-segment.ts';
import { required } from '../bridge/world.ts';

const PLAN = { calls: 3, seconds: 1, warmSeconds: 0 };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function surroundings(): Promise<{ generator: GeneratorProcess; around: Surroundings }> {
  const logDir = mkdtempSync(join(tmpdir(), 'outdial-bench-test-'));
  closing.push(async () => rmSync(logDir, { recursive: true, force: true }));
  const generator = await GeneratorProcess.start();
  closing.push(() => generator.stop());
  const mongo = new URL(required('MONGODB_URI'));
  mongo.pathname = `/bench_segment_${process.pid}`;
  const temporalAddress = required('TEMPORAL_ADDRESS');
  return {
    generator,
    around: { elevenLabsPort: generator.port, temporalAddress, mongoUri: mongo.href, logDir },
  };
}

it.each([
  ['ours', startOurs],
  ['the usual bridge', startUsual],
])('%s carries calls without a fault, and what it used is read', async (_, start) => {
  const { generator, around } = await surroundings();
  const contestant = await start(around);
  closing.push(() => contestant.stop());
  const segment = await measureSegment(contestant, generator, PLAN);
  const figures = figuresOf([segment]);
  expect(isComplete(figures)).toBe(true);
  expect(segment.observed.up.sent).toBeGreaterThan(100);
  expect(segment.observed.down.sent).toBeGreaterThan(10);
  expect(figures.rssMb).toBeGreaterThan(30);
  expect(figures.busy).toBeGreaterThan(0);
  const profile = await profileSegment(contestant, generator, PLAN);
  expect(profile?.parts.idle).toBeGreaterThan(0);
  expect(await contestant.stop()).toBe(true);
});

it('a bridge that refuses every call is shown as that', async () => {
  const { generator, around } = await surroundings();
  const refusing = `node -e 'require("http").createServer().on("upgrade", (q, s) => s.end("HTTP/1.1 503 No\\r\\n\\r\\n")).listen(process.env.PORT)'`;
  const contestant = await startCommand(refusing, around);
  closing.push(() => contestant.stop());
  const figures = figuresOf([await measureSegment(contestant, generator, { ...PLAN, calls: 2 })]);
  expect(figures).toMatchObject({ refused: { 503: 2 }, faults: { notUp: 2, brokenOff: 0 }, messages: 0 });
  expect(isComplete(figures)).toBe(false);
  expect(figures.busy).toBeUndefined();
  // Sooner than a call that nobody answers.
}, 18_000);

it('a command that does not listen is told by the end of its log', async () => {
  const { around } = await surroundings();
  await expect(startCommand('echo no such bridge; exit 3', around)).rejects.toThrow('no such bridge');
});
