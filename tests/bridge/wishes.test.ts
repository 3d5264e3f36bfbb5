import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type WorkflowHandle } from '@temporalio/client';
import { callWorkflowId, optOutWorkflowId } from '../../contracts/ids.ts';
import { CallReporter } from '../../media-bridge/call-reporter.ts';
import { TemporalLink } from '../../media-bridge/temporal-link.ts';
import { createLog } from '../../platform/log.ts';
import { until } from '../support/until.ts';
import { frame, newCallId, World } from './world.ts';

/** What the person wishes reaches the workflow of their call: a real one that nobody executes, so that it keeps its signals. */
let world: World;
let callId: string;
let workflow: WorkflowHandle;
beforeEach(async () => {
  world = await World.create();
  callId = newCallId();
  workflow = await startWorkflow();
});
afterEach(async () => {
  await workflow.terminate('the test is over').catch(() => undefined);
  await world.close();
});

function startWorkflow(): Promise<WorkflowHandle> {
  return world.client.workflow.start('nobody', {
    workflowId: callWorkflowId(callId),
    taskQueue: 'nobody-polls-this',
    args: [],
  });
}

async function told(handle = workflow): Promise<{ kind: string; by?: string; callBackAt?: number }[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    const [payload] = signal?.input?.payloads ?? [];
    return payload ? [defaultPayloadConverter.fromPayload(payload) as never] : [];
  });
}

function whenTold(...kinds: string[]) {
  return until(`the workflow to be told of ${kinds.join(', ')}`, async () => {
    const events = await told();
    return kinds.every((kind) => events.some((event) => event.kind === kind)) ? events : undefined;
  });
}

const useTool = (tool_name: string, parameters: object = {}, more: object = {}) =>
  world.agent.say({
    type: 'client_tool_call',
    client_tool_call: { tool_name, tool_call_id: 't1', parameters, event_id: 3, ...more },
  });

describe('a person who does not want to be called again', () => {
  it('says so to the agent, whose tool is answered and told of once', async () => {
    const stream = await world.talk({}, callId);
    useTool('do_not_call', { reason: 'stop' }, { expects_response: true });
    expect(await world.agent.expect('client_tool_result')).toMatchObject({
      tool_call_id: 't1',
      is_error: false,
    });
    useTool('do_not_call', {}, { expects_response: false });
    world.agent.say({ type: 'ping', ping_event: { event_id: 7 } });
    await until('the second to be read', () => world.agent.texts.includes('{"type":"pong","event_id":7}'));
    stream.stop();
    const events = await whenTold('opted_out', 'stream_ended');
    expect(events.filter(({ kind }) => kind === 'opted_out')).toEqual([
      { kind: 'opted_out', by: 'tool', at: expect.any(Number) },
    ]);
    expect(world.agent.received.filter(({ type }) => type === 'client_tool_result')).toHaveLength(1);
  });

  it('presses the key of the campaign, also before the agent is there', async () => {
    world.agent.onInitiation = () => undefined;
    const stream = world.dial(callId);
    await stream.start({ opt_out_key: '9' });
    stream.press('9');
    expect(await whenTold('opted_out')).toMatchObject([{ by: 'key' }]);
  });

  it.each([
    ['another key', { opt_out_key: '9' }, '8'],
    ['any key where none means it', {}, '9'],
  ])('is not meant by %s', async (_, parameters: Record<string, string>, key) => {
    const stream = await world.talk(parameters, callId);
    stream.press(key);
    stream.speak(frame(1));
    expect((await world.agent.expect('user_message')).text).toContain(key);
    stream.stop();
    expect(await whenTold('stream_ended')).toHaveLength(1);
  });

  it('is not forgotten where the call is over by then: its record is mended', async () => {
    await workflow.terminate('over');
    await world.talk({}, callId);
    useTool('do_not_call');
    const mend = world.client.workflow.getHandle(optOutWorkflowId(callId));
    const { type } = await until('the mend', () => mend.describe().catch(() => undefined));
    expect(type).toBe('mend');
    const { events } = await mend.fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    expect(payload && defaultPayloadConverter.fromPayload(payload)).toEqual({ callId, optedOut: 'tool' });
    await mend.terminate('the test is over');
  });
});

it('whoever wishes to be called back is, where the agent says when; it is told what would do', async () => {
  await world.talk({}, callId);
  useTool('call_back', { at: 'later' });
  expect(await world.agent.expect('client_tool_result')).toMatchObject({
    is_error: true,
    result: expect.stringContaining('in_minutes'),
  });
  const before = Date.now();
  useTool('call_back', { in_minutes: 60 });
  const [wish] = await whenTold('call_back_wished');
  expect(wish?.callBackAt).toBeGreaterThanOrEqual(before + 3_600_000);
});

it('an objection is told for as long as it takes, where any other report is given up', async () => {
  const away = await World.create();
  await away.connection.close();
  const reporter = new CallReporter(
    new TemporalLink(away.connection, 'default'),
    createLog('reports', 'silent'),
    'nobody-polls-this',
    {
      signalMs: 50,
      pausesMs: [1],
    },
  );
  void reporter.report(callId, { kind: 'opted_out', by: 'key', at: 1 });
  await reporter.report(callId, { kind: 'stream_ended', reason: 'shutdown', at: 1 });
  await reporter.report(callId, { kind: 'stream_ended', reason: 'shutdown', at: 2 });
  expect(reporter.stats()).toMatchObject({ lost: 2, waiting: 1 });
  await reporter.close(0);
  expect(reporter.stats()).toMatchObject({ lost: 3, waiting: 0 });
  await away.close();
});
