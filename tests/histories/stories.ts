import type { WorkflowHandle } from '@temporalio/client';
import type { Activities, DialActivities } from '../../activities/index.ts';
import type { Pumped } from '../../activities/pump-campaign.ts';
import type { CallEvent } from '../../contracts/call-event.ts';
import {
  type CallInput,
  callEventSignal,
  pauseUpdate,
  resumeUpdate,
  stopUpdate,
  WORKFLOWS,
  wakeSignal,
} from '../../contracts/workflow-api.ts';

/** One way that a workflow can go: how it is begun, what its activities answer, and what it is told meanwhile. */
export interface Story {
  workflow: keyof typeof WORKFLOWS;
  input?: object;
  activities: Partial<Activities & DialActivities>;
  /** Told once the workflow runs, in order; a call waits for its placing first. */
  told?: (handle: WorkflowHandle, hasBegun: (activity: string) => Promise<void>) => Promise<void>;
  /** Ends with a new run in place of a result; the first one is recorded. */
  continues?: true;
}

const callSid = `CA${'1'.repeat(32)}`;
const conversationId = 'conv_1';
const at = 1_790_000_000_000;
const callId = `${'a'.repeat(24)}.${'b'.repeat(24)}.1`;
const PLAN: CallInput = {
  callId,
  ringSeconds: 30,
  maxCallSeconds: 600,
  onVoicemail: 'hang_up',
  treatUnknownAsHuman: true,
};

const answered: CallEvent = { kind: 'answered', callSid, at };
const detected = (answeredBy: 'fax' | 'machine_start' | 'machine_end_beep'): CallEvent => ({
  kind: 'detected',
  callSid,
  answeredBy,
  at: at + 4_000,
});
const streamEnded: CallEvent = {
  kind: 'stream_ended',
  conversationId,
  reason: 'agent_ended',
  firstAudioAt: at + 700,
  at: at + 30_000,
};
const ended = (status: 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled', sipCode?: number): CallEvent => ({
  kind: 'ended',
  callSid,
  status,
  durationSeconds: status === 'completed' ? 30 : 0,
  ...(sipCode === undefined ? {} : { sipCode }),
  at: at + 31_000,
});
const hangUpRequested: CallEvent = { kind: 'hang_up_requested', by: 'operator', at: at + 5_000 };

const objects = (by: 'tool' | 'key'): CallEvent => ({ kind: 'opted_out', by, at: at + 5_000 });

/** What the activities of a call answer when nothing is out of the ordinary. */
const ORDINARY: Story['activities'] = {
  admitCall: async () => ({ admitted: true }),
  placeCall: async () => ({ kind: 'placed', callSid }),
  askTwilio: async () => [],
  findCall: async () => ({ kind: 'unclear' }),
  hangUp: async () => undefined as never,
  meetMachine: async () => 'hung_up',
  deferCall: async () => {},
  optOut: async () => {},
  finishCall: async () => {},
};

/** A call that is placed and then hears these, one by one. */
function call(events: CallEvent[], over: Partial<Story> & { plan?: Partial<CallInput> } = {}): Story {
  return {
    workflow: 'call',
    input: { ...PLAN, ...over.plan },
    activities: { ...ORDINARY, ...over.activities },
    told: async (handle, hasBegun) => {
      if (events.length > 0) await hasBegun(over.plan?.inbound ? 'admitCall' : 'placeCall');
      for (const event of events) await handle.signal(callEventSignal, event);
    },
  };
}

const MACHINE = 'machine_end_beep';
const IN_AN_HOUR = 3_600_000;
const standing = (open: number, up = 0) => ({ started: 0, open, up, nextDueAt: Date.now() + IN_AN_HOUR });
const campaignId = 'c'.repeat(24);
const STOPS = { recordCampaign: async () => ({ open: 1, callsUp: 0 }), endCalls: async () => undefined as never };

export const STORIES: Record<string, Story> = {
  'call-human': call([answered, streamEnded, ended('completed')]),
  'call-asked': call([], {
    activities: { askTwilio: async () => [answered, ended('completed')] },
    plan: { ringSeconds: 1 },
  }),
  'call-voicemail': call([answered, detected('machine_start'), ended('completed')]),
  'call-message': call([answered, detected(MACHINE), streamEnded, ended('completed')], {
    plan: { onVoicemail: 'leave_message' },
    activities: { meetMachine: async () => 'message_left' },
  }),
  'call-conversing': call([answered, detected('machine_start'), streamEnded, ended('completed')], {
    activities: { meetMachine: async () => 'conversing' },
  }),
  'call-fax': call([answered, detected('fax'), ended('completed')]),
  'call-busy': call([ended('busy')]),
  'call-no_answer': call([ended('no-answer')]),
  'call-invalid_number': call([ended('failed', 404)]),
  'call-refused': call([], {
    activities: {
      placeCall: async () => ({ kind: 'refused', outcome: 'suppressed', reason: 'On a list' }),
    },
  }),
  'call-deferred': call([], {
    activities: {
      placeCall: async () => ({ kind: 'deferred', until: at, reason: 'Outside of the hours for calls' }),
    },
  }),
  'call-found': call([], {
    activities: {
      placeCall: async () => ({ kind: 'ambiguous' }),
      findCall: async () => ({ kind: 'found', callSid }),
      askTwilio: async () => [answered, ended('completed')],
    },
    plan: { ringSeconds: 1 },
  }),
  'call-heard': call([answered, streamEnded, ended('completed')], {
    activities: { placeCall: async () => ({ kind: 'ambiguous' }) },
  }),
  'call-never_made': call([], {
    activities: { placeCall: async () => ({ kind: 'ambiguous' }), findCall: async () => ({ kind: 'none' }) },
  }),
  'call-unknown': call([], { activities: { placeCall: async () => ({ kind: 'ambiguous' }) } }),
  'call-operator': call([answered, hangUpRequested, streamEnded, ended('completed')]),
  'call-objected': call([answered, objects('tool'), streamEnded, ended('completed')]),
  'call-key': call([answered, objects('key'), ended('completed')]),
  'call-call_back': call([
    answered,
    { kind: 'call_back_wished', callBackAt: at + 86_400_000, at: at + 6_000 },
    streamEnded,
    ended('completed'),
  ]),
  'call-queued': call([], {
    activities: {
      placeCall: async () => ({ kind: 'placed', callSid, queued: true }),
      // In the queue at first, and then canceled.
      askTwilio: once<CallEvent[]>([], [ended('canceled')]),
    },
  }),
  'call-by_hand': call([answered, streamEnded, ended('completed')], { plan: { byHand: true } }),
  'call-not_admitted': call([], {
    plan: { byHand: true },
    activities: { admitCall: async () => ({ admitted: false, reason: 'All lines were in use' }) },
  }),
  'call-inbound': call([streamEnded, ended('completed')], { plan: { inbound: { callSid } } }),

  'campaign-completed': {
    workflow: 'campaign',
    input: { campaignId },
    activities: {
      pumpCampaign: once({ ...standing(2, 1), nextDueAt: 0 }, standing(0)),
      recordCampaign: async ({ state }) => ({ open: state === 'completed' ? 0 : 2, callsUp: 0 }),
    },
  },
  'campaign-steered': {
    workflow: 'campaign',
    input: { campaignId },
    activities: { pumpCampaign: async () => standing(1), ...STOPS },
    told: async (handle, hasBegun) => {
      await hasBegun('pumpCampaign');
      await handle.executeUpdate(pauseUpdate, { args: [{ reason: 'Lunch' }] });
      await handle.executeUpdate(resumeUpdate);
      await handle.signal(wakeSignal);
      await handle.executeUpdate(stopUpdate, { args: [{ hangUp: true }] });
    },
  },
  'campaign-carried': {
    workflow: 'campaign',
    input: { campaignId, carried: { paused: true, pausedBecause: 'Lunch' } },
    activities: { pumpCampaign: async () => standing(1), ...STOPS },
    told: async (handle) => {
      await handle.executeUpdate(resumeUpdate);
      await handle.executeUpdate(stopUpdate, { args: [{ hangUp: false }] });
    },
  },
  'campaign-self_paused': {
    workflow: 'campaign',
    input: { campaignId },
    activities: {
      pumpCampaign: once<Pumped>(
        { ...standing(2), pause: { reason: 'The budget is used' } },
        { ...standing(2), pause: { reason: 'The budget of the day is used', until: Date.now() } },
        standing(0),
      ),
      recordCampaign: async ({ state }) => ({ open: state === 'completed' ? 0 : 2, callsUp: 0 }),
    },
    told: async (handle, hasBegun) => {
      await hasBegun('pumpCampaign');
      await handle.signal(wakeSignal);
    },
  },
  'campaign-continued': {
    workflow: 'campaign',
    input: { campaignId },
    activities: { pumpCampaign: async () => ({ ...standing(1), nextDueAt: 0 }), ...STOPS },
    continues: true,
  },

  preflight: {
    workflow: 'preflight',
    input: { campaignId, at: 0, seed: 1 },
    activities: { preflight: async () => ({ waiting: 0 }) as never },
  },
  sweep: { workflow: 'sweep', activities: { sweepLines: async () => ({ settled: 0 }) } },
  mend: {
    workflow: 'mend',
    input: { callId },
    activities: { reconcileCall: async () => undefined as never, gatherCall: async () => {} },
  },
  'mend-objected': {
    workflow: 'mend',
    input: { callId, optedOut: 'tool' },
    activities: {
      optOut: async () => {},
      reconcileCall: async () => undefined as never,
      gatherCall: async () => {},
    },
  },
  accounts: {
    workflow: 'accounts',
    activities: {
      settleAccounts: async () => ({ settled: 0 }),
      correctEndings: async () => ({ corrected: 0 }),
      keepRecordings: async () => ({ deleted: 0, deletedAtTwilio: 0 }),
    },
  },
};

/** Answers each in turn, and the last for ever. */
function once<T>(...answers: [T, ...T[]]): () => Promise<T> {
  let asked = 0;
  return async () => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] as T;
  };
}
