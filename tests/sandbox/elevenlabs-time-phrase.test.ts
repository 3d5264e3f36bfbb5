import { describe, expect, it } from '@jest/globals';
import { timeAskedFor } from '../../sandbox/elevenlabs/time-phrase.ts';

describe('the time at which a person wants to be called again', () => {
  it.each([
    ['Can you call me back tomorrow at three in the afternoon?', 'tomorrow at three in the afternoon'],
    ['Call me on Friday morning.', 'on friday morning'],
    ['Try next Tuesday after 4:30 pm, please.', 'next tuesday after 4:30 pm'],
    ['In the evening, please.', 'in the evening'],
    ['Call again in half an hour.', 'in half an hour'],
    ['Ring me at half past nine.', 'at half past nine'],
    ['I am driving, can you call me back later?', 'later'],
  ])('is heard in: %s', (sentence, expected) => {
    expect(timeAskedFor([sentence])).toBe(expected);
  });

  it('is the more exact one, wherever it is said, and of two alike the last', () => {
    expect(timeAskedFor(['Tomorrow at four.', 'Yes, later.'])).toBe('tomorrow at four');
    expect(timeAskedFor(['Tomorrow.', 'No, on Monday.'])).toBe('on monday');
  });

  it('is null when no sentence says it', () => {
    expect(timeAskedFor(['I hold a tenth at Oneway Street.'])).toBeNull();
    expect(timeAskedFor([])).toBeNull();
  });
});
