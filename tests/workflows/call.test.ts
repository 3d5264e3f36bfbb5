import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { CallRecord } from '../../activities/call-record.ts';
import type { Activities } from '../../activities/index.ts';
import type { Placed } from '../../activities/place-call.ts';
import type { CallEvent } from '../../contracts/call-event.ts';
import {
  type CallInput,
  type Continuation,
  callEventSignal,
  continuationQuery,
  WORKFLOWS,
} from '../../contracts/workflow-api.ts';
import type { call } from '../../workflows/call.ts';
import { startTimeSkipping, withWorkers } from '../support/time-skipping.ts';

const callSid = `CA${'1'.repeat(32)}`;
const placed: Placed = { kind: 'placed', callSid };
const input: CallInput = {
  callId: `${'a'.repeat(24)}.${'b'.repeat(24)}.1`,
  ringSeconds: 30,
  maxCallSeconds: 600,
  onVoicemail: 'hang_up',
  treatUnknownAsHuman: true,
};
const answered: CallEvent = { kind: 'answered', callSid, at: 1_000 };
const streamed: CallEvent = {
  kind: 'stream_ended',
  conversationId: 'conv_1',
  reason: 'contact_left',
  firstAudioAt: 1_500,
  at: 9_500,
};
const machine: CallEvent = { kind: 'detected', callSid, answeredBy: 'machine_start', at: 4_000 };
const completed: CallEvent = { kind: 'ended', callSid, status: 'completed', durationSeconds: 9, at: 10_000 };

let env: TestWorkflowEnvironment;
let runs = 0;
beforeAll(async () => {
  env = await startTimeSkipping();
});
afterAll(() => env.teardown());

interface Story {
  plan?: Partial<CallInput>;
  admit?: Awaited<ReturnType<Activities['admitCall']>>;
  place?: () => Promise<Placed>;
  /** What Twilio says each time it is asked; the last answer is repeated. */
  twilioSays?: CallEvent[][];
  find?: Activities['findCall'];
  meet?: Activities['meetMachine'];
  /** Settles when the list of those who are not called has been written. */
  suppressed?: () => Promise<void>;
  /** Told while the end is being recorded. */
  atTheEnd?: CallEvent;
  /** What is heard once the call is under way. */
  heard?: CallEvent[];
  /** Then Twilio asks what follows its stream of this number. */
  ended?: number;
}

/** Runs one call to its end and tells what was done on the way, in order. */
async function tell(story: Story) {
  const done: string[] = [];
  let record: CallRecord | undefined;
  let next: Continuation | undefined;
  let running: WorkflowHandle | undefined;
  const says = [...(story.twilioSays ?? [[]])];
  const activities = {
    placeCall: async () => {
      done.push('place');
      return (story.place ?? (async () => placed))();
    },
    admitCall: async () => {
      done.push('admit');
      return story.admit ?? { admitted: true };
    },
    askTwilio: async () => {
      done.push('ask');
      return (says.length > 1 ? says.shift() : says[0]) ?? [];
    },
    findCall: story.find ?? (async () => ({ kind: 'unclear' as const })),
    hangUp: async ({ farewell }: Parameters<Activities['hangUp']>[0]) => {
      done.push(farewell ? `say: ${farewell}` : 'hang up');
    },
    meetMachine: async (machine: Parameters<Activities['meetMachine']>[0]) => {
      done.push(`meet: ${machine.how}`);
      return story.meet ? story.meet(machine) : 'hung_up';
    },
    finishCall: async (given: CallRecord) => {
      done.push('finish');
      record = given;
      if (story.atTheEnd) await running?.signal(callEventSignal, story.atTheEnd);
    },
    deferCall: async () => {
      done.push('defer');
    },
    optOut: async ({ by }: Parameters<Activities['optOut']>[0]) => {
      done.push(`opt out by ${by}`);
      await story.suppressed?.();
    },
  };
  const result = await withWorkers(env, activities, async (taskQueue) => {
    runs += 1;
    const workflowId = `call-${runs}`;
    const options = { workflowId, taskQueue, args: [{ ...input, ...story.plan }] as [CallInput] };
    const handle = await env.client.workflow.start<typeof call>(WORKFLOWS.call, options);
    running = handle;
    for (const event of story.heard ?? []) await handle.signal(callEventSignal, event);
    if (story.ended !== undefined) next = await handle.query(continuationQuery, { stream: story.ended });
    return handle.result();
  });
  return { outcome: result.outcome, record, next, done: done.join(', ') };
}

describe('the story of a call', () => {
  it('that a person answers: finished once', async () => {
    const { outcome, record, done } = await tell({ heard: [answered, streamed, completed] });
    expect(outcome).toBe('human');
    expect(record).toMatchObject({
      callSid,
      conversationId: 'conv_1',
      talkSeconds: 9,
      answeredAt: 1_000,
      firstAudioAt: 1_500,
      endedAt: 10_000,
    });
    expect(done).toBe('place, finish');
  });

  it('whose bridge dies: it goes on with another stream, and every conversation is known', async () => {
    const lost: CallEvent = { ...streamed, stream: 1, conversationId: 'conv_0', reason: 'shutdown' } as const;
    const second: CallEvent = { ...streamed, stream: 2 } as const;
    const { next, record, done } = await tell({
      heard: [answered, lost],
      ended: 1,
      twilioSays: [[second, completed]],
    });
    expect(next).toEqual({ goOn: true, stream: 2 });
    expect(record).toMatchObject({ conversationIds: ['conv_0', 'conv_1'], terminatedBy: 'contact' });
    expect(done).toBe('place, ask, finish');
  });

  it('whose bridge dies, and whose person leaves before the next agent is there: who spoke is looked up', async () => {
    const left: CallEvent = { kind: 'stream_ended', stream: 2, reason: 'contact_left', at: 9_900 };
    const first: CallEvent = { ...streamed, conversationId: 'conv_0', reason: 'shutdown' };
    const { outcome, record, done } = await tell({
      heard: [answered, left, completed],
      twilioSays: [[first, completed]],
    });
    expect(outcome).toBe('human');
    expect(record).toMatchObject({ conversationId: 'conv_0', terminatedBy: 'contact' });
    expect(done).toBe('place, ask, finish');
  });

  it('that a machine answers: it hangs up', async () => {
    const { outcome, record, done } = await tell({
      heard: [answered, machine],
      twilioSays: [[completed]],
    });
    expect(outcome).toBe('voicemail');
    expect(record?.terminatedBy).toBe('amd');
    expect(done).toMatch(/^place, meet: hang_up, ask, finish/);
  });

  it('of which every callback is lost: Twilio is asked', async () => {
    const busy: CallEvent = { kind: 'ended', callSid, status: 'busy', durationSeconds: 0, at: 2_000 };
    const { outcome, done } = await tell({ twilioSays: [[busy]] });
    expect(outcome).toBe('busy');
    expect(done).toBe('place, ask, finish');
  });

  it('that never ends by itself: it is ended when its time is over', async () => {
    const still: CallEvent[] = [answered];
    const { outcome, record, done } = await tell({
      heard: [answered],
      twilioSays: [still, [completed]],
    });
    expect(outcome).toBe('failed_ours');
    expect(record?.terminatedBy).toBe('time_limit');
    expect(done).toMatch(/^place, ask, hang up, ask, finish/);
  });

  it('of which Twilio never says the end: unknown, in a bounded time', async () => {
    const { outcome, done } = await tell({ twilioSays: [[]] });
    expect(outcome).toBe('unknown');
    expect(done.split(', ').filter((step) => step === 'place')).toHaveLength(1);
  });

  it('that is refused: its outcome, without waiting', async () => {
    const refused: Placed = { kind: 'refused', outcome: 'invalid_number', reason: 'Twilio says so' };
    const { outcome, done } = await tell({ place: async () => refused });
    expect(outcome).toBe('invalid_number');
    expect(done).toBe('place, finish');
  });

  it('that may not be made now: the contact goes back', async () => {
    const deferred: Placed = { kind: 'deferred', until: 5, reason: 'The campaign is paused' };
    expect((await tell({ place: async () => deferred })).done).toBe('place, defer');
  });

  it('that a machine answers, where a message is to be left: it is left, and the end awaited', async () => {
    const beep: CallEvent = { kind: 'detected', callSid, answeredBy: 'machine_end_beep', at: 4_000 };
    const { outcome, record, done } = await tell({
      plan: { onVoicemail: 'leave_message' },
      heard: [answered, beep, streamed],
      meet: async () => 'message_left',
      twilioSays: [[completed]],
    });
    expect(outcome).toBe('voicemail');
    expect(record).toMatchObject({ messageLeft: true, terminatedBy: 'amd' });
    expect(done).toBe('place, meet: leave_message, ask, finish');
  });

  it('that a machine was heard in, wrongly: the conversation goes on', async () => {
    const { outcome, done } = await tell({
      heard: [answered, machine],
      meet: async () => 'conversing',
      twilioSays: [[streamed, completed]],
    });
    expect(outcome).toBe('human');
    expect(done).toBe('place, meet: hang_up, ask, finish');
  });

  it('that Twilio keeps in its queue past the deadline: canceled, and put back', async () => {
    const canceled: CallEvent = { kind: 'ended', callSid, status: 'canceled', durationSeconds: 0, at: 9_000 };
    const { outcome, done } = await tell({
      place: async () => ({ ...placed, queued: true }),
      twilioSays: [[], [canceled]],
    });
    expect(outcome).toBe('canceled');
    expect(done).toBe('place, ask, hang up, ask, defer');
  });

  it('that somebody makes to us: nothing is placed', async () => {
    const { outcome, done } = await tell({
      plan: { inbound: { callSid } },
      heard: [streamed, completed],
    });
    expect(outcome).toBe('human');
    expect(done).toBe('admit, finish');
  });
});

describe('a person who does not want to be called again', () => {
  const objects: CallEvent = { kind: 'opted_out', by: 'tool', at: 5_000 };
  const key: CallEvent = { kind: 'opted_out', by: 'key', at: 5_000 };
  const goodbye: CallEvent = { ...streamed, reason: 'agent_ended' } as const;

  it('is suppressed at once, and the agent says goodbye', async () => {
    const { record, done } = await tell({ heard: [answered, objects, goodbye, completed] });
    expect(done).toBe('place, opt out by tool, finish');
    expect(record).toMatchObject({ optedOut: 'tool', terminatedBy: 'agent', outcome: 'human' });
  });

  it('is hung up on when the agent goes on talking', async () => {
    const { record, done } = await tell({ heard: [answered, objects], twilioSays: [[streamed, completed]] });
    expect(done).toBe('place, opt out by tool, hang up, ask, finish');
    expect(record?.terminatedBy).toBe('us');
  });

  it('hears that it is so after the key', async () => {
    const { record, done } = await tell({ heard: [answered, key], twilioSays: [[streamed, completed]] });
    expect(done.split(', ').toSorted()).toEqual(
      ['place', 'opt out by key', 'say: You will not be called again. Goodbye.', 'ask', 'finish'].toSorted(),
    );
    expect(record).toMatchObject({ optedOut: 'key', terminatedBy: 'us' });
  });

  it('is suppressed once, however often they say so, and also while the call is being recorded', async () => {
    const often = await tell({ heard: [answered, objects, key, objects, goodbye, completed] });
    expect(often.done).toBe('place, opt out by tool, finish');
    let written = false;
    const late = await tell({
      heard: [answered, goodbye, completed],
      atTheEnd: objects,
      suppressed: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        written = true;
      },
    });
    expect(late.done).toBe('place, finish, opt out by tool');
    expect(written).toBe(true);
  });

  it('is not called back, though they had wished it', async () => {
    const later: CallEvent = { kind: 'call_back_wished', callBackAt: 90_000, at: 4_000 };
    const wished = await tell({ heard: [answered, later, goodbye, completed] });
    expect(wished.record?.callBackAt).toBe(90_000);
    const objected = await tell({ heard: [answered, later, objects, goodbye, completed] });
    expect(objected.record?.callBackAt).toBeUndefined();
  });
});

describe('a call by hand', () => {
  it('takes a line first, and is then as any other', async () => {
    const { outcome, done } = await tell({ plan: { byHand: true }, heard: [answered, streamed, completed] });
    expect(outcome).toBe('human');
    expect(done).toBe('admit, place, finish');
  });

  it('is not made where no line is free', async () => {
    const admit = { admitted: false, reason: 'All lines were in use' } as const;
    expect((await tell({ plan: { byHand: true }, admit })).done).toBe('admit, defer');
  });
});

describe('a create whose answer is lost', () => {
  const ambiguous = async (): Promise<Placed> => ({ kind: 'ambiguous' });

  it('is settled by a callback', async () => {
    const { outcome, done } = await tell({ place: ambiguous, heard: [answered, streamed, completed] });
    expect(outcome).toBe('human');
    expect(done).toMatch(/^place, finish/);
  });

  it("is settled by Twilio's list", async () => {
    const find = async () => ({ kind: 'found' as const, callSid });
    const { outcome, done } = await tell({ place: ambiguous, find, twilioSays: [[completed]] });
    expect(outcome).toBe('failed_ours');
    expect(done).toMatch(/^place, ask, finish/);
  });

  it('frees the attempt when Twilio clearly has no such call', async () => {
    const find = async () => ({ kind: 'none' as const });
    expect((await tell({ place: ambiguous, find })).done).toBe('place, defer');
  });

  it('stays unknown, and is never posted again, when nobody can tell', async () => {
    const { outcome, done } = await tell({ place: ambiguous });
    expect(outcome).toBe('unknown');
    expect(done).toBe('place, finish');
  });
});
