import { describe, expect, it } from '@jest/globals';
import { type Charged, costOfCall } from '../../contracts/cost.ts';

const price = { amount: 0.1, currency: 'USD' };

describe('what a call cost', () => {
  it.each<[string, Charged, number | undefined, (number | null)[]]>([
    ['both vendors', { price, costCredits: 1000 }, 0.0002, [0.1, 0.2, 0.3]],
    ['nobody spoke', { price: { amount: 0, currency: 'USD' } }, 0.0002, [0, 0, 0]],
    ['the price is not there yet', { costCredits: 1000 }, 0.0002, [null, 0.2, null]],
    ['the credits are not there yet', { price, costCredits: null }, 0.0002, [0.1, null, null]],
    ['a conversation that was not counted', { price, costCredits: 0 }, undefined, [0.1, 0, 0.1]],
    ['nobody said what a credit costs', { price, costCredits: 1000 }, undefined, [0.1, null, null]],
    ['credits are free', { price, costCredits: 1000 }, 0, [0.1, 0, 0.1]],
  ])('%s', (_, charged, creditPrice, [twilio, elevenLabs, total]) => {
    const currency = charged.price?.currency ?? null;
    expect(costOfCall(charged, creditPrice)).toEqual({ twilio, elevenLabs, total, currency });
  });
});
