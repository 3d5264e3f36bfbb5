import { Histogram, type HistogramData } from '../measure/histogram.ts';
import type { Headroom } from './generator/protocol.ts';
import type { Faults, Observed } from './generator/tally.ts';
import { addCounts } from './generator/track.ts';

/** One stretch of time in which one bridge had a steady number of calls. */
export interface Segment {
  contestant: string;
  calls: number;
  seconds: number;
  userSeconds: number;
  systemSeconds: number;
  /** The largest seen. */
  rssBytes: number;
  /** Share of the time in which the bridge's one thread had something to do; undefined when it cannot be seen. */
  busy: number | undefined;
  /** Cores that neither the bridge nor the generator used. */
  otherCores: number;
  observed: Observed;
  headroom: Headroom;
}

/** Milliseconds. */
export interface Delay {
  p50: number;
  p99: number;
  max: number;
}

/** What the segments of one bridge at one number of calls say together. */
export interface Figures {
  calls: number;
  seconds: number;
  /** CPU seconds a second, kernel included. */
  cores: number;
  /** Audio messages that arrived where they belong. */
  messages: number;
  /** Microseconds of CPU for each of them, kernel included; and of that in user mode. */
  cpuPerMessage: number;
  userPerMessage: number;
  busy: number | undefined;
  up: Delay;
  down: Delay;
  /** Both directions together. */
  both: Delay;
  pong: Delay;
  lost: number;
  reordered: number;
  duplicated: number;
  faults: Faults;
  refused: Record<string, number>;
  rssMb: number;
  generator: { cores: number; busy: number; lateMs: Delay };
  otherCores: number;
}

/** @param segments of one bridge at one number of calls, at least one */
export function figuresOf(segments: readonly Segment[]): Figures {
  const sum = (pick: (segment: Segment) => number) => segments.reduce((all, one) => all + pick(one), 0);
  const mean = (pick: (segment: Segment) => number) => sum(pick) / segments.length;
  const seconds = sum((one) => one.seconds);
  const counts = segments.map(({ observed }) => addCounts(observed.up, observed.down)).reduce(addCounts);
  const cpuSeconds = sum((one) => one.userSeconds + one.systemSeconds);
  const merged = (pick: (observed: Observed) => HistogramData[]) =>
    merge(segments.flatMap(({ observed }) => pick(observed)));
  return {
    calls: segments[0]?.calls ?? 0,
    seconds: round(seconds, 1),
    cores: round(cpuSeconds / seconds, 3),
    messages: counts.received,
    cpuPerMessage: round((cpuSeconds * 1e6) / counts.received, 2),
    userPerMessage: round((sum((one) => one.userSeconds) * 1e6) / counts.received, 2),
    busy: segments.some(({ busy }) => busy === undefined)
      ? undefined
      : round(
          mean((one) => one.busy ?? 0),
          3,
        ),
    up: delayOf(merged(({ upDelay }) => [upDelay])),
    down: delayOf(merged(({ downDelay }) => [downDelay])),
    both: delayOf(merged(({ upDelay, downDelay }) => [upDelay, downDelay])),
    pong: delayOf(merged(({ pongDelay }) => [pongDelay])),
    lost: counts.lost,
    reordered: counts.reordered,
    duplicated: counts.duplicated,
    faults: segments.map(({ observed }) => observed.faults).reduce(addAll),
    refused: segments.map(({ observed }) => observed.refused).reduce(addAll),
    rssMb: round(Math.max(...segments.map((one) => one.rssBytes)) / 1e6, 1),
    generator: {
      cores: round(
        mean(({ headroom }) => headroom.cores),
        3,
      ),
      busy: round(
        mean(({ headroom }) => headroom.busy),
        3,
      ),
      lateMs: delayOf(merge(segments.map(({ headroom }) => headroom.late))),
    },
    otherCores: round(
      mean((one) => one.otherCores),
      3,
    ),
  };
}

export function delayOf(histogram: Histogram): Delay {
  const ms = (microseconds: number) => round(microseconds / 1_000, 3);
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}

/** Adds numbers by name; a name that one of them lacks counts as 0 there. */
export function addAll<Counts extends Record<string, number> | Faults>(a: Counts, b: Counts): Counts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const of = (counts: Counts, name: string) => (counts as Record<string, number>)[name] ?? 0;
  return Object.fromEntries([...names].map((name) => [name, of(a, name) + of(b, name)])) as Counts;
}

export function round(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}

function merge(data: readonly HistogramData[]): Histogram {
  const all = new Histogram();
  for (const one of data) all.add(one);
  return all;
}
