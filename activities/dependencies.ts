import type { Client } from '@temporalio/client';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/log.ts';
import type { ElevenLabsClient } from './clients/elevenlabs.ts';
import type { TwilioClient } from './clients/twilio.ts';

/** What activities are given at a worker's start. The database is mongoose's one connection of the process. */
export interface Dependencies {
  env: Env;
  log: Logger;
  temporal: Client;
  twilio: TwilioClient;
  elevenLabs: ElevenLabsClient;
  /** Resolves when the next call may begin to be placed. */
  pace: () => Promise<void>;
  /** Resolves when the next request may go, a moment later: the intent's write does not always take equally long. */
  paceRequest: () => Promise<void>;
}
