import { describe, expect, it } from '@jest/globals';
import { OUTCOMES } from '../../contracts/outcome.ts';
import { OUTCOMES_IN_ORDER } from '../../web/src/components/outcome/outcomes.ts';
import { describeProgress, segmentsOf } from '../../web/src/components/outcome/progress-segments.ts';
import { formatDuration, formatShare, formatWait } from '../../web/src/lib/format.ts';
import { safePath } from '../../web/src/lib/safe-path.ts';

describe('words and figures', () => {
  it('have a look for every outcome of the contract', () => {
    expect([...OUTCOMES_IN_ORDER].sort()).toEqual([...OUTCOMES].sort());
  });

  it('tell a campaign in one sentence whose parts add up to its contacts', () => {
    const progress = { total: 12, waiting: 3, up: 2, done: 7, outcomes: { human: 5, busy: 2 } };
    expect(describeProgress(progress)).toBe('7 of 12 contacts done: 5 person, 2 busy, 2 up now, 3 waiting');
    expect(segmentsOf(progress).reduce((sum, { count }) => sum + count, 0)).toBe(progress.total);
  });

  it('never let a small share read as nothing, nor divide by nothing', () => {
    expect([formatShare(1, 1000), formatShare(0, 1000), formatShare(0, 0)]).toEqual(['<1%', '0%', '–']);
  });

  it('give times in the largest unit that fits', () => {
    expect([formatDuration(127), formatDuration(3727), formatDuration(-1)]).toEqual([
      '2:07',
      '1:02:07',
      '0:00',
    ]);
    expect([formatWait(900), formatWait(7200), formatWait(45)]).toEqual([
      '15 minutes',
      '2 hours',
      '45 seconds',
    ]);
  });
});

describe('where to go after the sign-in', () => {
  it('is a path of ours or the campaigns', () => {
    expect(safePath('/calls?outcome=busy')).toBe('/calls?outcome=busy');
    for (const hostile of [null, '', 'calls', '//evil.example', '/\\evil.example', 'https://evil.example']) {
      expect(safePath(hostile)).toBe('/campaigns');
    }
  });
});
