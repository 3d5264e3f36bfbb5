import { describe, expect, it } from '@jest/globals';
import { createPacer } from '../../activities/pacer.ts';

/** The most of these moments that lie within any one second. */
function mostInASecond(moments: number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length));
}

describe('the pacer', () => {
  it('lets no second see more than its rate, when many ask at once', async () => {
    const pace = createPacer(20);
    const moments: number[] = [];
    await Promise.all(Array.from({ length: 45 }, () => pace().then(() => moments.push(performance.now()))));
    expect(moments).toHaveLength(45);
    expect(mostInASecond(moments)).toBeLessThanOrEqual(20);
  });

  it('lets no bunch through after the process stood still', async () => {
    const pace = createPacer(20);
    const moments: number[] = [];
    const all = Promise.all(
      Array.from({ length: 8 }, () => pace().then(() => moments.push(performance.now()))),
    );
    await pace();
    const until = performance.now() + 300;
    while (performance.now() < until);
    await all;
    const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  });

  it('keeps nobody waiting after a pause', async () => {
    const pace = createPacer(1);
    const before = performance.now();
    await pace();
    expect(performance.now() - before).toBeLessThan(500);
  });
});
