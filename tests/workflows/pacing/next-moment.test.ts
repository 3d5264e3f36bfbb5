import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  arrivedBy,
  nextMoment,
  slowDown,
  unansweredAt,
  windowOf,
} from '../../../workflows/pacing/next-moment.ts';

function mostWithin(moments: number[], ms: number): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + ms).length));
}

describe('the window of a pace', () => {
  it('holds whole starts', () => {
    expect(windowOf(10)).toEqual({ starts: 10, ms: 1_000 });
    expect(windowOf(1)).toEqual({ starts: 1, ms: 1_000 });
    expect(windowOf(2.5)).toEqual({ starts: 2, ms: 800 });
    expect(windowOf(0.1)).toEqual({ starts: 1, ms: 10_000 });
  });
});

describe('the moments of starts', () => {
  /** Requests that all want to start at once, each arriving so much later than its moment. */
  function dial(perSecond: number, delays: number[]): { moments: number[]; arrivals: number[] } {
    const window = windowOf(perSecond);
    const moments: number[] = [];
    const arrivals: number[] = [];
    for (const delay of delays) {
      const moment = nextMoment(arrivals, window, 1_000);
      moments.push(moment);
      arrivals.push(moment + delay);
    }
    return { moments, arrivals };
  }

  it('let no second see one start too many where the requests arrive, however unevenly they do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(300), { minLength: 5, maxLength: 150 }),
        (perSecond, delays) => {
          expect(mostWithin(dial(perSecond, delays).arrivals, 1_000)).toBeLessThanOrEqual(perSecond);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('use 95 % of the pace and more, where requests take evenly long', () => {
    for (const perSecond of [1, 5, 30]) {
      const { moments } = dial(perSecond, new Array(perSecond * 20).fill(3));
      const seconds = ((moments.at(-1) ?? 0) - (moments[0] ?? 0)) / 1_000;
      expect((moments.length - 1) / seconds / perSecond).toBeGreaterThan(0.95);
    }
  });

  it('are spread over the window rather than bunched', () => {
    const { moments } = dial(10, new Array(50).fill(0));
    const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(95);
  });
});

describe('when a request may have arrived', () => {
  it('is now, while it has no answer, and not for ever', () => {
    expect(unansweredAt(1_000, 900)).toBe(1_000);
    expect(unansweredAt(1_000, 1_700)).toBe(1_700);
    expect(unansweredAt(1_000, 60_000)).toBe(4_000);
  });

  it('is as late as its answer, but for the time that the quickest takes', () => {
    expect(arrivedBy(1_000, 1_090, 20)).toBe(1_070);
    expect(arrivedBy(1_000, 1_090, 0)).toBe(1_090);
    expect(arrivedBy(1_000, 1_010, 20)).toBe(1_000);
  });
});

describe('the pace while Twilio queues', () => {
  it('is slower once it has queued repeatedly', () => {
    expect([0, 2, 3, 50].map(slowDown)).toEqual([1, 1, 0.8, 0.8]);
  });
});
