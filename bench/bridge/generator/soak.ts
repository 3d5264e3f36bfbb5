import { setTimeout as sleep } from 'node:timers/promises';
import { allClosed, dialOne, silence } from './calls.ts';
import type { Call, Exchange } from './exchange.ts';

export interface SoakPlan {
  port: number;
  /** How many are up at a time. */
  calls: number;
  /** For how long calls are begun and held. */
  seconds: number;
  /** Mean length of a call; lengths are spread as those of telephone calls, exponentially. */
  meanSeconds: number;
}

/** How a call ends: mostly as people do, but connections that vanish are part of life. */
type Ending = 'person' | 'agent' | 'twilio vanishes' | 'agent vanishes';
const ENDINGS: readonly [Ending, number][] = [
  ['person', 0.7],
  ['agent', 0.2],
  ['twilio vanishes', 0.05],
  ['agent vanishes', 0.05],
];

const SHORTEST_SECONDS = 2;
const LONGEST_SECONDS = 600;
/** The bridge ends the call, or finds it another agent; then the person hangs up. */
const WITHOUT_AGENT_MS = 5_000;
const FULL_AFTER_SECONDS = 30;

/** Keeps calls coming and going until the time is over, then lets all end; answers how many there were. */
export async function soak(exchange: Exchange, plan: SoakPlan): Promise<number> {
  const until = performance.now() + plan.seconds * 1_000;
  const rampMs = Math.min(FULL_AFTER_SECONDS, plan.seconds / 4) * 1_000;
  let ended = 0;
  const line = async (index: number) => {
    await sleep((rampMs * index) / plan.calls);
    while (performance.now() < until) {
      if (await oneCall(exchange, plan, until)) ended++;
      else await sleep(1_000);
    }
  };
  await Promise.all(Array.from({ length: plan.calls }, (_, index) => line(index)));
  await allClosed(exchange);
  return ended;
}

/** @returns whether it came up */
async function oneCall(exchange: Exchange, plan: SoakPlan, until: number): Promise<boolean> {
  const call = await dialOne(exchange, plan.port);
  if (!call) return false;
  exchange.begin(call);
  exchange.converse(call);
  const lengthMs = lengthOf(Math.random(), plan.meanSeconds) * 1_000;
  await sleep(Math.max(0, Math.min(lengthMs, until - performance.now())));
  await silence(exchange, [call]);
  await end(call, endingOf(Math.random()));
  return true;
}

async function end(call: Call, ending: Ending): Promise<void> {
  call.isEnding = true;
  if (!call.isOpen) return;
  if (ending === 'person') call.side.stop();
  else if (ending === 'twilio vanishes') call.side.destroy();
  else {
    if (ending === 'agent') call.conversation?.side.close();
    else call.conversation?.side.destroy();
    await sleep(WITHOUT_AGENT_MS);
    if (call.isOpen) call.side.stop();
  }
}

/** @param chance from 0 up to 1 */
export function lengthOf(chance: number, meanSeconds: number): number {
  return Math.min(
    LONGEST_SECONDS,
    SHORTEST_SECONDS - Math.log(1 - chance) * (meanSeconds - SHORTEST_SECONDS),
  );
}

/** @param chance from 0 up to 1 */
export function endingOf(chance: number): Ending {
  let sum = 0;
  for (const [ending, share] of ENDINGS) {
    sum += share;
    if (chance < sum) return ending;
  }
  return 'person';
}
