import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type WorkflowHandle } from '@temporalio/client';
import { callWorkflowId } from '../../contracts/ids.ts';
import { CallReporter } from '../../media-bridge/call-reporter.ts';
import { TemporalLink } from '../../media-bridge/temporal-link.ts';
import { createLog } from '../../platform/log.ts';
import { until } from '../support/until.ts';
import { CONVERSATION_ID } from './agent-peer.ts';
import { frame, newCallId, World } from './world.ts';

let world: World;
let callId: string;
let workflow: WorkflowHandle;

/** A real workflow that nobody executes: its history keeps the signals it was sent. */
beforeEach(async () => {
  world = await World.create();
  callId = newCallId();
  workflow = await world.client.workflow.start('nobody', {
    workflowId: callWorkflowId(callId),
    taskQueue: 'nobody-polls-this',
    args: [],
  });
});
afterEach(async () => {
  await workflow.terminate('the test is over').catch(() => undefined);
  await world.close();
});

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
  it('once: why the stream ended, in which conversation, and when the agent was first heard', async () => {
    const stream = await world.talk({}, callId);
    const before = Date.now();
    for (const sound of [1, 2]) world.agent.speak(frame(sound), sound);
    await stream.expect('media', 2);
    const heard = Date.now();
    // A third sound, clearly later, must not move the moment of the first.
    await until('time to pass', () => Date.now() > heard);
    world.agent.speak(frame(3), 3);
    await stream.expect('media', 3);
    stream.stop();
    const [report] = (await signals(1)) as { at: number; firstAudioAt: number }[];
    expect(report).toEqual({
      kind: 'stream_ended',
      stream: 1,
      reason: 'contact_left',
      conversationId: CONVERSATION_ID,
      at: expect.any(Number),
      firstAudioAt: expect.any(Number),
      audio: {
        addedP50Ms: expect.any(Number),
        addedP99Ms: expect.any(Number),
        droppedFrames: 0,
        lateFrames: 0,
      },
    });
    expect(report?.firstAudioAt).toBeGreaterThanOrEqual(before);
    expect(report?.firstAudioAt).toBeLessThanOrEqual(heard);
    expect(report?.at).toBeGreaterThan(heard);
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(await signals(1)).toHaveLength(1);
  });

  it('of a clean end before Twilio is let go, which then asks what comes next', async () => {
    const stream = await world.talk({}, callId);
    world.agent.socket?.close(1000);
    await stream.closed();
    const { events } = await workflow.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1);
  });

  it('that no agent can be had before Twilio is let go, so that nothing follows but an apology', async () => {
    world.agent.refusals.push(401);
    const stream = world.dial(callId);
    await stream.start();
    await stream.closed();
    const { events } = await workflow.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1);
  });

  it('of no first sound when the agent made none', async () => {
    const stream = await world.talk({}, callId);
    stream.stop();
    expect(await signals(1)).toEqual([
      {
        kind: 'stream_ended',
        stream: 1,
        reason: 'contact_left',
        conversationId: CONVERSATION_ID,
        at: expect.any(Number),
        audio: expect.any(Object),
      },
    ]);
  });

  it('once, without a conversation, when there was no agent', async () => {
    world.agent.refusals.push(404);
    const stream = world.dial(callId);
    await stream.start();
    expect(await signals(1)).toEqual([
      { kind: 'stream_ended', stream: 1, reason: 'agent_unreachable', at: expect.any(Number) },
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
  const reporter = new CallReporter(
    new TemporalLink(away.connection, 'default'),
    createLog('reports', 'silent'),
    'nobody-polls-this',
    {
      signalMs: 200,
      pausesMs: [10, 10],
    },
  );
  void reporter.report(callId, { kind: 'stream_ended', reason: 'shutdown', at: 1 });
  await until('the report to be given up', () => reporter.stats().lost === 1);
  expect(reporter.stats()).toEqual({ sent: 0, unwanted: 0, lost: 1, waiting: 0 });
  await away.close();
});

describe('where Temporal does not take the report', () => {
  let away: World;
  beforeEach(async () => {
    away = await World.create({ reportMs: 400 });
    await away.connection.close();
  });
  afterEach(() => away.close());

  it.each([
    ['a while after a clean end', 1000, true],
    ['at once after another', 1008, false],
  ])('Twilio is let go %s', async (_, closeCode, waits) => {
    const stream = await away.talk();
    const before = performance.now();
    away.agent.socket?.close(closeCode);
    await stream.closed();
    expect(performance.now() - before >= 390).toBe(waits);
  });
});
