import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../../activities/index.ts';
import type { Placed } from '../../activities/place-call.ts';
import type { CallRecord } from '../../activities/record-call.ts';
import type { CallEvent } from '../../contracts/call-event.ts';
import { type CallInput, callEventSignal, WORKFLOWS } from '../../contracts/workflow-api.ts';
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
const streaming: CallEvent = { kind: 'stream_started', conversationId: 'conv_1', at: 1_500 };
const machine: CallEvent = { kind: 'detected', callSid, answeredBy: 'machine_start', at: 4_000 };
const completed: CallEvent = { kind: 'ended', callSid, status: 'completed', durationSeconds: 9, at: 10_000 };

let env: TestWorkflowEnvironment;
let runs = 0;
beforeAll(async () => {
  env = await startTimeSkipping();
});
afterAll(() => env.teardown());

interface Story {
  place?: () => Promise<Placed>;
  /** What Twilio says each time it is asked; the last answer is repeated. */
  twilioSays?: CallEvent[][];
  find?: Activities['findCall'];
  transcript?: Activities['fetchTranscript'];
  /** What is heard once the call is under way. */
  heard?: CallEvent[];
}

/** Runs one call to its end and tells what was done on the way, in order. */
async function tell(story: Story) {
  const done: string[] = [];
  let record: CallRecord | undefined;
  const says = [...(story.twilioSays ?? [[]])];
  const activities = {
    placeCall: async () => {
      done.push('place');
      return (story.place ?? (async () => placed))();
    },
    askTwilio: async () => {
      done.push('ask');
      return (says.length > 1 ? says.shift() : says[0]) ?? [];
    },
    findCall: story.find ?? (async () => ({ kind: 'unclear' as const })),
    hangUp: async () => {
      done.push('hang up');
    },
    recordCall: async (given: CallRecord) => {
      done.push('record');
      record = given;
    },
    deferCall: async () => {
      done.push('defer');
    },
    fetchTranscript: story.transcript ?? (async () => void done.push('transcript')),
    fetchRecording: async () => {
      done.push('recording');
      return true;
    },
    keepLiveTurns: async () => void done.push('live turns'),
  };
  const result = await withWorkers(env, activities, async (taskQueue) => {
    runs += 1;
    const workflowId = `call-${runs}`;
    const options = { workflowId, taskQueue, args: [input] as [CallInput] };
    const handle = await env.client.workflow.start<typeof call>(WORKFLOWS.call, options);
    for (const event of story.heard ?? []) await handle.signal(callEventSignal, event);
    return handle.result();
  });
  return { outcome: result.outcome, record, done: done.join(', ') };
}

describe('the story of a call', () => {
  it('that a person answers: recorded once, then its transcript and recording', async () => {
    const { outcome, record, done } = await tell({ heard: [answered, streaming, completed] });
    expect(outcome).toBe('human');
    expect(record).toMatchObject({
      callSid,
      conversationId: 'conv_1',
      talkSeconds: 9,
      answeredAt: 1_000,
      endedAt: 10_000,
    });
    expect(done).toMatch(/^place, record, (transcript, recording|recording, transcript)$/);
  });

  it('that a machine answers: it hangs up', async () => {
    const { outcome, record, done } = await tell({
      heard: [answered, streaming, machine],
      twilioSays: [[completed]],
    });
    expect(outcome).toBe('voicemail');
    expect(record?.terminatedBy).toBe('amd');
    expect(done).toMatch(/^place, hang up, ask, record/);
  });

  it('of which every callback is lost: Twilio is asked', async () => {
    const busy: CallEvent = { kind: 'ended', callSid, status: 'busy', durationSeconds: 0, at: 2_000 };
    const { outcome, done } = await tell({ twilioSays: [[busy]] });
    expect(outcome).toBe('busy');
    expect(done).toBe('place, ask, record');
  });

  it('that never ends by itself: it is ended when its time is over', async () => {
    const still: CallEvent[] = [answered];
    const { outcome, record, done } = await tell({
      heard: [answered, streaming],
      twilioSays: [still, [completed]],
    });
    expect(outcome).toBe('human');
    expect(record?.terminatedBy).toBe('time_limit');
    expect(done).toMatch(/^place, ask, hang up, ask, record/);
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
    expect(done).toBe('place, record');
  });

  it('that may not be made now: the contact goes back', async () => {
    const deferred: Placed = { kind: 'deferred', until: 5, reason: 'The campaign is paused' };
    expect((await tell({ place: async () => deferred })).done).toBe('place, defer');
  });

  it('whose transcript never comes: the live turns are kept', async () => {
    const transcript = async () => {
      throw new Error('not done yet');
    };
    const { done } = await tell({ heard: [answered, streaming, completed], transcript });
    expect(done).toMatch(/live turns$/);
  });
});

describe('a create whose answer is lost', () => {
  const ambiguous = async (): Promise<Placed> => ({ kind: 'ambiguous' });

  it('is settled by a callback', async () => {
    const { outcome, done } = await tell({ place: ambiguous, heard: [answered, streaming, completed] });
    expect(outcome).toBe('human');
    expect(done).toMatch(/^place, record/);
  });

  it("is settled by Twilio's list", async () => {
    const find = async () => ({ kind: 'found' as const, callSid });
    const { outcome, done } = await tell({ place: ambiguous, find, twilioSays: [[completed]] });
    expect(outcome).toBe('failed_ours');
    expect(done).toMatch(/^place, ask, record/);
  });

  it('frees the attempt when Twilio clearly has no such call', async () => {
    const find = async () => ({ kind: 'none' as const });
    expect((await tell({ place: ambiguous, find })).done).toBe('place, defer');
  });

  it('stays unknown, and is never posted again, when nobody can tell', async () => {
    const { outcome, done } = await tell({ place: ambiguous });
    expect(outcome).toBe('unknown');
    expect(done).toBe('place, record');
  });
});
