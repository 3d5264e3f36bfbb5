import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areaOf, NEARNESS, nearness } from '../../../workflows/choice/areas.ts';
import { rankCallerIds } from '../../../workflows/choice/caller-id.ts';

const SYDNEY = '+61255501000';
const MELBOURNE = '+61355501000';
const BRISBANE = '+61755501000';
const LONDON = '+442079460000';
const callId = '66f000000000000000000001.66f000000000000000000002.1';

const number = fc.constantFrom(SYDNEY, MELBOURNE, BRISBANE, LONDON, '+12125550100', '+441632960000');
const pool = fc.record({
  numbers: fc.uniqueArray(number, { minLength: 1 }),
  localPresence: fc.boolean(),
});
const call = fc.record({
  callId: fc.nat().map((number) => `66f000000000000000000001.${number}.1`),
  phone: fc.constantFrom('+61255501234', '+61491570156', '+12125550123', '+442079460123', '+493023125000'),
  shown: fc.array(number, { maxLength: 6 }),
});

describe('areas', () => {
  it.each([
    [SYDNEY, '612'],
    ['+61855501000', '618'],
    ['+61491570156', undefined],
    ['+12125550100', '1212'],
    [LONDON, '4420'],
    ['+441134960000', '44113'],
    ['+441214960000', '44121'],
    ['+441632960000', '441632'],
    ['+447700900000', undefined],
    ['+493023125000', undefined],
  ])('%s lies in %s', (phone, area) => {
    expect(areaOf(phone)).toBe(area && `+${area}`);
  });

  it.each([
    ['the same area code', '+12125550100', '+12125550123', NEARNESS.area],
    ['another area code of the state', '+12125550100', '+17165550123', NEARNESS.region],
    ['another state', '+12125550100', '+13055550123', NEARNESS.country],
    ['Canada beside the United States', '+12125550100', '+14165550123', NEARNESS.none],
    ['a mobile, which may be anywhere in its country', SYDNEY, '+61491570156', NEARNESS.country],
    ['another country', SYDNEY, LONDON, NEARNESS.none],
    ['a country that is in no table', '+99912345678', '+99987654321', NEARNESS.country],
  ])('%s', (_, ours, theirs, expected) => {
    expect(nearness(ours, theirs)).toBe(expected);
  });
});

describe('the order of caller ids', () => {
  it('is the same however often it is asked for, and has each number at most once', () => {
    fc.assert(
      fc.property(pool, call, (numbers, one) => {
        const ranked = rankCallerIds(numbers, one);
        expect(rankCallerIds({ ...numbers, numbers: [...numbers.numbers].reverse() }, one)).toEqual(ranked);
        expect(new Set(ranked).size).toBe(ranked.length);
        expect(numbers.numbers).toEqual(expect.arrayContaining(ranked));
        expect(ranked.length).toBeGreaterThan(0);
      }),
    );
  });

  it('never begins with the number shown last where there is another', () => {
    fc.assert(
      fc.property(pool, call, (numbers, one) => {
        const ranked = rankCallerIds(numbers, one);
        if (ranked.length > 1) expect(ranked[0]).not.toBe(one.shown[0]);
      }),
    );
  });

  it('shows a person every number of a pool before any a second time', () => {
    const numbers = [SYDNEY, MELBOURNE, BRISBANE];
    const shown: string[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      const [next] = rankCallerIds(
        { numbers, localPresence: true },
        { callId: `${callId}${attempt}`, phone: '+61255501234', shown },
      );
      shown.unshift(next as string);
    }
    expect(new Set(shown.slice(3)).size).toBe(3);
    expect(new Set(shown.slice(0, 3)).size).toBe(3);
    expect(shown.at(-1)).toBe(SYDNEY);
  });

  it.each([
    ['the area', '+61355501234', [SYDNEY, MELBOURNE, LONDON], MELBOURNE],
    ['the country, for a mobile', '+61491570156', [LONDON, BRISBANE], BRISBANE],
  ])('prefers %s with local presence, and leaves out other countries', (_, phone, numbers, first) => {
    const ranked = rankCallerIds({ numbers, localPresence: true }, { callId, phone, shown: [] });
    expect(ranked[0]).toBe(first);
    expect(ranked).not.toContain(LONDON);
  });

  it('takes what there is where no number is of the country', () => {
    const ranked = rankCallerIds(
      { numbers: [SYDNEY, LONDON], localPresence: true },
      { callId, phone: '+493023125000', shown: [] },
    );
    expect(ranked).toHaveLength(2);
  });

  it('spreads the calls of a campaign over its numbers', () => {
    const numbers = [SYDNEY, MELBOURNE, BRISBANE, LONDON];
    const first = Array.from({ length: 4_000 }, (_, index) =>
      rankCallerIds(
        { numbers, localPresence: false },
        {
          callId: `66f000000000000000000001.66f0000000000000${index.toString(16).padStart(8, '0')}.1`,
          phone: '+61491570156',
          shown: [],
        },
      ).at(0),
    );
    for (const one of numbers) {
      expect(Math.abs(first.filter((shown) => shown === one).length / 4_000 - 0.25)).toBeLessThan(0.04);
    }
  });
});
