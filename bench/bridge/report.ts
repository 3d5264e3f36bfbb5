import type { EqualDelay, Held } from './compare.ts';
import { isComplete } from './compare.ts';
import type { Figures } from './figures.ts';
import type { MessageCost } from './javascript-share.ts';
import type { BenchResult } from './run-bench.ts';
import type { SoakResult } from './run-soak.ts';

/** What a run showed, as lines for people. */
export function reportLines(result: BenchResult): string[] {
  return [
    ...stepsTable(result.steps),
    ...Object.entries(result.atEqualDelay).flatMap(([name, rows]) => equalLines(name, rows)),
    ...Object.entries(result.costRatios).flatMap(([name, ratios]) => costLine(name, ratios)),
    ...Object.entries(result.messageCost).flatMap(([name, cost]) => messageLines(name, cost)),
    ...(result.soak ? soakLines(result.soak) : []),
  ];
}

const HEAD = [
  'calls',
  'bridge',
  'cores',
  'busy',
  'µs/message',
  'up p50',
  'p99',
  'max ms',
  'down p50',
  'p99',
  'max ms',
  'lost',
  'faults',
  'RSS MB',
  'generator: cores',
  'busy',
  'late p99 ms',
  'other cores',
];

function stepsTable(steps: Record<string, Figures[]>): string[] {
  const rows = Object.entries(steps).flatMap(([name, curve]) =>
    curve.map((step) => ({ calls: step.calls, cells: stepCells(name, step) })),
  );
  if (rows.length === 0) return [];
  return aligned([HEAD, ...rows.sort((a, b) => a.calls - b.calls).map(({ cells }) => cells)]);
}

function stepCells(name: string, step: Figures): string[] {
  const { up, down, generator } = step;
  const faults = Object.entries({ ...step.faults, ...step.refused }).filter(([, count]) => count !== 0);
  return [
    String(step.calls),
    name,
    step.cores.toFixed(2),
    step.busy === undefined ? '' : percent(step.busy),
    step.cpuPerMessage.toFixed(1),
    ...[up.p50, up.p99, up.max, down.p50, down.p99, down.max].map(milliseconds),
    String(step.lost),
    faults.map(([kind, count]) => `${kind} ${count}`).join(', ') || (isComplete(step) ? 'none' : 'order'),
    step.rssMb.toFixed(0),
    generator.cores.toFixed(2),
    percent(generator.busy),
    milliseconds(generator.lateMs.p99),
    step.otherCores.toFixed(2),
  ];
}

function equalLines(name: string, rows: readonly EqualDelay[]): string[] {
  const held = (one: Held | undefined) => (one ? `${one.atLeast ? '≥ ' : ''}${one.calls}` : 'none');
  const cells = rows.map(({ limitMs, ours, other, ratio, atLeast }) => [
    `${limitMs} ms`,
    held(ours),
    held(other),
    ratio === undefined ? '' : `${atLeast ? '≥ ' : ''}${ratio}`,
  ]);
  return ['', ...aligned([['calls with p99 within', 'ours', name, 'ratio'], ...cells])];
}

function costLine(name: string, ratios: readonly { calls: number; ratio: number }[]): string[] {
  if (ratios.length === 0) return [];
  const parts = ratios.map(({ calls, ratio }) => `${calls}: ${ratio}`);
  return ['', `CPU a message, ours for each of ${name}, by calls: ${parts.join(', ')}`];
}

function messageLines(name: string, cost: MessageCost): string[] {
  const packages = Object.entries(cost.byPackage).map(([of, us]) => `${of} ${us}`);
  return [
    '',
    `${name}, µs a message at ${cost.calls} calls: ${cost.whole}, of which JavaScript ${cost.javascript} (${packages.join(', ')}), ` +
      `Node's JavaScript ${cost.node}, garbage collection ${cost.gc}, native and kernel ${cost.native}`,
  ];
}

function soakLines(soak: SoakResult): string[] {
  const left = Object.entries(soak.left).map(([kind, count]) => `${count} ${kind}`);
  const faults = Object.entries({ ...soak.faults, ...soak.refused }).filter(([, count]) => count !== 0);
  const { rssMb, heapMb, both, before, after } = soak;
  return [
    '',
    `Soak of ${soak.minutes} min: ${soak.callsEnded} calls, ${soak.callsAtATime} at a time; ${soak.lost} messages lost, ` +
      `faults: ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none'}; p99 ${both.p99} ms`,
    `RSS ${rssMb.first} to ${rssMb.last} MB (${signed(rssMb.perHour)} MB an hour), heap ${heapMb.first} to ${heapMb.last} MB ` +
      `(${signed(heapMb.perHour)}); without garbage ${before.heapMb} MB before and ${after.heapMb} MB after; left over: ${left.join(', ') || 'nothing'}`,
  ];
}

function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
}

const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const percent = (share: number) => `${Math.round(share * 100)} %`;
const signed = (value: number) => `${value < 0 ? '' : '+'}${value}`;
