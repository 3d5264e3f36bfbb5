import { expect, it } from '@jest/globals';
import { momentAskedFor } from '../../sandbox/elevenlabs/moment-asked-for.ts';

const NOW = Date.parse('2027-01-31T22:00:00Z');

it.each([
  ['Call me back tomorrow at three in the afternoon.', { at: '2027-02-01T15:00:00.000Z' }],
  ['Tomorrow at 10, please.', { at: '2027-02-01T10:00:00.000Z' }],
  ['Tomorrow evening.', { at: '2027-02-01T21:00:00.000Z' }],
  ['Tomorrow.', { at: '2027-02-01T09:00:00.000Z' }],
  ['Call me later.', { in_minutes: 120 }],
  ['No idea.', { in_minutes: 120 }],
])('when to call again is heard in: %s', (said, parameters) => {
  expect(momentAskedFor(said, NOW)).toEqual(parameters);
});
