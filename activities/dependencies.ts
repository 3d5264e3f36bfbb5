import type { Client } from '@temporalio/client';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/log.ts';
import type { ElevenLabsClient } from './clients/elevenlabs.ts';
import type { TwilioClient } from './clients/twilio.ts';
import type { Pacer } from './pacer.ts';

/** What activities are given at a worker's start. The database is mongoose's one connection of the process. */
export interface Dependencies {
  env: Env;
  log: Logger;
  temporal: Client;
  twilio: TwilioClient;
  elevenLabs: ElevenLabsClient;
  pacer: Pacer;
  /** Told where a call stands on its way to Twilio; it may hold the call there. Nothing by default. */
  reached: (point: DialPoint, callId: string) => Promise<void>;
}

/** Between any two of these a crash leaves other facts behind; a fault test stops a worker at each. */
export const DIAL_POINTS = ['before intent', 'after intent', 'answer got', 'saved'] as const;
export type DialPoint = (typeof DIAL_POINTS)[number];
