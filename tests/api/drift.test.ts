import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { driftOf, looksFlagged } from '../../api/queries/caller-ids/drift.ts';

const of = (calls: number, answered: number) => ({ calls, answered });

describe('the drift of an answer rate', () => {
  it.each([
    ['as many', of(100, 40), of(300, 120), 0],
    ['fewer', of(100, 20), of(300, 120), -3.63],
    ['more', of(100, 60), of(300, 120), 3.48],
    ['everybody, both times', of(100, 100), of(300, 300), 0],
  ])('is the z of two proportions: %s', (_, now, before, z) => {
    expect(driftOf(now, before)?.z).toBeCloseTo(z, 2);
  });

  it('is not told of too few calls', () => {
    expect(driftOf(of(49, 0), of(1_000, 500))).toBeUndefined();
    expect(driftOf(of(1_000, 0), of(49, 30))).toBeUndefined();
  });

  it('has the sign of the difference, whatever the counts', () => {
    const counts = fc
      .integer({ min: 50, max: 5_000 })
      .chain((calls) => fc.nat({ max: calls }).map((answered) => of(calls, answered)));
    fc.assert(
      fc.property(counts, counts, (now, before) => {
        const difference = now.answered / now.calls - before.answered / before.calls;
        expect(Math.sign(driftOf(now, before)?.z ?? Number.NaN)).toBe(Math.sign(difference));
      }),
    );
  });
});

describe('a number looks flagged', () => {
  it.each([
    ['far fewer than before, and than of the others', of(200, 20), of(600, 240), of(2_000, 800), true],
    ['far fewer than before, with no others to compare', of(200, 20), of(600, 240), of(10, 4), true],
    ['all numbers fell alike', of(200, 20), of(600, 240), of(2_000, 200), false],
    ['certainly fewer, but hardly', of(20_000, 7_400), of(60_000, 24_000), of(200_000, 80_000), false],
    ['too few calls to say', of(40, 1), of(600, 240), of(2_000, 800), false],
    ['no past to compare with', of(200, 20), of(0, 0), of(2_000, 800), false],
    ['more than before', of(200, 120), of(600, 240), of(2_000, 800), false],
  ])('where %s', (_, week, past, others, expected) => {
    expect(looksFlagged(week, driftOf(week, past), driftOf(week, others))).toBe(expected);
  });
});
