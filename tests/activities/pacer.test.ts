import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPacer } from '../../activities/pacer.ts';
import { Calls } from '../../platform/models/call.ts';
import { Pace } from '../../platform/models/pace.ts';
import { newId } from '../../platform/mongo.ts';
import { queuedLately } from '../../platform/queued-calls.ts';
import { until } from '../support/until.ts';
import { startDatabase } from './world.ts';

let endDatabase: () => Promise<void>;
beforeAll(async () => {
  endDatabase = await startDatabase('pacer');
});
beforeEach(() => Pace.deleteMany({}));
afterAll(() => endDatabase?.());

describe('the pacer', () => {
  it('gives one moment to one call, and no second more than its rate, though many ask several workers at once', async () => {
    const workers = [createPacer(20), createPacer(20), createPacer(20)];
    const moments = await Promise.all(
      workers.flatMap((worker) => Array.from({ length: 12 }, () => worker.next())),
    );
    const inASecond = moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length);
    expect(Math.max(...inASecond)).toBeLessThanOrEqual(20);
    const sorted = moments.sort((a, b) => a - b);
    const gaps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(47);
  });

  it('keeps whoever comes a second later waiting for as long as a request may have been late', async () => {
    const pacer = createPacer(5);
    const first = await pacer.next();
    const answeredAt = await pacer.sending(first, async () => {
      await until('the answer is late', () => Date.now() > first + 30);
      return Date.now();
    });
    await until('that is noted', async () => !(await Pace.findById('dial').lean())?.taken?.includes(first));
    const later = [await pacer.next(), await pacer.next(), await pacer.next(), await pacer.next()];
    const sixth = await pacer.next();
    expect(Math.min(...later)).toBeGreaterThan(first);
    expect(sixth).toBeGreaterThanOrEqual(answeredAt + 1_000);
  });

  it('lets nobody take the place of a request that has no answer yet: it may be arriving only now', async () => {
    const pacer = createPacer(5);
    const first = await pacer.next();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const sending = pacer.sending(first, () => answered);
    await Promise.all([pacer.next(), pacer.next(), pacer.next(), pacer.next()]);
    let sixth: number | undefined;
    const taking = pacer.next().then((moment) => {
      sixth = moment;
    });
    await until('a second and a half has passed', () => Date.now() > first + 1_500);
    expect(sixth).toBeUndefined();
    const answeredAt = Date.now();
    answer();
    await sending;
    await taking;
    expect(sixth).toBeGreaterThanOrEqual(answeredAt + 1_000);
  });

  it('takes a missed moment from whoever stood still, and leaves it to others', async () => {
    const pacer = createPacer(20);
    const moment = await pacer.next();
    while (Date.now() < moment + 150);
    expect(await pacer.arrive(moment)).toBe(false);
    expect((await Pace.findById('dial').lean())?.taken).toEqual([]);
  });

  it('goes on from what a worker of before wrote', async () => {
    const lastAt = new Date(Date.now() + 300);
    await Pace.create({ _id: 'dial', lastAt });
    expect(await createPacer(10).next()).toBeGreaterThanOrEqual(lastAt.getTime() + 95);
  });

  it('keeps nobody waiting after a pause, nor after the clock was set back', async () => {
    await Pace.create({ _id: 'dial', lastAt: new Date(Date.now() + 3600_000) });
    const moment = await createPacer(1).next();
    expect(moment).toBeLessThan(Date.now() + 60_000);
  });

  it('is slower while it is told so', async () => {
    const pacer = createPacer(10, async () => 0.5);
    const moments = [await pacer.next(), await pacer.next()] as const;
    expect(moments[1] - moments[0]).toBeGreaterThanOrEqual(190);
  });
});

describe("Twilio's own queue", () => {
  it('is seen by the calls of the last minute that it made wait', async () => {
    const now = Date.now();
    const call = (queueMs: number | undefined, secondsAgo: number) => {
      const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
      const startedAt = new Date(now - secondsAgo * 1_000);
      return { _id: newId(), ...ids, phase: 'up' as const, intent: 'written' as const, startedAt, queueMs };
    };
    await Calls.create([call(900, 5), call(600, 30), call(40, 30), call(undefined, 5), call(900, 90)]);
    expect(await queuedLately(now)).toBe(2);
  });
});
