import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { signedUrl } from './support/bridge.ts';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { until } from './support/world.ts';

describe('an agent socket in trouble', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor();
  });
  afterEach(() => vendor.faults({}));
  afterAll(() => vendor.close());

  it('is refused at the upgrade, or closed before any metadata', async () => {
    await vendor.faults({ socket: { refuseUpgrade: 1 } });
    await expect(vendor.talk('nobody')).rejects.toThrow('Unexpected server response: 503');
    await vendor.faults({ socket: { refuse: 1 } });
    const client = await vendor.talk('refused');
    expect(await until(() => client.closed)).toMatchObject({ code: 1008 });
    expect(client.messages).toEqual([]);
  });

  it('is cut in the middle of a talk, without a close frame', async () => {
    await vendor.faults({ socket: { dieAfterMs: [1500, 1600] } });
    const client = await vendor.talk('cut');
    await client.next('audio');
    expect(await until(() => client.closed)).toMatchObject({ code: 1006 });
    const done = await vendor.done(await vendor.idOf('cut'));
    expect(done.metadata.terminationReason).toBe('Client disconnected: 1006');
  });

  it('stalls: it stays open, says nothing and hears nothing', async () => {
    await vendor.faults({ socket: { stall: 1, stallAfterMs: [1, 1] } });
    const client = await vendor.talk('stalled');
    await client.next('ping');
    client.send({ type: 'user_message', text: 'No thanks.' });
    const other = await (async () => {
      await vendor.faults({});
      const lively = await vendor.talk('lively');
      await lively.next('ping', 2);
      return lively;
    })();
    expect(new Set(client.messages.map(({ type }) => type))).toEqual(
      new Set(['conversation_initiation_metadata', 'ping']),
    );
    expect(client.of('ping')).toHaveLength(1);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    other.close();
    client.close();
    await until(() => client.closed);
  });

  it.each([
    [1008, ['error']],
    [1011, ['error']],
    [1002, ['error']],
    [3008, []],
    [4300, []],
  ])('closes with %i on demand', async (code, last) => {
    await vendor.faults({ socket: { closeCode: { [code]: 1 }, dieAfterMs: [300, 300], die: 0 } });
    const client = await vendor.talk(`closed-${code}`);
    expect(await until(() => client.closed)).toMatchObject({ code });
    expect(client.messages[0]?.type).toBe('conversation_initiation_metadata');
    expect(client.of('error').map(({ type }) => type)).toEqual(last);
  });

  it('says nothing of an error where that is asked for', async () => {
    await vendor.faults({ socket: { silentErrors: 1 } });
    const override = { conversation_config_override: { tts: { voice_id: 'another' } } };
    const client = await vendor.talk('silent-error', override);
    expect(await until(() => client.closed)).toMatchObject({ code: 1008 });
    expect(client.messages.map(({ type }) => type)).toEqual(['conversation_initiation_metadata']);
  });

  it('closes with 1008 on audio that is not base64', async () => {
    const client = await vendor.talk('not-base64');
    client.send({ user_audio_chunk: 'ÿÿÿ=' });
    expect(await until(() => client.closed)).toMatchObject({ code: 1008 });
  });

  it('goes when pings are not answered and a deadline is set', async () => {
    await vendor.faults({ socket: { pongWithinMs: 1500 } });
    const socket = new WebSocket(await signedUrl(vendor.sandbox));
    const codes: number[] = [];
    socket.on('close', (code) => codes.push(code));
    expect(await until(() => codes[0])).toBe(1002);
    const answering = await vendor.talk('answering');
    await answering.next('ping', 2);
    expect(answering.closed).toBeUndefined();
    answering.close();
  });

  it('sends events and fields that nobody knows', async () => {
    await vendor.faults({ socket: { unknownEvents: 1 } });
    const client = await vendor.talk('unknown');
    expect(await client.next('audio')).toHaveProperty('sandbox_field');
    expect(await client.next('sandbox_mood')).toHaveProperty('sandbox_mood_event');
    client.close();
  });

  it('gives each piece of audio an id of its own and aligns it with the text, where that is asked for', async () => {
    await vendor.faults({ socket: { growingEventIds: 1, alignment: 1 } });
    const client = await vendor.talk('growing', { dynamic_variables: { first_name: 'Ana' } });
    const complete = (await client.next('agent_response_complete')) as never as {
      agent_response_complete_event: { event_id: number };
    };
    const audio = client.of('audio') as never as {
      audio_event: {
        event_id: number;
        alignment: { chars: string[]; char_start_times_ms: number[]; char_durations_ms: number[] };
      };
    }[];
    const ids = audio.map(({ audio_event }) => audio_event.event_id);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
    expect(complete.agent_response_complete_event.event_id).toBe(ids.at(-1));
    const { agent_response_event } = client.of('agent_response')[0] as never as {
      agent_response_event: { agent_response: string };
    };
    const spoken = audio.flatMap(({ audio_event }) => audio_event.alignment.chars).join('');
    expect(spoken).toBe(agent_response_event.agent_response);
    for (const { audio_event } of audio) {
      const { chars, char_start_times_ms, char_durations_ms } = audio_event.alignment;
      expect([char_start_times_ms.length, char_durations_ms.length]).toEqual([chars.length, chars.length]);
    }
    client.close();
  });

  it('ends after the silence that its agent allows', async () => {
    const agentId = await vendor.createAgent({
      agent: { first_message: '' },
      turn: { silence_end_call_timeout: 1, turn_timeout: 30 },
    });
    const client = await vendor.talk('quiet', {}, agentId);
    expect(await until(() => client.closed)).toMatchObject({ code: 1000 });
    const done = await vendor.done(await vendor.idOf('quiet'));
    expect(done.metadata.terminationReason).toBe('Ending conversation after 1 seconds of silence.');
  });
});
