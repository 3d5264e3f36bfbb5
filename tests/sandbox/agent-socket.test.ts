import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/server.ts';
import { personSays } from '../../sandbox/voices/phrase-book.ts';
import { converse } from './support/agent-client.ts';
import { signedUrl } from './support/bridge.ts';
import { AGENT_ID, API_KEY, startSandbox, until } from './support/world.ts';

describe('the agent socket', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { 'xi-api-key': API_KEY, 'content-type': 'application/json' };
    return (await (await fetch(`${sandbox.url}/v1/convai${path}`, { ...init, headers })).json()) as Record<
      string,
      unknown
    >;
  };
  const createAgent = async (config: object, platform: object = {}) =>
    (
      await ask('/agents/create', {
        method: 'POST',
        body: JSON.stringify({ conversation_config: config, platform_settings: platform }),
      })
    ).agent_id as string;
  const start = async (variables = {}) =>
    converse(await signedUrl(sandbox), { user_id: 'a call', dynamic_variables: variables });

  it('sends metadata first, then a ping without latency, then the first message with its audio', async () => {
    const client = await start({ first_name: 'Ana' });
    await client.next('agent_response_complete');
    expect(client.messages[0]).toMatchObject({
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        agent_output_audio_format: 'ulaw_8000',
        user_input_audio_format: 'ulaw_8000',
      },
    });
    expect(client.of('ping')[0]).toMatchObject({ ping_event: { ping_ms: null } });
    expect(client.of('agent_response')[0]).toMatchObject({
      agent_response_event: { agent_response: expect.stringContaining('Hi Ana, it is Riley') },
    });
    const audio = client.of('audio') as unknown as {
      audio_event: { audio_base_64: string; event_id: number };
    }[];
    expect(audio.length).toBeGreaterThan(2);
    expect(new Set(audio.map((one) => one.audio_event.event_id)).size).toBe(1);
    client.close();
  });

  it('writes down what was really heard, answers it, and ends with 1000 after end_call', async () => {
    const client = await start();
    await client.next('agent_response_complete');
    await until(() => client.of('ping').length > 1);
    client.speak(personSays('Tuesday works for me.'));
    expect(await client.next('user_transcript')).toMatchObject({
      user_transcription_event: { user_transcript: 'Tuesday works for me.' },
    });
    expect(await client.next('agent_tool_response')).toMatchObject({
      agent_tool_response: { tool_name: 'end_call', tool_type: 'system', is_error: false },
    });
    expect(await until(() => client.closed)).toMatchObject({ code: 1000 });
    const { conversations } = await ask('/conversations?user_id=a%20call&page_size=1');
    const { conversation_id: id } = (conversations as unknown as { conversation_id: string }[])[0] ?? {};
    const done = await until(async () => {
      const conversation = await ask(`/conversations/${id}`);
      return String(conversation.status) === 'done' && conversation;
    });
    expect(done).toMatchObject({
      metadata: { termination_reason: 'end_call tool was called.', authorization_method: 'signed_url' },
      analysis: {
        call_successful: 'success',
        evaluation_criteria_results: { appointment: { result: 'success' } },
      },
    });
  });

  it('stops when it is talked over: interruption, late audio of the old turn, correction', async () => {
    const client = await start({ first_name: 'Ana' });
    await client.next('audio');
    client.speak(personSays('Sorry, hang on, what is this about?'));
    const { interruption_event } = (await client.next('interruption')) as never as {
      interruption_event: { event_id: number };
    };
    const correction = await client.next('agent_response_correction');
    expect(correction).toMatchObject({
      agent_response_correction_event: {
        original_agent_response: expect.stringContaining('Is now a good time?'),
        corrected_agent_response: expect.not.stringContaining('Is now a good time?'),
      },
    });
    const after = client.messages.slice(client.messages.findIndex((one) => one.type === 'interruption'));
    expect(after.find((one) => one.type === 'audio')).toMatchObject({
      audio_event: { event_id: interruption_event.event_id },
    });
    const next = (await client.next('agent_response', 2)) as never as {
      agent_response_event: { event_id: number };
    };
    expect(next.agent_response_event.event_id).toBeGreaterThan(interruption_event.event_id);
    client.close();
  });

  it('says what is wrong with variables and overrides after the metadata, and closes with 1008', async () => {
    const agent = { agent: { first_message: 'Hello {{who}}' } };
    const missing = await converse(await signedUrl(sandbox, await createAgent(agent)), {});
    await until(() => missing.closed);
    expect(missing.messages.map((one) => one.type)).toEqual(['conversation_initiation_metadata', 'error']);
    expect(missing.closed).toEqual({
      code: 1008,
      reason: "Missing required dynamic variables in first message: {'who'}",
    });
    const override = { conversation_config_override: { tts: { voice_id: 'another' } } };
    const refused = await converse(await signedUrl(sandbox), override);
    await until(() => refused.closed);
    expect(refused.of('error')[0]).toMatchObject({
      error_event: { code: 1008, error_type: 'override_error' },
    });
  });

  it('sends no event that the agent does not list', async () => {
    const config = {
      asr: { user_input_audio_format: 'ulaw_8000' },
      agent: { first_message: '' },
      conversation: { client_events: ['audio', 'agent_response'] },
    };
    const client = await converse(await signedUrl(sandbox, await createAgent(config)), {});
    client.speak(personSays('Sure.'));
    await client.next('audio');
    expect(new Set(client.messages.map((one) => one.type))).toEqual(
      new Set(['conversation_initiation_metadata', 'ping', 'agent_response', 'audio']),
    );
    client.close();
  });

  it('waits for a client tool before it confirms', async () => {
    const prompt = {
      tools: [{ type: 'client', name: 'book', expects_response: true, response_timeout_secs: 20 }],
      built_in_tools: { end_call: { type: 'system' } },
    };
    const client_events = ['audio', 'agent_response', 'client_tool_call'];
    const id = await createAgent({ agent: { first_message: '', prompt }, conversation: { client_events } });
    const client = await converse(await signedUrl(sandbox, id), {});
    client.send({ type: 'user_message', text: 'Book it.' });
    const call = (await client.next('client_tool_call')) as never as {
      client_tool_call: { tool_call_id: string };
    };
    expect(client.of('agent_response')).toEqual([]);
    const { tool_call_id } = call.client_tool_call;
    client.send({ type: 'client_tool_result', tool_call_id, result: 'done', is_error: false });
    await client.next('agent_response');
    expect(await until(() => client.closed)).toMatchObject({ code: 1000 });
  });

  it('speaks and understands 16 kHz PCM where the agent is left on it', async () => {
    const config = { agent: { first_message: 'Hello.' } };
    const client = await converse(await signedUrl(sandbox, await createAgent(config)), {});
    const metadata = await client.next('conversation_initiation_metadata');
    expect(metadata).toMatchObject({
      conversation_initiation_metadata_event: { agent_output_audio_format: 'pcm_16000' },
    });
    await client.next('audio');
    client.close();
  });

  it('refuses sockets without a right to the agent', async () => {
    const socket = `${sandbox.url.replace('http', 'ws')}/v1/convai/conversation`;
    const expectRefused = (url: string, status: number) =>
      expect(converse(url, {})).rejects.toThrow(`Unexpected server response: ${status}`);
    await expectRefused(`${socket}?agent_id=${AGENT_ID}`, 403);
    await expectRefused(`${socket}?agent_id=nobody`, 404);
    await expectRefused(`${socket}?agent_id=${AGENT_ID}&conversation_signature=made-up`, 403);
    const withKey = await converse(`${socket}?agent_id=${AGENT_ID}`, {}, { 'xi-api-key': API_KEY });
    await withKey.next('conversation_initiation_metadata');
    withKey.close();
    const { signed_url: once } = await ask(
      `/conversation/get-signed-url?agent_id=${AGENT_ID}&include_conversation_id=true`,
    );
    const first = await converse(String(once), {});
    first.close();
    await expectRefused(String(once), 403);
  });

  it('closes with 1008 on what is not JSON', async () => {
    const client = await start();
    client.socket.send('not json');
    expect(await until(() => client.closed)).toMatchObject({ code: 1008 });
  });
});
