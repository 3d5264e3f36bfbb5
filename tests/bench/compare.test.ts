import { describe, expect, it } from '@jest/globals';
import { atEqualDelay, callsWithin, costRatios, isComplete, pairing } from '../../bench/bridge/compare.ts';
import { type Figures, figuresOf, type Segment } from '../../bench/bridge/figures.ts';
import { Tally } from '../../bench/bridge/generator/tally.ts';
import { messageCost } from '../../bench/bridge/javascript-share.ts';
import { readOptions, UseError } from '../../bench/bridge/options.ts';
import { more } from '../../bench/bridge/run-soak.ts';
import { Histogram } from '../../bench/measure/histogram.ts';

/** A segment in which every message took so many microseconds. */
function segment(calls: number, delayUs: number, more: Partial<Segment> = {}): Segment {
  const tally = new Tally();
  const counts = { sent: 1_000, received: 1_000, lost: 0, reordered: 0, duplicated: 0 };
  tally.addUp(counts);
  tally.addDown({ ...counts, sent: 100, received: 100 });
  tally.wentUp(delayUs);
  tally.wentDown(delayUs);
  const headroom = { cores: 0.2, busy: 0.25, late: new Histogram().data() };
  return {
    contestant: 'ours',
    calls,
    seconds: 10,
    userSeconds: 0.011,
    systemSeconds: 0.022,
    rssBytes: 90e6,
    busy: 0.1,
    otherCores: 0.3,
    observed: tally.observed(),
    headroom,
    ...more,
  };
}

function curve(...points: [calls: number, p99Ms: number][]): Figures[] {
  return points.map(([calls, ms]) => figuresOf([segment(calls, ms * 1_000)]));
}

function losing(step: Figures): Figures {
  return { ...step, lost: 1 };
}

describe('figures', () => {
  it('divide the CPU by what arrived, of all segments together', () => {
    const figures = figuresOf([
      segment(50, 500),
      segment(50, 1_500, { userSeconds: 0.033, rssBytes: 120e6 }),
    ]);
    expect(figures).toMatchObject({ calls: 50, seconds: 20, messages: 2_200, rssMb: 120, busy: 0.1 });
    expect(figures.cpuPerMessage).toBeCloseTo((0.088 * 1e6) / 2_200, 1);
    expect(figures.userPerMessage).toBeCloseTo(20, 1);
    expect(figures.cores).toBeCloseTo(0.0044, 3);
    expect(figures.up).toEqual({ p50: 0.503, p99: 1.5, max: 1.5 });
  });

  it('count what was lost as not carried', () => {
    const lossy = segment(50, 1);
    lossy.observed.up = { sent: 1_000, received: 900, lost: 100, reordered: 0, duplicated: 0 };
    expect(figuresOf([lossy])).toMatchObject({ messages: 1_000, lost: 100, cpuPerMessage: 33 });
  });

  it('say nothing of a thread that cannot be seen', () => {
    expect(figuresOf([segment(50, 1), segment(50, 1, { busy: undefined })]).busy).toBeUndefined();
  });

  it('add up faults and refusals by kind', () => {
    const [one, two] = [segment(5, 1), segment(5, 1)];
    one.observed.refused = { 503: 2 };
    two.observed.refused = { 503: 1, 403: 4 };
    two.observed.faults.crossed = 3;
    expect(figuresOf([one, two])).toMatchObject({
      refused: { 503: 3, 403: 4 },
      faults: { crossed: 3, altered: 0 },
    });
  });
});

describe('calls within a limit', () => {
  it('lie between two steps by a straight line', () => {
    expect(callsWithin(curve([100, 2], [200, 4], [300, 14]), 9)).toEqual({ calls: 250, atLeast: false });
  });

  it('are at least the last step when none was too slow', () => {
    expect(callsWithin(curve([100, 2], [200, 4]), 4.1)).toEqual({ calls: 200, atLeast: true });
  });

  it('are unknown when the first step is too slow, and none is tried below', () => {
    expect(callsWithin(curve([100, 20]), 5)).toBeUndefined();
    expect(callsWithin([], 5)).toBeUndefined();
  });

  it('end with the last step that lost nothing', () => {
    const [small, middle, large] = curve([100, 2], [200, 3], [300, 4]);
    if (!small || !middle || !large) throw new Error('three steps were made');
    expect(callsWithin([small, losing(middle), large], 50)).toEqual({ calls: 100, atLeast: false });
    expect(isComplete(small)).toBe(true);
    expect(isComplete(losing(small))).toBe(false);
    expect(isComplete({ ...small, faults: { ...small.faults, altered: 1 } })).toBe(false);
    expect(isComplete({ ...small, messages: 0 })).toBe(false);
  });
});

describe('two bridges', () => {
  it('are compared at equal delay, with a lower bound when ours was not exhausted', () => {
    const rows = atEqualDelay(curve([100, 1], [400, 4]), curve([100, 1], [200, 9]));
    expect(rows.find(({ limitMs }) => limitMs === 2)).toMatchObject({ ours: { calls: 200 }, ratio: 1.77 });
    expect(rows.find(({ limitMs }) => limitMs === 5)).toMatchObject({ ratio: 2.67, atLeast: true });
    expect(rows.find(({ limitMs }) => limitMs === 10)?.ratio).toBeUndefined();
  });

  it('are compared in cost where both carried the same calls', () => {
    const [cheap, dear] = [curve([50, 1], [100, 1]), curve([100, 1])];
    const doubled = dear.map((step) => ({ ...step, cpuPerMessage: step.cpuPerMessage * 2 }));
    expect(costRatios(cheap, doubled)).toEqual([{ calls: 100, ratio: 0.5 }]);
  });

  it('take turns forth and back', () => {
    expect(pairing(['a', 'b'])).toEqual(['a', 'b', 'b', 'a']);
  });
});

it('the cost of a message is shared out as the profile says, without its idle time', () => {
  const parts = { own: 20, byPackage: { ws: 5, '(itself)': 15 }, node: 10, gc: 10, native: 60, idle: 900 };
  const [step] = curve([100, 1]);
  if (!step) throw new Error('one step was made');
  const cost = messageCost({ parts, costliest: [{ name: 'f', place: '', microseconds: 50 }] }, step);
  expect(cost).toMatchObject({ calls: 100, whole: 30, javascript: 6, byPackage: { ws: 1.5 }, native: 18 });
  expect(cost.costliest[0]?.microseconds).toBe(15);
});

it('what is left over is what there is more of', () => {
  const before = { heapMb: 40, sockets: 3, resources: { Timeout: 2, TCPSocketWrap: 1 } };
  const after = { heapMb: 44, sockets: 3, resources: { Timeout: 1, TCPSocketWrap: 3, TTYWrap: 1 } };
  expect(more(before, after)).toEqual({ TCPSocketWrap: 2, TTYWrap: 1 });
});

describe('options', () => {
  it('have the steps of the curve when nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      calls: [50, 100, 200, 300, 500, 700, 1000],
      seconds: 20,
      soakMinutes: 0,
    });
  });

  it('are read, and refused with a word on what would do', () => {
    expect(readOptions(['--calls', '5,10', '--soak', '0.5'])).toMatchObject({
      calls: [5, 10],
      soakMinutes: 0.5,
    });
    for (const wrong of [['--calls', '5,'], ['--seconds', '0'], ['--soak', '-1'], ['--speed', '3'], ['more']])
      expect(() => readOptions(wrong)).toThrow(UseError);
  });
});
