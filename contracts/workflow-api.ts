import {
  defineSearchAttributeKey,
  type QueryDefinition,
  type SignalDefinition,
  type UpdateDefinition,
} from '@temporalio/common';
import type { CallEvent, OptOutBy } from './call-event.ts';
import type { CampaignSettings, CampaignState, OnVoicemail } from './campaign.ts';
import type { SelfPause } from './campaign-states.ts';
import type { Outcome } from './outcome.ts';

/**
 * The face of our workflows to the rest: names, task queues, inputs, signals, updates. Plain values shaped as
 * Temporal's definitions are, so that this file needs Temporal's types alone.
 */

export const TASK_QUEUES = {
  /** Workflows of calls and campaigns. */
  calls: 'calls',
  /** `placeCall` alone: its rate limit is the account's calls per second. */
  dial: 'dial',
  /** Every other activity. */
  io: 'io',
} as const;

export const WORKFLOWS = {
  accounts: 'accounts',
  campaign: 'campaign',
  call: 'call',
  mend: 'mend',
  preflight: 'preflight',
  sweep: 'sweep',
} as const;

export interface CampaignInput {
  campaignId: string;
  /** State carried by continue-as-new; left out at the first start. Kept far below 1 kB. */
  carried?: { paused: boolean; pausedBecause: string; selfPause?: SelfPause };
}

export interface CallInput {
  callId: string;
  /** Seconds the phone may ring. */
  ringSeconds: number;
  /** Seconds an answered call may last. */
  maxCallSeconds: number;
  onVoicemail: OnVoicemail;
  /** Whether an undecided machine detection counts as a person. */
  treatUnknownAsHuman: boolean;
  /** Asked for by a person: nobody has taken a line for it yet. */
  byHand?: true;
  /** Somebody called us: the call is there already. */
  inbound?: { callSid: string };
}

/** Completes the record of a call whose own workflow is over: its end, its transcript, its recording. */
export interface MendInput {
  callId: string;
  /** Heard when its workflow was over: the person does not want to be called again. */
  optedOut?: OptOutBy;
}

/** Works out what a campaign would come to. */
export interface PreflightInput {
  campaignId: string;
  /** Epoch milliseconds from which on it would run. */
  at: number;
  seed: number;
  /** Settings of a plan to hold against the campaign's own. */
  other?: CampaignSettings;
}

export interface CallResult {
  outcome: Outcome;
}

/** The one signal of a call: webhooks and the bridge send it. */
export const callEventSignal = { type: 'signal', name: 'callEvent' } as SignalDefinition<
  [CallEvent],
  'callEvent'
>;

/** What follows a stream that has ended while the phone call may still be up. */
export type Continuation =
  /** Another stream, of this number. */
  | { goOn: true; stream: number }
  /** `over`: as it should be, somebody ended it. `failed`: the agent was lost too often. */
  | { goOn: false; because: 'over' | 'failed' };

/** Asked of a call with the number of the stream that has ended. A query, so that it adds nothing to the history. */
export const continuationQuery = { type: 'query', name: 'continuation' } as QueryDefinition<
  Continuation,
  [{ stream: number }],
  'continuation'
>;

/** Contacts were added to a running campaign, or their due moments changed: look again now. */
export const wakeSignal = { type: 'signal', name: 'wake' } as SignalDefinition<[], 'wake'>;

export interface CampaignAnswer {
  state: CampaignState;
  callsUp: number;
}

export const pauseUpdate = { type: 'update', name: 'pause' } as UpdateDefinition<
  CampaignAnswer,
  [{ reason: string }],
  'pause'
>;
export const resumeUpdate = { type: 'update', name: 'resume' } as UpdateDefinition<
  CampaignAnswer,
  [],
  'resume'
>;
export const stopUpdate = { type: 'update', name: 'stop' } as UpdateDefinition<
  CampaignAnswer,
  [{ hangUp: boolean }],
  'stop'
>;

/** Search attributes, registered as Keyword. They are never encrypted, so they carry ids and words alone. */
export const SEARCH_ATTRIBUTES = {
  campaign: 'CampaignId',
  outcome: 'CallOutcome',
  state: 'DialerState',
  agent: 'AgentId',
} as const;

export const campaignKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.campaign, 'KEYWORD');
export const outcomeKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.outcome, 'KEYWORD');
export const stateKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');
export const agentKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.agent, 'KEYWORD');
