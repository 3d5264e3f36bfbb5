import type { Logger } from '../platform/log.ts';
import type { FrameClock } from './audio/clock.ts';
import type { Referee } from './referee.ts';
import type { Timers } from './timers.ts';
import type { Timings } from './timings.ts';

/** What a sandbox is started with. */
export interface SandboxOptions {
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  accountSid: string;
  authToken: string;
  /** Numbers that calls may come from: those the account owns. */
  callerIds: readonly string[];
  apiKey: string;
  /** The id of the agent that is there from the start. */
  agentId: string;
  webhookSecret: string;
  /** Where ElevenLabs would post finished conversations; nowhere when left out. */
  postCallUrl?: string;
  seed?: number;
  /** Calls dialed per second; more wait in a queue, as with Twilio. */
  cps?: number;
  /** Calls up at once; one more fails with notification 10004. */
  maxCalls?: number;
  timings?: Timings;
  log?: Logger;
}

/** What both halves share. */
export interface Context {
  options: Required<Omit<SandboxOptions, 'postCallUrl'>> & { postCallUrl: string | undefined };
  referee: Referee;
  clock: FrameClock;
  /** For what outlives a single call: late callbacks, recordings, webhooks. */
  timers: Timers;
  /** Aborted when the sandbox closes. */
  closing: AbortSignal;
}
