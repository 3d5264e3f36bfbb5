import { afterEach, describe, expect, it } from '@jest/globals';
import { dialMany, hangUp, silence } from '../../bench/bridge/generator/calls.ts';
import { Exchange } from '../../bench/bridge/generator/exchange.ts';
import { phaseOf } from '../../bench/bridge/generator/pace.ts';
import { endingOf, lengthOf } from '../../bench/bridge/generator/soak.ts';
import type { Observed } from '../../bench/bridge/generator/tally.ts';
import { type Meddle, MeddlingBridge } from './meddling-bridge.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const CALLS = 3;

/** What the bench sees of a bridge that does this to the audio, until each call has sent so many units upwards. */
async function observe(meddle: () => Meddle, units = 25): Promise<Observed> {
  const exchange = new Exchange(() => undefined);
  const elevenLabsPort = await exchange.open();
  closing.push(() => exchange.close());
  const bridge = new MeddlingBridge(elevenLabsPort, meddle);
  const port = await bridge.listen();
  closing.push(() => bridge.close());
  const calls = await dialMany(exchange, port, CALLS);
  for (const call of calls) exchange.begin(call);
  while (calls.some(({ up }) => up.counts().sent < units))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await silence(exchange, calls);
  await hangUp(exchange, calls);
  return exchange.tally.observed();
}

/** Meddles with every nth message of one direction after the first three, by which the two sides find each other. */
function everyNth(n: number, direction: 'up' | 'down', meddle: (text: string) => string[]): Meddle {
  let count = 0;
  return (text, goes) => (goes === direction && ++count > 3 && count % n === 0 ? meddle(text) : [text]);
}

/** Holds every third message upwards of a stream back until the next. */
function swapping(): Meddle {
  let count = 0;
  let held: string[] = [];
  return (text, goes) => {
    if (goes === 'down') return [text];
    if (++count % 3 === 0) {
      held = [text];
      return [];
    }
    return [text, ...held.splice(0)];
  };
}

describe('the generator', () => {
  it('sees nothing wrong in a bridge with which nothing is wrong', async () => {
    const observed = await observe(() => (text) => [text], 60);
    const sum = Object.values(observed.faults).reduce((all, count) => all + count);
    expect(sum).toBe(0);
    expect(observed.up).toMatchObject({ received: observed.up.sent, lost: 0, reordered: 0, duplicated: 0 });
    expect(observed.down).toMatchObject({
      received: observed.down.sent,
      lost: 0,
      reordered: 0,
      duplicated: 0,
    });
    expect(observed.up.sent).toBeGreaterThanOrEqual(CALLS * 60);
    expect(observed.down.sent).toBeGreaterThanOrEqual(CALLS * 4);
    expect(observed.upDelay.count).toBe(observed.up.received);
    expect(observed.downDelay.count).toBe(observed.down.received);
  });

  it('sees what is lost', async () => {
    const { up, down } = await observe(() => everyNth(10, 'up', () => []));
    expect(up.lost).toBeGreaterThan(0);
    expect(up.lost + up.received).toBe(up.sent);
    expect(down.lost).toBe(0);
  });

  it('sees what comes twice', async () => {
    const twice = () => everyNth(2, 'down', (text) => [text, text]);
    const { up, down } = await observe(twice, 60);
    expect(down.duplicated).toBeGreaterThan(0);
    expect(down).toMatchObject({ lost: 0, received: down.sent });
    expect(up.duplicated).toBe(0);
  });

  it('sees what comes in another order', async () => {
    const { up, faults } = await observe(swapping);
    expect(up.reordered).toBeGreaterThan(0);
    expect(up).toMatchObject({ duplicated: 0 });
    expect(faults.crossed).toBe(0);
  });

  it('sees what is changed', async () => {
    const silenced = (text: string) => [text.replace(/.{40}=="}$/, `${'A'.repeat(40)}=="}`)];
    const { faults } = await observe(() => everyNth(5, 'up', silenced));
    expect(faults.altered).toBeGreaterThan(0);
  });

  it('sees what Twilio would ignore', async () => {
    const withField = (text: string) => [text.replace('{"event"', '{"track":"outbound","event"')];
    const { faults, down } = await observe(() => everyNth(2, 'down', withField), 60);
    expect(faults.faulty).toBeGreaterThan(0);
    expect(down.lost).toBeGreaterThan(0);
  });

  it('sees the voice of one call in another', async () => {
    let ofAnother = '';
    const mixing = () =>
      everyNth(3, 'up', (text) => {
        const sent = ofAnother || text;
        ofAnother = text;
        return [sent];
      });
    const { faults } = await observe(mixing);
    expect(faults.crossed).toBeGreaterThan(0);
  });
});

describe('the load', () => {
  it('lies evenly over the round', () => {
    const perMs = new Map<number, number>();
    for (let number = 0; number < 1_000; number++) {
      const phase = phaseOf(number, 20);
      perMs.set(phase, (perMs.get(phase) ?? 0) + 1);
    }
    expect(perMs.size).toBe(20);
    expect(Math.max(...perMs.values()) - Math.min(...perMs.values())).toBeLessThanOrEqual(2);
  });

  it('of a soak has calls of the mean length, and ends of every kind', () => {
    const chances = Array.from({ length: 10_000 }, (_, index) => index / 10_000);
    const mean = chances.reduce((sum, chance) => sum + lengthOf(chance, 60), 0) / chances.length;
    expect(mean).toBeGreaterThan(57);
    expect(mean).toBeLessThan(61);
    expect(new Set(chances.map(endingOf))).toEqual(
      new Set(['person', 'agent', 'twilio vanishes', 'agent vanishes']),
    );
  });
});
