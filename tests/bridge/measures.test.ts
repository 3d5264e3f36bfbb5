import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LoopDelay } from '../../media-bridge/loop-delay.ts';
import { Measure } from '../../media-bridge/measure.ts';
import { isLoud } from '../../media-bridge/measures.ts';
import { type Audio, wholeOf } from '../../media-bridge/splice.ts';
import { until } from '../support/until.ts';
import { TwilioPeer } from './twilio-peer.ts';
import { BRIDGE_KEY, frame, newCallId, World } from './world.ts';

describe('a measure', () => {
  it('counts each value in its bucket, and knows mean, quantiles and the largest', () => {
    const measure = new Measure([1, 2, 5]);
    for (const ms of [0.5, 1, 1.5, 2, 9]) measure.observe(ms);
    expect([...measure.counts]).toEqual([2, 2, 0, 1]);
    expect(measure.toJSON()).toEqual({ count: 5, meanMs: 2.8, p50Ms: 2, p99Ms: 9, maxMs: 9 });
  });

  it('is added to another, and left out when there is nothing to say', () => {
    const [sum, one] = [new Measure([1]), new Measure([1])];
    expect(JSON.stringify({ sum })).toBe('{}');
    one.observe(3);
    sum.add(one);
    sum.add(one);
    expect(sum).toMatchObject({ count: 2, sumMs: 6, maxMs: 3 });
    expect([...sum.counts]).toEqual([0, 2]);
  });
});

/** 20 ms of one mu-law sample; samples are stored inverted. */
function sounding(muLaw: number): Audio {
  return wholeOf(Buffer.from(frame(muLaw)));
}

it('a voice is told from a quiet line without decoding', () => {
  // Of G.711: 0xff and 0x7f are nothing, 0x80 and 0x00 full scale, 0xc0 about 1/20 of it, 0xb0 about 1/8.
  expect([0xff, 0x7f, 0xe0, 0xc0].map((sample) => isLoud(sounding(sample)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([0x80, 0x00, 0xa0, 0x2f].map((sample) => isLoud(sounding(sample)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

it('the delay of the event loop is noticed', async () => {
  const delay = new LoopDelay();
  try {
    await until('a delay', async () => {
      const until = performance.now() + 60;
      while (performance.now() < until);
      await sleep(1);
      return delay.last.p90Ms > 30;
    });
    await until('it to be over', () => delay.last.p90Ms < 30);
  } finally {
    delay.stop();
  }
});

describe('a call measures', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ markAfterMs: 10 });
  });
  afterEach(() => world.close());
  const measures = () => world.bridge.stats().counters.measures;

  it('what it adds both ways, the pauses between frames, and the answer to what was said', async () => {
    const stream = await world.talk();
    for (let count = 0; count < 21; count++) stream.speak(frame(0x80));
    await until('the voice', () => world.agent.heard().length === 22);
    await sleep(50);
    world.agent.transcribe('Yes?', 1);
    world.agent.speak(frame(1), 2);
    world.agent.speak(frame(2), 2);
    await stream.expect('media', 2);
    expect(measures().addedUp.count).toBe(3);
    expect(measures().addedDown.count).toBe(2);
    expect(measures().jitter.count).toBe(3);
    expect(measures().reply.count).toBe(1);
    expect(measures().reply.maxMs).toBeGreaterThanOrEqual(45);
    expect(measures().addedUp.maxMs).toBeLessThan(1_000);
  });

  it('how soon Twilio is cleared, and how late a mark comes back', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    const mark = await stream.expect('mark');
    await sleep(60);
    stream.echo((mark.mark as { name: string }).name);
    await until('the echo', () => measures().markTrip.count === 1);
    expect(measures().markTrip.maxMs).toBeGreaterThanOrEqual(30);
    world.agent.interrupt(1);
    await stream.expect('clear');
    await until('it to be measured', () => measures().bargeIn.count === 1);
  });

  it('for Prometheus, with why upgrades were refused', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    await stream.expect('media');
    await TwilioPeer.knock(world.port, { callId: newCallId(), signature: null });
    stream.stop();
    await until('the end', () => world.bridge.stats().ended.contact_left === 1);
    const response = await fetch(`http://127.0.0.1:${world.port}/metrics`);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    const lines = (await response.text()).split('\n');
    for (const line of lines)
      expect(line).toMatch(/^$|^# (HELP|TYPE) \w+ .+$|^\w+(\{\w+="[^"]*"\})? [\d.e+-]+$/);
    expect(lines).toEqual(
      expect.arrayContaining([
        'outdial_bridge_streams 0',
        'outdial_bridge_streams_ended_total{reason="contact_left"} 1',
        'outdial_bridge_refusals_total{reason="signature"} 1',
        'outdial_bridge_events_total{event="framesDown"} 1',
        'outdial_bridge_added_down_seconds_bucket{le="+Inf"} 1',
        'outdial_bridge_first_audio_seconds_count 1',
      ]),
    );
  });
});

describe('counters are for this machine, or for whoever has the key', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it.each(['/stats', '/metrics'])('%s', async (path) => {
    const get = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${world.port}${path}`, { headers })).status;
    expect(await get({})).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      expect(await get({ [header]: '203.0.113.7' })).toBe(401);
    }
    const elsewhere = { 'x-forwarded-for': '203.0.113.7' };
    expect(await get({ ...elsewhere, authorization: `Bearer ${BRIDGE_KEY}x` })).toBe(401);
    expect(await get({ ...elsewhere, authorization: 'Bearer undefined' })).toBe(401);
    expect(await get({ ...elsewhere, authorization: `Bearer ${BRIDGE_KEY}` })).toBe(200);
  });
});
