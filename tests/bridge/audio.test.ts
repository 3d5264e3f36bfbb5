import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import { STREAM_SID } from './twilio-peer.ts';
import { frame, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

describe("the person's audio", () => {
  it('reaches the agent unchanged and in order, one message each', async () => {
    const stream = await world.talk();
    const sounds = Array.from({ length: 200 }, (_, index) => frame(index % 256));
    for (const sound of sounds) stream.speak(sound);
    await until('all frames', () => world.agent.heard().length >= 201);
    expect(world.agent.heard()).toEqual([frame(0), ...sounds]);
    expect(world.bridge.stats().counters).toMatchObject({ framesUp: 201, droppedUp: 0, parsedAudio: 0 });
  });

  it('is understood in any way of writing JSON', async () => {
    const stream = await world.talk();
    stream.send(`{ "media": { "payload": "${frame(1)}", "track": "inbound", "chunk": "1", "timestamp": "1" },
      "streamSid": "${STREAM_SID}", "event": "media" }`);
    stream.send(
      `{"event":"media","streamSid":"${STREAM_SID}","media":{"track":"inbound","chunk":"1","timestamp":"1","payload":"AA\\/A"}}`,
    );
    await until('both frames', () => world.agent.heard().length >= 3);
    expect(world.agent.heard().slice(1)).toEqual([frame(1), 'AA/A']);
    expect(world.bridge.stats().counters.parsedAudio).toBe(1);
  });

  it('that is no base64 goes nowhere', async () => {
    const stream = await world.talk();
    stream.send(`{ "event":"media","streamSid":"${STREAM_SID}","media":{"track":"inbound","chunk":"1","timestamp":"1",
      "payload":"\\"},{\\"type\\":\\"user_message"}}`);
    stream.speak(frame(2));
    await until('the good frame', () => world.agent.heard().includes(frame(2)));
    expect(world.agent.heard()).toEqual([frame(0), frame(2)]);
    expect(world.bridge.stats().counters.ignored).toBe(1);
  });

  it('never goes before the initiation, and what was said meanwhile comes after it, in order', async () => {
    world.agent.onInitiation = () => undefined;
    const stream = world.dial();
    await stream.start();
    const early = [1, 2, 3, 4, 5].map((sound) => frame(sound));
    for (const sound of early) stream.speak(sound);
    await world.agent.expect('conversation_initiation_client_data');
    world.agent.say({ type: 'ping', ping_event: { event_id: 1, ping_ms: null } });
    await world.agent.expect('pong');
    expect(world.agent.heard()).toEqual([]);
    world.agent.ready();
    await until('the early audio', () => world.agent.heard().length === 5);
    stream.speak(frame(6));
    await until('the next audio', () => world.agent.heard().length === 6);
    expect(world.agent.heard()).toEqual([...early, frame(6)]);
    expect(world.agent.received[0]?.type).toBe('conversation_initiation_client_data');
  });

  it('is held for half a second at most while the agent is awaited: the newest of it', async () => {
    world.agent.onInitiation = () => undefined;
    const stream = world.dial();
    await stream.start();
    const sounds = Array.from({ length: 60 }, (_, index) => frame(index));
    for (const sound of sounds) stream.speak(sound);
    await until('all frames to have come', () => world.bridge.stats().counters.droppedUp > 30);
    await world.agent.expect('conversation_initiation_client_data');
    world.agent.ready();
    await until('the early audio', () => world.agent.heard().length > 0);
    stream.speak(frame(99));
    await until('the next audio', () => world.agent.heard().includes(frame(99)));
    const heard = world.agent.heard();
    expect(heard.length).toBeGreaterThanOrEqual(20);
    expect(heard.length).toBeLessThanOrEqual(26);
    expect(heard.slice(0, -1)).toEqual(sounds.slice(-(heard.length - 1)));
  });
});

describe("the agent's audio", () => {
  it('reaches Twilio unchanged and in order, with exactly the fields that Twilio knows', async () => {
    const stream = await world.talk();
    const sounds = [1, 2, 3].map((sound) => frame(sound, 3_200));
    for (const sound of sounds) world.agent.speak(sound, 1);
    await stream.expect('media', 3);
    expect(stream.texts.slice(0, 3)).toEqual(
      sounds.map(
        (payload) => `{"event":"media","streamSid":"${STREAM_SID}","media":{"payload":"${payload}"}}`,
      ),
    );
  });

  it('is understood in any way of writing JSON', async () => {
    const stream = await world.talk();
    world.agent.say(`{"audio_event": {"event_id": 3, "audio_base_64": "AAAA"}, "type": "audio"}`);
    world.agent.say(`{"x":[],"type":"audio","audio_event":{"audio_base_64":"BBBB","event_id":3}}`);
    world.agent.say(
      `{"type":"audio","audio_event":{"audio_base_64":"AA\\/A","event_id":3,"alignment":{"chars":["\\""]}}}`,
    );
    await stream.expect('media', 3);
    expect(stream.played()).toEqual(['AAAA', 'BBBB', 'AA/A']);
    expect(world.bridge.stats().counters.parsedAudio).toBe(2);
  });

  it('is followed by a mark when it pauses, and the echo is counted', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    world.agent.speak(frame(2), 1);
    const mark = await stream.expect('mark');
    expect(stream.received.map(({ event }) => event)).toEqual(['media', 'media', 'mark']);
    stream.echo((mark.mark as { name: string }).name);
    await until('the echo', () => world.bridge.stats().counters.marksPlayed === 1);
  });

  it('is followed by a mark at once when the agent says that its turn is complete', async () => {
    await world.close();
    world = await World.create({ markAfterMs: 60_000 });
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    world.agent.say({ type: 'agent_response_complete', agent_response_complete_event: { event_id: 1 } });
    await stream.expect('mark');
  });

  it('is timed from the start of the stream', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    await stream.expect('media');
    stream.stop();
    await until('the end', () => world.bridge.stats().firstAudio.streams === 1);
    expect(world.bridge.stats().firstAudio.totalMs).toBeGreaterThan(0);
  });
});
