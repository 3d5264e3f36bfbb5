import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { WebSocket } from 'ws';
import type { Limits } from '../../media-bridge/limits.ts';
import { until } from '../support/until.ts';
import { frame, World } from './world.ts';

let world: World;
afterEach(() => world.close());

async function worldWith(limits: Partial<Limits>): Promise<World> {
  world = await World.create(limits);
  return world;
}

/** The TCP socket below: paused, it is a peer that does not keep up. */
function below(socket: WebSocket | undefined): Socket {
  return (socket as unknown as { _socket: Socket })._socket;
}

describe('what the other side does not take is dropped and counted, not kept', () => {
  it("when the agent's socket does not keep up", async () => {
    await worldWith({ agentUnsentBytes: 16 * 1024 });
    const stream = await world.talk();
    below(world.agent.socket).pause();
    const big = frame(1, 24_000);
    await until('audio to be dropped', () => {
      for (let count = 0; count < 20; count++) stream.speak(big);
      return world.bridge.stats().counters.droppedUp > 0;
    });
    below(world.agent.socket).resume();
    await until(
      'the rest to arrive',
      () => world.agent.heard().length === world.bridge.stats().counters.framesUp,
    );
    stream.speak(frame(9));
    await until('audio to pass again', () => world.agent.heard().at(-1) === frame(9));
  });

  it("when Twilio's socket does not keep up", async () => {
    await worldWith({ twilioUnsentBytes: 64 * 1024 });
    const stream = await world.talk();
    below(stream.socket).pause();
    const big = frame(1, 48_000);
    await until('audio to be dropped', () => {
      for (let count = 0; count < 20; count++) world.agent.speak(big, 1);
      return world.bridge.stats().counters.droppedDown > 0;
    });
    below(stream.socket).resume();
    await until(
      'the rest to arrive',
      () => stream.played().length >= world.bridge.stats().counters.framesDown,
    );
  });

  it('when Twilio would hold more than it plays', async () => {
    await worldWith({ twilioQueueMs: 4_500 });
    const stream = await world.talk();
    for (let second = 0; second < 10; second++) world.agent.speak(frame(second, 8_000), 1);
    await until('all of it to be seen', () => {
      const { framesDown, droppedDown } = world.bridge.stats().counters;
      return framesDown + droppedDown === 10;
    });
    expect(world.bridge.stats().counters.droppedDown).toBe(5);
    await stream.expect('media', 5);
  });
});

describe('a peer that is silent', () => {
  it('is terminated when it is Twilio', async () => {
    await worldWith({ heartbeatMs: 100, closeMs: 100 });
    const stream = await world.talk();
    below(stream.socket).pause();
    await until('the stream to end', () => world.bridge.stats().ended.protocol_error === 1);
    await until("the agent's socket to close", () => world.agent.closes[0] === 1000);
  });

  it('is terminated when it is the agent', async () => {
    await worldWith({ heartbeatMs: 100, closeMs: 100 });
    const stream = await world.talk();
    world.agent.refusals.push(401);
    below(world.agent.socket).pause();
    await stream.closed();
    await until('the stream to end', () => world.bridge.stats().ended.agent_error === 1);
  });

  it('is left alone while it answers pings', async () => {
    await worldWith({ heartbeatMs: 20 });
    const stream = await world.talk();
    let pings = 0;
    stream.socket.on('ping', () => pings++);
    await until('several pings', () => pings >= 5);
    expect(world.bridge.stats().streamsUp).toBe(1);
    expect(stream.closeCode).toBeUndefined();
  });
});
