import { atEqualDelay, costRatios, type EqualDelay, pairing } from './compare.ts';
import type { Contestant } from './contestant.ts';
import { type Figures, figuresOf, type Segment } from './figures.ts';
import type { GeneratorProcess } from './generator-process.ts';
import { type MessageCost, messageCost } from './javascript-share.ts';
import { measureSegment, profileSegment } from './measure-segment.ts';
import type { BridgeOptions } from './options.ts';
import { runSoak, type SoakResult } from './run-soak.ts';

/** Everything that a run showed, by the name of the bridge. */
export interface BenchResult {
  steps: Record<string, Figures[]>;
  /** Against each other bridge. */
  atEqualDelay: Record<string, EqualDelay[]>;
  costRatios: Record<string, { calls: number; ratio: number }[]>;
  messageCost: Record<string, MessageCost>;
  soak: SoakResult | undefined;
}

export interface Ring {
  /** The first is ours. */
  contestants: readonly Contestant[];
  generator: GeneratorProcess;
  say: (about: string, text: string) => void;
  signal: AbortSignal;
}

/** A number of calls at which nothing is short, so that a profile shows the work and not the waiting. */
const PROFILED_CALLS = 100;

/** All that was asked for, one after the other. */
export async function runBench(ring: Ring, options: BridgeOptions): Promise<BenchResult> {
  const steps = options.steps ? await runSteps(ring, options) : {};
  const [ours, ...others] = ring.contestants;
  const compared = <Value>(compare: (ours: Figures[], other: Figures[]) => Value) =>
    Object.fromEntries(
      others.map(({ name }) => [name, compare(steps[ours?.name ?? ''] ?? [], steps[name] ?? [])]),
    );
  const result: BenchResult = {
    steps,
    atEqualDelay: compared(atEqualDelay),
    costRatios: compared(costRatios),
    messageCost: options.steps && options.profile ? await runProfiles(ring, options, steps) : {},
    soak: undefined,
  };
  if (ours && options.soakMinutes > 0) {
    ring.say('Soak', `${options.soakMinutes} min, ${options.soakCalls} calls at a time`);
    const plan = { minutes: options.soakMinutes, calls: options.soakCalls };
    result.soak = await runSoak(ours, ring.generator, plan);
  }
  return result;
}

async function runSteps(ring: Ring, options: BridgeOptions): Promise<Record<string, Figures[]>> {
  const segments: Segment[] = [];
  for (const calls of options.calls) {
    for (const contestant of pairing(ring.contestants)) {
      ring.signal.throwIfAborted();
      const { seconds, warmSeconds } = options;
      const segment = await measureSegment(contestant, ring.generator, { calls, seconds, warmSeconds });
      segments.push(segment);
      ring.say(`${calls} calls`, progress(segment));
    }
  }
  const figures = (name: string) =>
    options.calls.map((calls) =>
      figuresOf(segments.filter((one) => one.contestant === name && one.calls === calls)),
    );
  return Object.fromEntries(ring.contestants.map(({ name }) => [name, figures(name)]));
}

function progress(segment: Segment): string {
  const { cores, both, lost, cpuPerMessage } = figuresOf([segment]);
  return `${segment.contestant}: ${cores} cores, ${cpuPerMessage} µs a message, p99 ${both.p99} ms, ${lost} lost`;
}

/** Where a message's CPU goes, for those bridges into which we can look. */
async function runProfiles(
  ring: Ring,
  options: BridgeOptions,
  steps: Record<string, Figures[]>,
): Promise<Record<string, MessageCost>> {
  const costs: Record<string, MessageCost> = {};
  for (const contestant of ring.contestants) {
    ring.signal.throwIfAborted();
    const unprofiled = nearest(steps[contestant.name] ?? [], PROFILED_CALLS);
    if (!unprofiled || (await contestant.look()) === undefined) continue;
    ring.say('Profile', `${contestant.name} at ${unprofiled.calls} calls`);
    const { seconds, warmSeconds } = options;
    const plan = { calls: unprofiled.calls, seconds, warmSeconds };
    const profile = await profileSegment(contestant, ring.generator, plan);
    if (profile) costs[contestant.name] = messageCost(profile, unprofiled);
  }
  return costs;
}

function nearest(curve: readonly Figures[], calls: number): Figures | undefined {
  const distance = (step: Figures) => Math.abs(step.calls - calls);
  return [...curve].sort((a, b) => distance(a) - distance(b))[0];
}
