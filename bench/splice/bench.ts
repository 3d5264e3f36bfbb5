import { parseArgs } from 'node:util';
import { FrameReader } from '../bridge/generator/frames.ts';
import { UseError } from '../bridge/options.ts';
import { makeMessages } from './messages.ts';
import type { Sink } from './sink.ts';
import { ours, searched, usual, type Way } from './ways.ts';

export const SPLICE_USE = 'Use: npm run bench -- splice [--seconds 4]';

/** Microseconds for a message: the median of many rounds, and the best of them, which other programs disturb least. */
interface Cost {
  median: number;
  best: number;
}

const WARM_ROUNDS = 10;

/**
 * `npm run bench -- splice`: what it costs to make one vendor's message of the other's, frame included, without sockets.
 * All ways take turns in the same run. Answers the lines to print, of which the last is one JSON object.
 */
export function benchSplice(args: string[]): string[] {
  const seconds = secondsIn(args);
  const messages = makeMessages();
  const ways = [ours(), searched(), usual()];
  checkAlike(ways, messages.up[0], 'up');
  checkAlike(ways, messages.down[0], 'down');
  const times = new Map(ways.map((way) => [way, { up: [] as number[], down: [] as number[] }]));
  const until = performance.now() + seconds * 1000;
  for (let round = 0; round < 2 * WARM_ROUNDS || performance.now() < until; round++) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const [up, down] = [timed(messages.up, way.up), timed(messages.down, way.down)];
      if (round < WARM_ROUNDS) continue;
      times.get(way)?.up.push(up);
      times.get(way)?.down.push(down);
    }
  }
  const costs = ways.map((way) => ({ name: way.name, ...costsOf(times.get(way) ?? { up: [], down: [] }) }));
  const [first, ...others] = costs;
  const ratios = Object.fromEntries(
    others.map(({ name, up }) => [name, round3((first?.up.best ?? 0) / up.best)]),
  );
  const lines = costs.map(
    ({ name, up, down }) =>
      `${name.padEnd(9)} up ${up.median} µs (best ${up.best}), down ${down.median} µs (best ${down.best})`,
  );
  return [...lines, JSON.stringify({ bench: 'splice', seconds, costs, upRatios: ratios })];
}

function secondsIn(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '4' } } });
    const seconds = Number(values.seconds);
    if (seconds > 0 && seconds <= 600) return seconds;
    throw new Error(`--seconds takes a number above 0 and up to 600, not "${values.seconds}".`);
  } catch (error) {
    throw new UseError(`${error instanceof Error ? error.message : error}\n${SPLICE_USE}`);
  }
}

/** A way that made other messages than the first would be no yardstick. */
function checkAlike(ways: Way[], message: Buffer | undefined, direction: 'up' | 'down'): void {
  const made = ways.map((way) => {
    if (message) way[direction](Buffer.from(message));
    return textIn(way.sink);
  });
  if (new Set(made).size !== 1)
    throw new Error(`The ways differ in what they make of a message ${direction}.`);
}

function textIn({ last }: Sink): string {
  let text = '';
  new FrameReader((_opcode, payload) => {
    text = payload.toString('latin1');
  }).push(Buffer.concat(last.map((part) => Buffer.from(part))));
  return text;
}

/** Microseconds a message. */
function timed(messages: Buffer[], act: (message: Buffer) => void): number {
  const from = performance.now();
  for (const message of messages) act(message);
  return ((performance.now() - from) * 1000) / messages.length;
}

function costsOf({ up, down }: { up: number[]; down: number[] }): { up: Cost; down: Cost } {
  return { up: costOf(up), down: costOf(down) };
}

function costOf(times: number[]): Cost {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: round3(sorted[sorted.length >> 1] ?? 0), best: round3(sorted[0] ?? 0) };
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
