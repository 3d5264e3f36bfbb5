import type { Logger } from '../platform/log.ts';
import type { FrameClock } from './audio/clock.ts';
import type { Referee } from './referee.ts';
import type { Timers } from './timers.ts';
import type { Timings } from './timings.ts';
import type { StandingFaults } from './twilio/standing-faults.ts';

/** What a sandbox is started with. */
export interface SandboxOptions {
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  accountSid: string;
  authToken: string;
  /** Numbers that calls may come from: those the account owns. */
  callerIds: readonly string[];
  /** Numbers that calls may come from besides: verified as somebody else's who agreed. */
  verifiedIds?: readonly string[];
  apiKey: string;
  /** The id of the agent that is there from the start. */
  agentId: string;
  webhookSecret: string;
  /** Where ElevenLabs would post finished conversations; nowhere when left out. */
  postCallUrl?: string;
  seed?: number;
  /** Calls dialed per second; more wait in a queue, as with Twilio. */
  cps?: number;
  /** Calls up at once. */
  maxCalls?: number;
  /** What happens to one more: it is accepted and fails with notification 10004, or the create is refused with that code. */
  overLimit?: 'fails' | 'refused';
  /** Voice Insights need a surcharge at Twilio; without it they answer 401. */
  insights?: 'on' | 'off';
  timings?: Timings;
  log?: Logger;
}

/** What both halves share. */
export interface Context {
  options: Required<Omit<SandboxOptions, 'postCallUrl'>> & { postCallUrl: string | undefined };
  referee: Referee;
  faults: StandingFaults;
  clock: FrameClock;
  /** For what outlives a single call: late callbacks, recordings, webhooks. */
  timers: Timers;
  /** Whether Voice Insights are paid for; can change while it runs. */
  insights: 'on' | 'off';
  /** Aborted when the sandbox closes. */
  closing: AbortSignal;
}
