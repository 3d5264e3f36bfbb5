import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram } from '../measure/histogram.ts';
import { type Sample, slopePerHour } from '../measure/slope.ts';
import type { Contestant } from './contestant.ts';
import { type Delay, delayOf, round } from './figures.ts';
import type { Faults } from './generator/tally.ts';
import { addCounts } from './generator/track.ts';
import type { Done, GeneratorProcess } from './generator-process.ts';

export interface SoakResult {
  minutes: number;
  callsAtATime: number;
  callsEnded: number;
  lost: number;
  reordered: number;
  duplicated: number;
  faults: Faults;
  refused: Record<string, number>;
  both: Delay;
  /** Megabytes: at the beginning of the judged time, at its end, at most, and the growth of the straight line through it. */
  rssMb: Growth;
  heapMb: Growth;
  /** What keeps the bridge's process alive and its open sockets, before the first call and after the last. */
  before: Left;
  after: Left;
  /** More after than before, by kind; empty when nothing was left. */
  left: Record<string, number>;
  samples: { minute: number; rssMb: number; heapMb: number; sockets: number }[];
}

interface Growth {
  first: number;
  last: number;
  max: number;
  perHour: number;
}

interface Left {
  /** Megabytes after a full collection of garbage. */
  heapMb: number;
  sockets: number;
  resources: Record<string, number>;
}

interface MemorySample {
  at: number;
  rss: number;
  heap: number;
  sockets: number;
}

const MEAN_SECONDS = 60;
const SAMPLE_MS = 5_000;
/** The beginning is left out of the judgement: memory grows until the code is compiled and the pools are full. */
const JUDGED_FROM = 1 / 3;
/** Connections kept for the next request are closed within this time. */
const IDLE_WITHIN_MS = 15_000;
const SAMPLES_KEPT = 120;
/** So that lasting connections are there before anything is counted. */
const FIRST_CALLS = { kind: 'measure', calls: 10, warmSeconds: 1, seconds: 1 } as const;

/** Calls that come and go, for minutes: what is left of them in the bridge's process. */
export async function runSoak(
  contestant: Contestant,
  generator: GeneratorProcess,
  { minutes, calls }: { minutes: number; calls: number },
): Promise<SoakResult> {
  const { port } = contestant;
  await generator.carryOut({ ...FIRST_CALLS, port }, { begun: () => undefined, ended: () => undefined });
  const before = await idle(contestant);
  const samples: MemorySample[] = [];
  const sampling = new AbortController();
  const sampler = sample(contestant, samples, sampling.signal);
  const order = { kind: 'soak' as const, port, calls, seconds: minutes * 60, meanSeconds: MEAN_SECONDS };
  // After it calls become fewer, and memory with them.
  const ended = () => sampling.abort();
  const done = await generator.carryOut(order, { begun: () => undefined, ended });
  await sampler;
  const after = await idle(contestant, before);
  return {
    minutes,
    callsAtATime: calls,
    ...summary(done),
    ...memory(samples, minutes * 60),
    before,
    after,
    left: more(before, after),
  };
}

function summary({ observed, ended }: Done) {
  const { lost, reordered, duplicated } = addCounts(observed.up, observed.down);
  const delays = Histogram.from(observed.upDelay);
  delays.add(observed.downDelay);
  const { faults, refused } = observed;
  return { callsEnded: ended, lost, reordered, duplicated, faults, refused, both: delayOf(delays) };
}

async function sample(contestant: Contestant, samples: MemorySample[], signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  while (!signal.aborted) {
    const { rssBytes, sockets } = contestant.usage();
    const heap = (await contestant.look())?.heapUsedBytes ?? 0;
    samples.push({ at: (performance.now() - startedAt) / 1_000, rss: rssBytes, heap, sockets });
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
}

function memory(samples: readonly MemorySample[], seconds: number) {
  const judged = samples.filter(({ at }) => at >= seconds * JUDGED_FROM && at <= seconds);
  const step = Math.max(1, Math.ceil(samples.length / SAMPLES_KEPT));
  return {
    rssMb: growthOf(judged.map(({ at, rss }) => ({ at, value: rss / 1e6 }))),
    heapMb: growthOf(judged.map(({ at, heap }) => ({ at, value: heap / 1e6 }))),
    samples: samples
      .filter((_, index) => index % step === 0)
      .map(({ at, rss, heap, sockets }) => ({
        minute: round(at / 60, 2),
        rssMb: round(rss / 1e6, 1),
        heapMb: round(heap / 1e6, 1),
        sockets,
      })),
  };
}

function growthOf(samples: readonly Sample[]): Growth {
  const values = samples.map(({ value }) => round(value, 1));
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return { first, last, max: Math.max(0, ...values), perHour: round(slopePerHour(samples), 1) };
}

/** Waits until no more is open than before, as long as that can take, and says what there is. */
async function idle(contestant: Contestant, before?: Left): Promise<Left> {
  const until = performance.now() + IDLE_WITHIN_MS;
  for (;;) {
    const { sockets } = contestant.usage();
    const view = await contestant.collect();
    const heapMb = round((view?.heapUsedBytes ?? 0) / 1e6, 1);
    const now = { heapMb, sockets, resources: view?.resources ?? {} };
    const isDone = before && Object.keys(more(before, now)).length === 0;
    if (isDone || performance.now() > until) return now;
    await sleep(1_000);
  }
}

/** What there is more of, by kind. */
export function more(before: Left, after: Left): Record<string, number> {
  const counts = (left: Left): Record<string, number> => ({
    ...left.resources,
    'open sockets': left.sockets,
  });
  const had = counts(before);
  return Object.fromEntries(
    Object.entries(counts(after))
      .map(([kind, count]): [string, number] => [kind, count - (had[kind] ?? 0)])
      .filter(([, grown]) => grown > 0),
  );
}
