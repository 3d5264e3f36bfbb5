import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamEndReason } from '../../contracts/call-event.ts';
import { agentEndReason, mayReopen, twilioEndReason } from '../../media-bridge/end-reasons.ts';
import { until } from '../support/until.ts';
import type { TwilioPeer } from './twilio-peer.ts';
import { frame, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create({
    startMs: 300,
    agentReadyMs: 600,
    agentCloseMs: 100,
    finalMarkSlackMs: 200,
    closeMs: 200,
    // Then a mark shows that the agent's close was seen.
    markAfterMs: 60_000,
  });
});
afterEach(() => world.close());

/** The reason of the one stream there was, once both of its sockets are closed. */
async function reasonOf(stream: TwilioPeer): Promise<StreamEndReason | undefined> {
  await stream.closed();
  await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
  const { ended, streamsBegun } = world.bridge.stats();
  expect(streamsBegun).toBe(1);
  expect(Object.values(ended)).toEqual([1]);
  return Object.keys(ended)[0] as StreamEndReason;
}

describe('a stream that was talking ends as', () => {
  const agentSays = (type: string, event: object) => world.agent.say({ type, [`${type}_event`]: event });
  /** The agent is lost, and no other can be had. */
  const lose = (how: () => void) => {
    world.agent.refusals.push(401);
    how();
  };
  const endCall = { tool_name: 'end_call', tool_call_id: 'x', tool_type: 'system', is_error: false };
  const cases: [StreamEndReason, string, (stream: TwilioPeer) => void][] = [
    ['contact_left', 'Twilio says stop', (stream) => stream.stop()],
    ['contact_left', 'Twilio closes', (stream) => stream.socket.close(1000)],
    ['protocol_error', "Twilio's connection vanishes", (stream) => stream.socket.terminate()],
    [
      'protocol_error',
      'Twilio sends more than a message may have',
      (stream) => stream.send('x'.repeat(70_000)),
    ],
    ['agent_ended', 'the agent closes with 1000', () => world.agent.socket?.close(1000)],
    ['agent_error', 'the agent closes with 1002', () => lose(() => world.agent.socket?.close(1002))],
    ['agent_error', 'the agent closes with 1008', () => world.agent.socket?.close(1008)],
    ['agent_error', 'the agent closes with 1011', () => lose(() => world.agent.socket?.close(1011))],
    ['agent_error', 'the agent vanishes', () => lose(() => world.agent.socket?.terminate())],
    ['agent_unreachable', 'the agent gives up its place', () => world.agent.socket?.close(4300)],
    ['agent_unreachable', 'the agent is queued', () => agentSays('queue_status', { status: 'waiting' })],
    ['agent_error', 'the agent says error and does not close', () => agentSays('error', { code: 1011 })],
    [
      'time_limit',
      'the agent has reached its longest duration',
      () => {
        agentSays('error', { code: 1000, error_type: 'max_duration_exceeded' });
        world.agent.socket?.close(1000);
      },
    ],
    [
      'agent_ended',
      'the agent ended the call and does not close',
      () => world.agent.say({ type: 'agent_tool_response', agent_tool_response: endCall }),
    ],
  ];

  it.each(cases)('%s when %s', async (reason, _, act) => {
    const stream = await world.talk();
    act(stream);
    expect(await reasonOf(stream)).toBe(reason);
    await until("the agent's socket to close", () => world.agent.closes.length === 1);
  });

  it('contact_left closes the agent normally', async () => {
    const stream = await world.talk();
    stream.stop();
    await reasonOf(stream);
    await until("the agent's socket to close", () => world.agent.closes.length === 1);
    expect(world.agent.closes).toEqual([1000]);
    expect(stream.closeCode).toBe(1000);
  });

  it('time_limit when the call has lasted as long as it may', async () => {
    const stream = await world.talk({ max_seconds: '1' });
    expect(await reasonOf(stream)).toBe('time_limit');
  });

  it('agent_error when the agent speaks in a format that is not known', async () => {
    world.agent.onInitiation = (peer) => peer.ready('ulaw_8000', 'opus_48000');
    const stream = world.dial();
    await stream.start();
    expect(await reasonOf(stream)).toBe('agent_error');
  });
});

describe('a stream that never talked ends as', () => {
  it('protocol_error when no start comes in time', async () => {
    const stream = world.dial();
    await stream.open();
    expect(await reasonOf(stream)).toBe('protocol_error');
    expect(stream.closeCode).toBe(1008);
  });

  it('protocol_error when start lacks a field', async () => {
    const stream = world.dial();
    await stream.open();
    stream.send({ event: 'start', sequenceNumber: '1', streamSid: 'MZ1', start: { streamSid: 'MZ1' } });
    expect(await reasonOf(stream)).toBe('protocol_error');
  });

  it.each([
    ['sampleRate', 16_000],
    ['encoding', 'audio/opus'],
    ['channels', 2],
  ])('protocol_error when the %s is %s', async (field, value) => {
    const stream = world.dial();
    await stream.start({}, { [field]: value });
    expect(await reasonOf(stream)).toBe('protocol_error');
    expect(world.agent.requests).toEqual([]);
  });

  it('protocol_error when max_seconds is no number', async () => {
    const stream = world.dial();
    await stream.start({ max_seconds: 'soon' });
    expect(await reasonOf(stream)).toBe('protocol_error');
  });

  it('contact_left when the person hangs up while the agent is awaited', async () => {
    world.agent.onInitiation = () => undefined;
    const stream = world.dial();
    await stream.start();
    await world.agent.expect('conversation_initiation_client_data');
    stream.stop();
    expect(await reasonOf(stream)).toBe('contact_left');
  });

  it('agent_unreachable when the key is refused: one request, not two', async () => {
    world.agent.refusals.push(401);
    const stream = world.dial();
    await stream.start();
    expect(await reasonOf(stream)).toBe('agent_unreachable');
    expect(world.agent.requests).toHaveLength(1);
  });

  it('agent_unreachable when the vendor fails twice', async () => {
    world.agent.refusals.push(500, 500);
    const stream = world.dial();
    await stream.start();
    expect(await reasonOf(stream)).toBe('agent_unreachable');
    expect(world.agent.requests).toHaveLength(2);
  });

  it('agent_unreachable when the socket is refused for good: not tried again', async () => {
    world.agent.rejections.push(1008);
    const stream = world.dial();
    await stream.start();
    expect(await reasonOf(stream)).toBe('agent_unreachable');
    expect(world.agent.requests).toHaveLength(1);
  });

  it('agent_unreachable when the agent says nothing', async () => {
    world.agent.onInitiation = () => undefined;
    const stream = world.dial();
    await stream.start();
    expect(await reasonOf(stream)).toBe('agent_unreachable');
  });
});

describe("the agent's last words", () => {
  it('are heard before the call ends', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1, 1_600), 1);
    world.agent.socket?.close(1000);
    const { mark } = await stream.expect('mark');
    expect(stream.closeCode).toBeUndefined();
    stream.echo((mark as { name: string }).name);
    expect(await reasonOf(stream)).toBe('agent_ended');
    expect(stream.played()).toEqual([frame(1, 1_600)]);
  });

  it('are waited for as long as they last, and no longer', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1, 4_000), 1);
    await stream.expect('media');
    const before = performance.now();
    world.agent.socket?.close(1000);
    expect(await reasonOf(stream)).toBe('agent_ended');
    expect(performance.now() - before).toBeGreaterThan(450);
  });

  it('do not keep a person who hangs up meanwhile, and the agent stays the one who ended', async () => {
    const stream = await world.talk();
    world.agent.speak(frame(1, 80_000), 1);
    world.agent.socket?.close(1000);
    await stream.expect('mark');
    stream.stop();
    expect(await reasonOf(stream)).toBe('agent_ended');
  });
});

it('decides by close code, readiness and error type', () => {
  const close = { code: 1000, ready: true, errorType: undefined };
  expect(agentEndReason(close)).toBe('agent_ended');
  expect(agentEndReason({ ...close, ready: false })).toBe('agent_unreachable');
  expect(agentEndReason({ ...close, code: 3008 })).toBe('agent_unreachable');
  expect(agentEndReason({ ...close, code: 1006 })).toBe('agent_error');
  expect(mayReopen({ ...close, code: 1006 })).toBe(false);
  expect(mayReopen({ ...close, code: 1006, ready: false })).toBe(true);
  expect(mayReopen({ ...close, code: 1008, ready: false })).toBe(false);
  expect(twilioEndReason(1006)).toBe('protocol_error');
  expect(twilioEndReason(1005)).toBe('contact_left');
});
