import type { Profiler } from 'node:inspector';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Histogram } from '../../bench/measure/histogram.ts';
import { parseStat, usageOfGroup } from '../../bench/measure/processes.ts';
import { costliest, partsOf } from '../../bench/measure/profile.ts';
import { slopePerHour } from '../../bench/measure/slope.ts';

describe('the histogram', () => {
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 300 });

  it('knows every percentile to 1/64, and never says less than the exact one', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const histogram = new Histogram();
        for (const value of all) histogram.record(value);
        const rank = Math.ceil((percent / 100) * all.length);
        const exact = all.toSorted((a, b) => a - b)[rank - 1] ?? 0;
        const told = histogram.percentile(percent);
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(exact + exact / 64);
        expect(histogram.max).toBe(Math.max(...all));
      }),
    );
  });

  it('is exact for small values, and 0 when there are none', () => {
    const histogram = new Histogram();
    expect(histogram.percentile(99)).toBe(0);
    for (let value = 0; value <= 50; value++) histogram.record(value);
    expect([1, 50, 100].map((percent) => histogram.percentile(percent))).toEqual([0, 25, 50]);
  });

  it('adds others up as if all had been recorded in one', () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const [one, two, all] = [new Histogram(), new Histogram(), new Histogram()];
        for (const value of some) one.record(value);
        for (const value of others) two.record(value);
        for (const value of [...some, ...others]) all.record(value);
        const sum = Histogram.from(JSON.parse(JSON.stringify(one.data())));
        sum.add(two.data());
        expect(sum.data()).toEqual(all.data());
      }),
    );
  });

  it('takes what is negative for 0 and what is too large for its largest', () => {
    const histogram = new Histogram();
    histogram.record(-5);
    expect(histogram.percentile(100)).toBe(0);
    histogram.record(2 ** 40);
    expect(histogram.percentile(100)).toBe(2 ** 31 - 1);
  });
});

describe('the slope', () => {
  it('is the growth of an hour, and 0 when there is nothing to tell it by', () => {
    const steady = [0, 60, 120].map((at) => ({ at, value: 100 }));
    const growing = [0, 60, 120].map((at) => ({ at, value: 100 + at / 60 }));
    expect(slopePerHour(steady)).toBeCloseTo(0);
    expect(slopePerHour(growing)).toBeCloseTo(60);
    expect(slopePerHour([])).toBe(0);
    expect(slopePerHour([{ at: 3, value: 7 }])).toBe(0);
  });
});

describe('what a process uses', () => {
  it('is read from /proc, whatever the process calls itself', () => {
    const numbers = Array.from({ length: 50 }, (_, index) => String(index + 4));
    const stat = parseStat(`123 (a ) b (c) S ${numbers.join(' ')}`);
    expect(stat).toEqual({ group: 5, userTicks: 14, systemTicks: 15, rssPages: 24 });
  });

  it('holds for a whole group, and is nothing for one that is not there', () => {
    expect(usageOfGroup(2 ** 30)).toEqual({ userSeconds: 0, systemSeconds: 0, rssBytes: 0, sockets: 0 });
  });
});

describe('a profile', () => {
  const node = (
    id: number,
    functionName: string,
    url: string,
    children: number[] = [],
  ): Profiler.ProfileNode => ({
    id,
    callFrame: { functionName, scriptId: '0', url, lineNumber: 6, columnNumber: 0 },
    children,
  });
  const profile: Profiler.Profile = {
    nodes: [
      node(1, '(root)', '', [2, 3, 4, 5, 9]),
      node(2, '(idle)', ''),
      node(3, '(garbage collector)', ''),
      node(4, 'send', 'file:///x/node_modules/ws/lib/sender.js', [6]),
      node(5, 'play', 'file:///x/media-bridge/agent-voice.ts', [7, 10]),
      node(6, 'writeGeneric', 'node:net', [8]),
      node(7, 'toString', 'node:buffer', [11]),
      node(8, 'writev', ''),
      node(9, 'look', 'file:///x/bench/bridge/inside.ts', [12]),
      node(10, 'indexOfBuffer', ''),
      node(11, 'base64Slice', ''),
      node(12, 'dispatch', ''),
    ],
    startTime: 0,
    endTime: 0,
    samples: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2],
    timeDeltas: [0, 1000, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  };

  it('counts built-ins with the code for which they work, the kernel by itself, and the probe not at all', () => {
    expect(partsOf(profile)).toEqual({
      own: 2 + 4 + 16 + 128 + 256,
      byPackage: { ws: 2, '(itself)': 4 + 16 + 128 + 256 },
      node: 8,
      gc: 1,
      native: 32,
      idle: 1000,
    });
  });

  it('names the dearest functions', () => {
    expect(costliest(profile, 2)).toEqual([
      { name: 'base64Slice', place: '', microseconds: 256 },
      { name: 'indexOfBuffer', place: '', microseconds: 128 },
    ]);
    expect(costliest(profile, 99).map(({ place }) => place)).toContain('media-bridge/agent-voice.ts:7');
  });
});
