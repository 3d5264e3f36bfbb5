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
  /** Resolves when the next call may be posted. */
  pace: () => Promise<void>;
}
