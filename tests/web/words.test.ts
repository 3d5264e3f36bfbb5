import { describe, expect, it } from '@jest/globals';
import { OUTCOMES } from '../../contracts/outcome.ts';
import { OUTCOMES_IN_ORDER } from '../../web/src/components/outcome/outcomes.ts';
import { describeProgress, segmentsOf } from '../../web/src/components/outcome/progress-segments.ts';
import { isDeadAir, wasNeverDialed } from '../../web/src/features/calls/call-words.ts';
import {
  formatDuration,
  formatMoney,
  formatSeconds,
  formatShare,
  formatWait,
} from '../../web/src/lib/format.ts';
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

describe('a call', () => {
  it('has dead air when a person hears nothing for two seconds', () => {
    const silentFor = (firstAudioMs: number) => isDeadAir({ firstAudioMs, outcome: 'human' });
    expect([0, 840, 1_999, 2_000, 9_000].filter(silentFor)).toEqual([2_000, 9_000]);
    expect(isDeadAir({ firstAudioMs: 9_000, outcome: null })).toBe(true);
    expect(isDeadAir({ firstAudioMs: 9_000, outcome: 'voicemail' })).toBe(false);
    expect(isDeadAir({ firstAudioMs: null, outcome: 'human' })).toBe(false);
    expect([0, 49, 840, 2_000].map(formatSeconds)).toEqual(['0.0 s', '0.0 s', '0.8 s', '2.0 s']);
  });

  it('costs less than a coin, and all of that is shown', () => {
    const shown = [formatMoney(0.0135, 'USD'), formatMoney(1.2, 'AUD'), formatMoney(0, 'EUR')];
    expect(shown.map((text) => text.replace(/[^\d.]/g, ''))).toEqual(['0.0135', '1.20', '0.00']);
  });

  it('was never dialed when it was called off before Twilio knew of it', () => {
    expect(wasNeverDialed({ outcome: 'canceled', callSid: null })).toBe(true);
    expect(wasNeverDialed({ outcome: 'canceled', callSid: 'CA1' })).toBe(false);
    expect(wasNeverDialed({ outcome: null, callSid: null })).toBe(false);
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
