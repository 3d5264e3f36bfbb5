import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentClient } from './support/agent-client.ts';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { until } from './support/world.ts';

/** What a client tells an agent besides sound, and the agent's tools. */
describe('an agent of the sandbox', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor();
  });
  afterAll(() => vendor.close());

  const said = (client: AgentClient) =>
    client
      .of('agent_response')
      .map(
        (message) =>
          (message as never as { agent_response_event: { agent_response: string } }).agent_response_event
            .agent_response,
      );
  const begun = async (userId: string, initiation = {}) => {
    const client = await vendor.talk(userId, initiation);
    await client.next('agent_response');
    return client;
  };
  const withTool = (tool: object) =>
    vendor.createAgent({
      conversation: {
        client_events: [
          'audio',
          'agent_response',
          'client_tool_call',
          'agent_tool_request',
          'agent_tool_response',
        ],
      },
      agent: {
        first_message: '',
        prompt: {
          built_in_tools: { end_call: { type: 'system' } },
          tools: [{ type: 'client', name: 'book', expects_response: true, ...tool }],
        },
      },
    });
  const callOf = async (client: AgentClient) =>
    (
      (await client.next('client_tool_call')) as never as {
        client_tool_call: { tool_call_id: string; parameters: object; tool_name: string };
      }
    ).client_tool_call;

  it('answers no contextual update, and shows what it was told', async () => {
    const client = await begun('told');
    client.send({ type: 'contextual_update', text: 'It is raining in Perth.', context_id: 'weather' });
    client.send({ type: 'feedback', event_id: 1, score: 'like' });
    client.send({ type: 'user_message', text: null });
    const id = await vendor.idOf('told');
    const seen = await until(async () => {
      const now = await vendor.seen(id);
      return now.contextualUpdates.length > 0 && now;
    });
    expect(seen.contextualUpdates).toMatchObject([{ text: 'It is raining in Perth.', contextId: 'weather' }]);
    client.send({ type: 'user_message', text: '(The person pressed on the keypad: 1)' });
    await client.next('agent_response', 2);
    expect(client.of('user_transcript')).toHaveLength(1);
    client.close();
    const done = await vendor.done(id);
    expect(done.metadata.feedback).toMatchObject({ likes: 1 });
    expect(done.transcript.filter(({ role, message }) => role === 'user' && message)).toMatchObject([
      { sourceMedium: 'text' },
    ]);
  });

  it('tells a screening service who calls and why, as its next turn and once', async () => {
    const client = await begun('screened');
    client.send({ type: 'contextual_update', text: 'A call screening service answered.' });
    client.send({ type: 'user_message', text: 'Who is speaking?' });
    await client.next('agent_response', 2);
    client.send({ type: 'user_message', text: 'Who is speaking?' });
    await client.next('agent_response', 3);
    expect(said(client)[1]).toBe('This is Riley from Harbour Dental, about a check-up.');
    expect(said(client)[2]).not.toBe(said(client)[1]);
    client.close();
  });

  it('names the caller and the purpose that it was given, in place of a greeting too', async () => {
    const variables = { caller_name: 'Sam of Bay Vets', purpose: "your cat's vaccination." };
    const client = await vendor.talk('named', { dynamic_variables: variables });
    client.send({ type: 'contextual_update', text: 'Screening: please say who calls.' });
    await client.next('agent_response');
    expect(said(client)).toEqual(["This is Sam of Bay Vets, about your cat's vaccination."]);
    client.close();
  });

  it('goes on where an earlier conversation stopped, unless it is given its first words', async () => {
    const previous_conversation = 'Ana was about to choose a day.';
    const again = await begun('again', { dynamic_variables: { previous_conversation } });
    expect(said(again)[0]).toMatch(/^We spoke before/);
    const given = await begun('given', {
      dynamic_variables: { previous_conversation },
      conversation_config_override: { agent: { first_message: 'Welcome back.' } },
    });
    expect(said(given)[0]).toBe('Welcome back.');
    const fresh = await begun('fresh', { dynamic_variables: { previous_conversation: '' } });
    expect(said(fresh)[0]).not.toMatch(/We spoke before/);
    for (const client of [again, given, fresh]) client.close();
  });

  it('calls its opt-out tool when the person asks never to be called, and no other tool', async () => {
    const tool = await vendor.sdk.conversationalAi.tools.create({
      toolConfig: {
        type: 'client',
        name: 'do_not_call_again',
        description: 'Takes the person off the list.',
        expectsResponse: true,
      },
    });
    const agentId = await withTool({});
    await vendor.sdk.conversationalAi.agents.update(agentId, {
      conversationConfig: { agent: { prompt: { toolIds: [tool.id] } } },
    });
    const client = await vendor.talk('opts-out', {}, agentId);
    client.send({ type: 'user_message', text: 'Please stop calling me.' });
    const call = await callOf(client);
    expect(call).toMatchObject({
      tool_name: 'do_not_call_again',
      parameters: { reason: 'Please stop calling me.' },
    });
    client.send({ type: 'client_tool_result', tool_call_id: 'unknown', result: 'x', is_error: false });
    client.send({
      type: 'client_tool_result',
      tool_call_id: call.tool_call_id,
      result: 'noted',
      is_error: false,
    });
    expect(await until(() => client.closed)).toMatchObject({ code: 1000 });
    expect(client.of('client_tool_call')).toHaveLength(1);
    const seen = await vendor.seen(await vendor.idOf('opts-out'));
    expect(seen.turns.flatMap(({ tool: name }) => name ?? [])).toEqual(['do_not_call_again', 'end_call']);
  });

  it('calls its call-back tool with the moment that the person names, and no other tool', async () => {
    const agentId = await withTool({ name: 'call_back' });
    const wishes = [
      [
        'Can you call me back tomorrow at three in the afternoon?',
        { at: expect.stringMatching(/T15:00:00.000Z$/) },
      ],
      ['I am driving, call me later.', { in_minutes: 120 }],
    ] as const;
    for (const [index, [text, parameters]] of wishes.entries()) {
      const client = await vendor.talk(`later-${index}`, {}, agentId);
      // Before it has greeted, only some things are answered by themselves.
      client.send({ type: 'user_message', text: 'Hello?' });
      client.send({ type: 'user_message', text });
      const call = await callOf(client);
      expect(call).toMatchObject({ tool_name: 'call_back', parameters });
      client.close();
    }
  });

  it('goes on when a tool fails or does not answer in time, and says so', async () => {
    const slow = await vendor.talk('slow-tool', {}, await withTool({ response_timeout_secs: 1 }));
    slow.send({ type: 'user_message', text: 'Book it.' });
    await callOf(slow);
    const failing = await vendor.talk('failing-tool', {}, await withTool({ response_timeout_secs: -1 }));
    failing.send({ type: 'user_message', text: 'Book it.' });
    const { tool_call_id } = await callOf(failing);
    failing.send({ type: 'client_tool_result', tool_call_id, result: 'no such day', is_error: true });
    for (const [client, user] of [
      [slow, 'slow-tool'],
      [failing, 'failing-tool'],
    ] as const) {
      await until(() => client.closed);
      expect(client.of('agent_tool_request')).toHaveLength(1);
      expect(client.of('agent_tool_response')[0]).toMatchObject({
        agent_tool_response: { tool_name: 'book', tool_type: 'client', is_error: true },
      });
      const done = await vendor.done(await vendor.idOf(user));
      const results = done.transcript.flatMap(({ toolResults }) => toolResults ?? []);
      expect(results[0]).toMatchObject({ toolName: 'book', isError: true });
    }
  });

  it('leaves its message with a machine and hangs up by voicemail_detection, where it has that tool', async () => {
    const params = {
      system_tool_type: 'voicemail_detection',
      voicemail_message: 'Please call {{who}} back.',
    };
    const tools = { end_call: {}, voicemail_detection: { params } };
    const agentId = await vendor.createAgent({
      agent: { first_message: '', prompt: { built_in_tools: tools } },
    });
    const client = await vendor.talk('machine', { dynamic_variables: { who: 'Sam' } }, agentId);
    client.send({ type: 'user_message', text: 'Please leave a message after the tone.' });
    expect(await until(() => client.closed)).toMatchObject({ code: 1000 });
    expect(said(client)).toEqual(['Please call Sam back.']);
    const done = await vendor.done(await vendor.idOf('machine'));
    expect(done.metadata.terminationReason).toBe('voicemail_detection tool was called.');
  });
});
