import { busySeconds, type Usage } from '../measure/processes.ts';
import type { Contestant } from './contestant.ts';
import type { Segment } from './figures.ts';
import type { GeneratorProcess } from './generator-process.ts';
import type { InsideProfile, InsideView } from './inside.ts';

export interface SegmentPlan {
  calls: number;
  seconds: number;
  warmSeconds: number;
}

/** What is read at either end of a segment. */
interface Reading {
  at: number;
  usage: Usage;
  generator: Usage;
  machineSeconds: number;
}

const RSS_EVERY_MS = 500;

/** Puts a bridge under a steady load, and reads what it used meanwhile. */
export async function measureSegment(
  contestant: Contestant,
  generator: GeneratorProcess,
  plan: SegmentPlan,
): Promise<Segment> {
  const read = (): Reading => ({
    at: performance.now(),
    usage: contestant.usage(),
    generator: generator.usage(),
    machineSeconds: busySeconds(),
  });
  let [from, to] = [read(), read()];
  let [viewFrom, viewTo]: (Promise<InsideView | undefined> | undefined)[] = [];
  let rssBytes = 0;
  const timer = setInterval(() => {
    rssBytes = Math.max(rssBytes, contestant.usage().rssBytes);
  }, RSS_EVERY_MS);
  const moments = {
    begun: () => {
      from = read();
      viewFrom = contestant.look();
    },
    ended: () => {
      to = read();
      viewTo = contestant.look();
    },
  };
  try {
    const order = { kind: 'measure' as const, port: contestant.port, ...plan };
    const { observed, headroom } = await generator.carryOut(order, moments);
    const busy = busyBetween(await viewFrom, await viewTo);
    rssBytes = Math.max(rssBytes, to.usage.rssBytes);
    return {
      contestant: contestant.name,
      calls: plan.calls,
      ...between(from, to),
      rssBytes,
      busy,
      observed,
      headroom,
    };
  } finally {
    clearInterval(timer);
  }
}

/** The same under V8's profiler. What it adds to the CPU is not small, so that only the shares are good for anything. */
export async function profileSegment(
  contestant: Contestant,
  generator: GeneratorProcess,
  plan: SegmentPlan,
): Promise<InsideProfile | undefined> {
  let begun: Promise<void> = Promise.resolve();
  let profile: Promise<InsideProfile | undefined> = Promise.resolve(undefined);
  const moments = {
    begun: () => {
      begun = contestant.beginProfile();
    },
    ended: () => {
      profile = begun.then(() => contestant.endProfile());
    },
  };
  await generator.carryOut({ kind: 'measure', port: contestant.port, ...plan }, moments);
  return profile;
}

function between(from: Reading, to: Reading) {
  const seconds = (to.at - from.at) / 1_000;
  const cpu = (pick: (reading: Reading) => Usage) => {
    const [a, b] = [pick(from), pick(to)];
    return b.userSeconds - a.userSeconds + b.systemSeconds - a.systemSeconds;
  };
  const others =
    to.machineSeconds - from.machineSeconds - cpu(({ usage }) => usage) - cpu((one) => one.generator);
  return {
    seconds,
    userSeconds: to.usage.userSeconds - from.usage.userSeconds,
    systemSeconds: to.usage.systemSeconds - from.usage.systemSeconds,
    otherCores: Math.max(0, others / seconds),
  };
}

function busyBetween(from: InsideView | undefined, to: InsideView | undefined): number | undefined {
  if (!from || !to) return undefined;
  const active = to.activeMs - from.activeMs;
  return active / (active + to.idleMs - from.idleMs);
}
