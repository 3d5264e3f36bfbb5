import { describe, expect, it } from '@jest/globals';
import { median, mostInASecond, paceOf, sharesOf } from '../../bench/campaign/figures.ts';
import { readOptions } from '../../bench/campaign/options.ts';
import { anyNumbers, busyNumbers, csvOf, mixedNumbers } from '../../bench/campaign/people.ts';

const starts = (moments: number[]) => moments.map((at) => ({ campaign: 'one', at }));

describe('the figures of a campaign bench', () => {
  it('count the most starts in any second, its end not included', () => {
    expect(mostInASecond([0, 100, 999, 1_000, 1_099])).toBe(4);
    expect(mostInASecond([0, 1_000, 2_000])).toBe(1);
  });

  it('hold the starts against what the pace allows', () => {
    const even = starts(Array.from({ length: 51 }, (_, index) => index * 200));
    expect(paceOf(even, 5)).toEqual({ mostInASecond: 5, use: 1 });
    expect(paceOf(even, 10).use).toBe(0.5);
  });

  it('share by campaign, from when both had begun', () => {
    const alone = starts([1, 2, 3]);
    const mixed = [...alone, { campaign: 'two', at: 4 }, ...starts([5, 6, 7])];
    expect(sharesOf(mixed, 'one', 'two')).toEqual({ first: 3, second: 1, ratio: 3 });
  });

  it('take the median', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
});

describe('the people of a campaign bench', () => {
  it('are as many as asked for, each with a number of their own', () => {
    expect(new Set(anyNumbers(100_000)).size).toBe(100_000);
    expect(mixedNumbers(1_300).some((number) => number.endsWith('78'))).toBe(false);
    expect(busyNumbers(800).every((number) => /[0-6]5$/.test(number))).toBe(true);
    expect(csvOf(['+61255500000'])).toBe('phone,name\n+61255500000,Person 1');
  });
});

describe('its options', () => {
  it('have a usual value, and say what would do', () => {
    expect(readOptions([])).toMatchObject({
      parts: ['lines', 'pace', 'forecast', 'scale'],
      calls: 400,
      contacts: 100_000,
    });
    expect(() => readOptions(['--calls', '3'])).toThrow(/from 20 to 5000, not "3"/);
    expect(() => readOptions(['--parts', 'width'])).toThrow(/lines, pace, forecast, scale, not "width"/);
  });
});
