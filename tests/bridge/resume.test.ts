import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PREVIOUS_CONVERSATION } from '../../contracts/stream.ts';
import { streamToken } from '../../platform/stream-token.ts';
import { until } from '../support/until.ts';
import { SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create({ closeMs: 200, agentResumeMs: 1_000 });
});
afterEach(() => world.close());

type Initiation = { dynamic_variables: Record<string, string> };

function initiations(count: number): Promise<Initiation[]> {
  return until(`${count} conversations`, () => {
    const all = world.agent.received.filter(({ type }) => type === 'conversation_initiation_client_data');
    return all.length >= count ? (all as unknown as Initiation[]) : undefined;
  });
}

describe('an agent that is lost in mid-call', () => {
  it('is followed by another, who knows what was said and hears what was said meanwhile', async () => {
    const stream = await world.talk({ var_name: 'Ann' });
    world.agent.respond('What day would do?', 1);
    world.agent.transcribe('Tuesday, please.', 2);
    world.agent.say({ type: 'ping', ping_event: { event_id: 7 } });
    await until('the turns to be read', () => world.agent.received.some(({ event_id: id }) => id === 7));
    world.agent.onInitiation = () => undefined;
    world.agent.socket?.terminate();
    const [, second] = await initiations(2);
    expect(second?.dynamic_variables).toMatchObject({ name: 'Ann' });
    expect(second?.dynamic_variables[PREVIOUS_CONVERSATION]).toMatch(
      /interrupted a moment ago.*Agent: What day would do\? \/ Person: Tuesday, please\.$/,
    );
    for (const sound of [5, 6]) stream.speak(frame(sound));
    world.agent.ready();
    await until('what was said meanwhile', () => world.agent.heard().includes(frame(6)));
    expect(world.agent.heard().slice(-2)).toEqual([frame(5), frame(6)]);
    expect(stream.closeCode).toBeUndefined();
  });

  it('silences nothing of the next one, whose numbers begin anew', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1), 8);
    await stream.expect('media');
    world.agent.interrupt(8);
    await stream.expect('clear');
    world.agent.socket?.close(1011);
    await initiations(2);
    world.agent.speak(frame(2), 1);
    await until('the second agent to be heard', () => stream.played().includes(frame(2)));
  });

  it('is replaced twice, and then the stream ends', async () => {
    const stream = await world.talk();
    for (const nth of [2, 3]) {
      world.agent.socket?.terminate();
      await initiations(nth);
      world.agent.say({ type: 'ping', ping_event: { event_id: nth } });
      await until('it is there', () => world.agent.received.some(({ event_id: id }) => id === nth));
    }
    world.agent.socket?.terminate();
    await stream.closed();
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(world.bridge.stats()).toMatchObject({ ended: { agent_error: 1 }, counters: { agentResumed: 2 } });
  });

  it('is not replaced when it had ended the call', async () => {
    const stream = await world.talk();
    const endCall = { tool_name: 'end_call', tool_call_id: 'x', tool_type: 'system', is_error: false };
    world.agent.say({ type: 'agent_tool_response', agent_tool_response: endCall });
    world.agent.socket?.close(1011);
    await stream.closed();
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(world.bridge.stats()).toMatchObject({ ended: { agent_ended: 1 } });
    expect(world.agent.requests).toHaveLength(1);
  });

  it('is waited for no longer than a person would bear', async () => {
    const stream = await world.talk();
    world.agent.onInitiation = () => undefined;
    world.agent.socket?.terminate();
    await stream.closed();
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(world.bridge.stats()).toMatchObject({ ended: { agent_error: 1 } });
  });
});

describe('the next stream of a call', () => {
  const path = (callId: string, stream: number, now?: number) =>
    `/streams/${callId}/${streamToken(callId, SESSION_SECRET, stream, now)}`;

  it('takes the place of one whose loss was not noticed here', async () => {
    const callId = newCallId();
    const first = await world.talk({}, callId);
    const second = new TwilioPeer(world.port, { callId, path: path(callId, 2) });
    await second.start();
    expect(await first.closed()).toBe(1008);
    await initiations(2);
    expect(second.closeCode).toBeUndefined();
    expect(await TwilioPeer.knock(world.port, { callId, path: path(callId, 1) })).toBe(409);
    second.stop();
    await second.closed();
  });

  it.each([
    ['has expired', (callId: string) => path(callId, 1, Date.now() - 11 * 60_000)],
    ['names another stream than was signed', (callId: string) => path(callId, 1).replace('/1-', '/2-')],
    ['is valid for longer than was signed', (callId: string) => path(callId, 1).replace(/\/1-./, '/1-z')],
  ])('is refused when its token %s', async (_, pathOf) => {
    const callId = newCallId();
    expect(await TwilioPeer.knock(world.port, { callId, path: pathOf(callId) })).toBe(403);
  });

  it('is refused when its token was used', async () => {
    const callId = newCallId();
    const used = path(callId, 1);
    expect(await TwilioPeer.knock(world.port, { callId, path: used })).toBe(101);
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(await TwilioPeer.knock(world.port, { callId, path: used })).toBe(403);
  });
});
