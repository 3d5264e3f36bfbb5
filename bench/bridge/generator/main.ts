import { setTimeout as sleep } from 'node:timers/promises';
import { dialMany, hangUp, silence } from './calls.ts';
import { Exchange } from './exchange.ts';
import { HeadroomGauge } from './headroom.ts';
import type { Answer, Order } from './protocol.ts';
import { soak } from './soak.ts';

/** The generator: a process of its own that plays both vendors, as it is told by the process that started it. */
const gauge = new HeadroomGauge();
const exchange = new Exchange(gauge.late);

process.on('message', (order: Order) => {
  void carryOut(order).catch((error: unknown) => {
    tell({
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  });
});
process.on('disconnect', () => process.exit(1));
tell({ kind: 'listening', port: await exchange.open() });

async function carryOut(order: Order): Promise<void> {
  if (order.kind === 'quit') {
    await exchange.close();
    process.exit(0);
  }
  exchange.startTally();
  if (order.kind === 'measure') await measure(order);
  else await endure(order);
}

/** A steady number of calls, all up before anything counts. */
async function measure({
  port,
  calls,
  warmSeconds,
  seconds,
}: Extract<Order, { kind: 'measure' }>): Promise<void> {
  const up = await dialMany(exchange, port, calls);
  await sleep(warmSeconds * 1_000);
  for (const call of up) exchange.begin(call);
  gauge.begin();
  tell({ kind: 'begun' });
  await sleep(seconds * 1_000);
  const headroom = gauge.end();
  tell({ kind: 'ended' });
  await silence(exchange, up);
  await hangUp(exchange, up);
  tell({ kind: 'done', observed: exchange.tally.observed(), headroom, ended: up.length });
}

/** Calls that come and go. */
async function endure(order: Extract<Order, { kind: 'soak' }>): Promise<void> {
  gauge.begin();
  tell({ kind: 'begun' });
  const ended = await soak(exchange, order);
  const headroom = gauge.end();
  tell({ kind: 'ended' });
  tell({ kind: 'done', observed: exchange.tally.observed(), headroom, ended });
}

function tell(answer: Answer): void {
  process.send?.(answer);
}
