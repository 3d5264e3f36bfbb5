import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type WorkflowHandle } from '@temporalio/client';
import { callWorkflowId } from '../../contracts/ids.ts';
import { CallReporter } from '../../media-bridge/call-reporter.ts';
import { createLog } from '../../platform/log.ts';
import { CONVERSATION_ID } from './agent-peer.ts';
import { until } from './wait.ts';
import { newCallId, World } from './world.ts';

let world: World;
let callId: string;
let workflow: WorkflowHandle;

beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.close());

/** A real workflow that nobody executes: its history keeps the signals it was sent. */
beforeEach(async () => {
  callId = newCallId();
  workflow = await world.client.workflow.start('nobody', {
    workflowId: callWorkflowId(callId),
    taskQueue: 'nobody-polls-this',
    args: [],
  });
});
afterEach(() => workflow.terminate('the test is over').catch(() => undefined));

async function signals(count: number): Promise<unknown[]> {
  return until(`${count} signals`, async () => {
    const { events } = await workflow.fetchHistory();
    const found = (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes ?? []);
    if (found.length < count) return undefined;
    return found.map(({ signalName, input }) => {
      expect(signalName).toBe('callEvent');
      const [payload] = input?.payloads ?? [];
      return payload && defaultPayloadConverter.fromPayload(payload);
    });
  });
}

describe("a call's workflow is told", () => {
  it('twice: when the agent is there, and why the stream ended', async () => {
    const begun = Date.now();
    const stream = await world.talk({}, callId);
    expect(await signals(1)).toEqual([
      { kind: 'stream_started', conversationId: CONVERSATION_ID, at: expect.any(Number) },
    ]);
    stream.stop();
    const reports = (await signals(2)) as { at: number }[];
    expect(reports[1]).toEqual({
      kind: 'stream_ended',
      reason: 'contact_left',
      conversationId: CONVERSATION_ID,
      at: expect.any(Number),
    });
    expect(reports.every(({ at }) => at >= begun && at <= Date.now())).toBe(true);
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(await signals(2)).toHaveLength(2);
  });

  it('once, without a conversation, when there was no agent', async () => {
    world.agent.refusals.push(404);
    const stream = world.dial(callId);
    await stream.start();
    expect(await signals(1)).toEqual([
      { kind: 'stream_ended', reason: 'agent_unreachable', at: expect.any(Number) },
    ]);
  });

  it('nothing when it is over already, which is no fault', async () => {
    await workflow.terminate('over');
    const before = world.reporter.stats();
    const stream = world.dial(callId);
    await stream.open();
    stream.socket.close(1000);
    await until('the report to be given up', () => world.reporter.stats().unwanted > before.unwanted);
    expect(world.reporter.stats().lost).toBe(before.lost);
  });
});

it('a report is tried again, then given up and counted, when Temporal cannot be reached', async () => {
  const away = await World.create();
  await away.connection.close();
  const reporter = new CallReporter(away.client, createLog('reports', 'silent'), {
    signalMs: 200,
    pausesMs: [10, 10],
  });
  reporter.report(callId, { kind: 'stream_ended', reason: 'shutdown', at: 1 });
  await until('the report to be given up', () => reporter.stats().lost === 1);
  expect(reporter.stats()).toEqual({ sent: 0, unwanted: 0, lost: 1, waiting: 0 });
  await away.close();
});
