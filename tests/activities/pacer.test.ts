import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPacer, type Pacer } from '../../activities/pacer.ts';
import { Pace } from '../../platform/models/pace.ts';
import { startDatabase } from './world.ts';

/** The most of these moments that lie within any one second. */
function mostInASecond(moments: number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length));
}

/** As a call does: a moment is taken until one is not missed. */
async function start(pacer: Pacer): Promise<number> {
  for (;;) {
    if (await pacer.arrive(await pacer.next())) return Date.now();
  }
}

let endDatabase: () => Promise<void>;
beforeAll(async () => {
  endDatabase = await startDatabase('pacer');
});
beforeEach(() => Pace.deleteMany({}));
afterAll(() => endDatabase());

describe('the pacer', () => {
  it('lets no second see more than its rate, though many ask several workers at once', async () => {
    const workers = [createPacer(20), createPacer(20), createPacer(20)];
    const starts = workers.flatMap((worker) => Array.from({ length: 15 }, () => start(worker)));
    const moments = await Promise.all(starts);
    expect(moments).toHaveLength(45);
    expect(mostInASecond(moments)).toBeLessThanOrEqual(20);
  });

  it('gives one moment to one call', async () => {
    const workers = [createPacer(50), createPacer(50)];
    const moments = await Promise.all(workers.flatMap((one) => [one.next(), one.next(), one.next()]));
    const gaps = moments
      .sort((a, b) => a - b)
      .slice(1)
      .map((at, index) => at - (moments[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(21);
  });

  it('takes a missed moment from whoever stood still', async () => {
    const pacer = createPacer(20);
    const moment = await pacer.next();
    const until = moment + 100;
    while (Date.now() < until);
    expect(await pacer.arrive(moment)).toBe(false);
  });

  it('keeps nobody waiting after a pause, nor after the clock was set back', async () => {
    await Pace.create({ _id: 'dial', lastAt: new Date(Date.now() + 3600_000) });
    const before = Date.now();
    await createPacer(1).next();
    expect(Date.now() - before).toBeLessThan(1_000);
  });
});
