import { setTimeout as sleep } from 'node:timers/promises';
import { STREAM_PARAMETERS } from '../../../contracts/stream.ts';
import { KEYS, streamOf } from '../keys.ts';
import type { Call, Exchange } from './exchange.ts';
import { STAMP_NUMBERS } from './stamps.ts';

/** Set-up has a rate of its own, since it is not what is measured. */
const DIALS_A_SECOND = 150;
const UP_WITHIN_MS = 20_000;
/** How long audio that was sent may still arrive; it ends sooner when nothing more comes. */
const ON_THE_WAY_MS = 10_000;
const NOTHING_MORE_MS = 1_500;
/** What was sent last needs a moment even when no audio is missing: pings are not waited for. */
const LAST_WORDS_MS = 100;
const CLOSED_WITHIN_MS = 15_000;

const RUN = Date.now();
let dialled = 0;

/** Dials many; answers those that are up. The others are counted and dropped. */
export async function dialMany(exchange: Exchange, port: number, count: number): Promise<Call[]> {
  const dialling: Promise<Call | undefined>[] = [];
  const startedAt = performance.now();
  while (dialling.length < count) {
    const due = Math.ceil(((performance.now() - startedAt) / 1_000) * DIALS_A_SECOND);
    while (dialling.length < Math.min(due, count)) dialling.push(dialOne(exchange, port));
    await sleep(5);
  }
  const calls = await Promise.all(dialling);
  return calls.filter((call) => call !== undefined);
}

/** Dials one call; answers it as soon as audio has passed both ways, or undefined when it has not in time. */
export async function dialOne(exchange: Exchange, port: number): Promise<Call | undefined> {
  const number = ++dialled % STAMP_NUMBERS;
  const parameters = { [STREAM_PARAMETERS.agentId]: KEYS.agentId, var_first_name: 'there' };
  const stream = streamOf(RUN, dialled);
  const waiting = new AbortController();
  let isUp = false;
  const call = exchange.dial(number, { port, ...stream }, parameters, (up) => {
    isUp = up;
    waiting.abort();
  });
  await sleep(UP_WITHIN_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  if (isUp) return call;
  exchange.tally.faults.notUp++;
  call.isEnding = true;
  call.side.destroy();
  return undefined;
}

/** Silences calls and waits for what is on its way, while anything comes. */
export async function silence(exchange: Exchange, calls: readonly Call[]): Promise<void> {
  for (const call of calls) exchange.silence(call);
  await sleep(LAST_WORDS_MS);
  const until = performance.now() + ON_THE_WAY_MS;
  const missing = () => calls.reduce((sum, call) => sum + exchange.missing(call), 0);
  let least = missing();
  let fewerAt = performance.now();
  while (least > 0 && performance.now() < until && performance.now() - fewerAt < NOTHING_MORE_MS) {
    await sleep(50);
    const now = missing();
    if (now < least) fewerAt = performance.now();
    least = Math.min(least, now);
  }
  for (const call of calls) exchange.settle(call);
}

/** Hangs up, and waits until no socket of any call is open; what is left then is counted and cut. */
export async function hangUp(exchange: Exchange, calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    if (call.isOpen) call.side.stop();
    call.isEnding = true;
  }
  await allClosed(exchange);
}

export async function allClosed(exchange: Exchange): Promise<void> {
  const until = performance.now() + CLOSED_WITHIN_MS;
  while (exchange.openSockets() > 0 && performance.now() < until) await sleep(20);
  exchange.tally.faults.leftOpen += exchange.openSockets();
  exchange.cutAll();
  while (exchange.openSockets() > 0) await sleep(5);
}
