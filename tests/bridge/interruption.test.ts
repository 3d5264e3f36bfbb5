import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import { STREAM_SID } from './twilio-peer.ts';
import { frame, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

describe('when the person speaks over the agent', () => {
  it("Twilio's buffer is cleared at once, with exactly the fields that Twilio knows", async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1, 32_000), 5);
    await stream.expect('media');
    world.agent.interrupt(5);
    await stream.expect('clear');
    expect(stream.texts.at(-1)).toBe(`{"event":"clear","streamSid":"${STREAM_SID}"}`);
  });

  it('late audio of the old turn is dropped, and the next turn is heard', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 5);
    world.agent.interrupt(5);
    world.agent.speak(frame(2), 5);
    world.agent.speak(frame(3), 4);
    world.agent.speak(frame(4), 6);
    await stream.expect('media', 2);
    expect(stream.played()).toEqual([frame(1), frame(4)]);
    expect(world.bridge.stats().counters).toMatchObject({ lateDown: 2, interruptions: 1 });
  });

  it('an older interruption that comes late does not give an interrupted turn its voice back', async () => {
    const stream = await world.talk();
    world.agent.interrupt(7);
    world.agent.interrupt(3);
    world.agent.speak(frame(1), 6);
    world.agent.speak(frame(2), 8);
    await stream.expect('media');
    expect(stream.played()).toEqual([frame(2)]);
  });

  it('ids that grow within a turn are compared, never expected to follow each other', async () => {
    const stream = await world.talk();
    for (const id of [10, 11, 12]) world.agent.speak(frame(id), id);
    world.agent.interrupt(12);
    world.agent.speak(frame(12), 12);
    for (const id of [20, 21]) world.agent.speak(frame(id), id);
    await stream.expect('media', 5);
    expect(stream.played()).toEqual([10, 11, 12, 20, 21].map((id) => frame(id)));
  });

  it('no mark asks for audio that was cleared, and echoes of cleared marks do not count as heard', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 1);
    const { mark } = await stream.expect('mark');
    world.agent.interrupt(1);
    await stream.expect('clear');
    stream.echo((mark as { name: string }).name);
    world.agent.speak(frame(2), 2);
    const second = await stream.expect('mark', 2);
    stream.echo((second.mark as { name: string }).name);
    await until('the second echo', () => world.bridge.stats().counters.marksPlayed === 1);
    expect(world.bridge.stats().counters.marksSent).toBe(2);
  });
});
