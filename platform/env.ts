import { z } from 'zod';
import { optOutKeySchema } from '../contracts/call-event.ts';
import type { Cap } from '../contracts/gate.ts';
import { e164Schema } from '../contracts/phone.ts';

/**
 * Every variable that the processes read, in one schema: parsed once at start, all faults listed at once.
 * `.env.example` names the same ones (a test compares). The launcher fills in what is left out on one machine.
 */
const port = (fallback: number) => z.coerce.number().int().min(1).max(65535).default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', 'on', 'off'])
    .default(fallback ? 'true' : 'false')
    .transform((word) => word === 'true' || word === 'on');
/** Addresses are joined with paths, and signatures cover the result to the letter: no slash at the end. */
const withoutSlash = (address: string) => address.replace(/\/+$/, '');
const httpUrl = z.url({ protocol: /^https?$/, hostname: z.regexes.hostname }).transform(withoutSlash);
const socketUrl = z.url({ protocol: /^wss?$/ }).transform(withoutSlash);
const secret = z.string().min(16, 'must have at least 16 characters');

const personCaps = z
  .string()
  .regex(
    /^\s*(\d{1,4}(\/\d{1,4})?\s*(,\s*|$))*$/,
    'must be calls in hours, such as 3/24, 10/168, or calls alone, such as 20',
  )
  .default('')
  .transform((text): Cap[] =>
    (text.match(/\d+(\/\d+)?/g) ?? []).map((cap) => {
      const [calls = 0, hours] = cap.split('/').map(Number);
      return hours === undefined ? { calls } : { calls, hours };
    }),
  );

export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),

  /** Twilio account; the number calls come from when a campaign names none. */
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hex digits'),
  TWILIO_AUTH_TOKEN: secret,
  TWILIO_PHONE_NUMBER: e164Schema,
  /** Only for the sandbox: where Twilio's API is answered instead. */
  TWILIO_BASE_URL: httpUrl.optional(),
  /** Twilio region and edge, such as `au1` and `sydney`; both or neither. */
  TWILIO_REGION: z.string().optional(),
  TWILIO_EDGE: z.string().optional(),
  /** Calls per second and calls at once that the account allows. */
  TWILIO_CPS: z.coerce.number().min(0.1).max(100).default(1),
  TWILIO_MAX_CALLS: z.coerce.number().int().min(1).max(10_000).default(20),
  /** Of these, lines that campaigns leave free for calls by hand and call-backs; a tenth when left out. */
  RESERVED_LINES: z.coerce.number().int().min(0).max(10_000).optional(),

  ELEVENLABS_API_KEY: secret,
  ELEVENLABS_AGENT_ID: z.string().min(1),
  ELEVENLABS_WEBHOOK_SECRET: secret,
  /** Conversations at once that the account's plan allows; no bound of ours when left out. */
  ELEVENLABS_MAX_CALLS: z.coerce.number().int().min(1).max(100_000).optional(),
  ELEVENLABS_BASE_URL: httpUrl.default('https://api.elevenlabs.io'),

  /** Our public address, as Twilio and ElevenLabs reach the API. */
  SERVER_URL: httpUrl.default('http://localhost:8000'),
  /** Public address of the media bridge, as Twilio reaches it: `wss:`, or `ws:` for the sandbox alone. */
  BRIDGE_URL: socketUrl.default('ws://localhost:8001'),
  /** Streams that one bridge carries, and the delay of its event loop (ms) from which on it takes no new ones. */
  BRIDGE_MAX_CALLS: z.coerce.number().int().min(1).max(10_000).default(1_000),
  BRIDGE_MAX_DELAY_MS: z.coerce.number().int().min(5).max(60_000).default(100),
  API_PORT: port(8000),
  BRIDGE_PORT: port(8001),
  SANDBOX_PORT: port(8002),
  WEB_PORT: port(5173),
  /** Address the processes listen on; loopback unless told otherwise. */
  LISTEN_HOST: z.string().default('127.0.0.1'),

  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb://'),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: flag(false),
  /** Where people open Temporal Web, for links to workflows. */
  TEMPORAL_UI_URL: httpUrl.optional(),
  /** Put before the names of task queues, so that several installations can share a namespace. */
  TASK_QUEUE_PREFIX: z
    .string()
    .regex(/^[\w-]*$/)
    .default(''),

  /** Key for machines (`Authorization: Bearer …`); without it only people can sign in. */
  API_KEY: secret.optional(),
  /** Signs sessions and the one-call tokens of media streams. */
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The first administrator, made when there is no user; a random password is made when left out. */
  ADMIN_EMAIL: z.email().default('admin@example.com'),
  ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
  /** Folder for what a single machine keeps: databases, generated secrets. */
  DATA_DIR: z.string().default('.data'),

  /** The sandbox: its seed, calls per second, calls at once, and where it posts what ElevenLabs would. */
  SANDBOX_SEED: z.coerce.number().int().default(1),
  SANDBOX_CPS: z.coerce.number().min(0.1).max(1000).default(10),
  SANDBOX_MAX_CALLS: z.coerce.number().int().min(1).default(1000),
  SANDBOX_POST_CALL_URL: httpUrl.optional(),

  /** Whether law is looked at before a telephone rings: `none` is for the sandbox, whose numbers are fictional. */
  CALLING_RULES: z.enum(['standard', 'none']).default('standard'),
  /** Words without which no worker starts where `none` meets a real account; its refusal says which. */
  CALLING_RULES_NONE_CONFIRMED: z.string().optional(),
  /** Calls to one person at most, over all campaigns, in rolling hours: `3/24, 10/168`, or `20` for ever. */
  PERSON_CAPS: personCaps,
  /** The key by which people say that they do not want to be called again, where a campaign names no other. */
  OPT_OUT_DIGIT: optOutKeySchema.default('9'),
  /** Whether an undecided machine detection counts as a person. */
  AMD_TREAT_UNKNOWN_AS_HUMAN: flag(true),
  /** Whether the Twilio account has the Advanced Features of Voice Insights, which say who ended a call. */
  VOICE_INSIGHTS: flag(false),
  /** Days after which our copy of a recording is deleted; 0 keeps them for ever. */
  RECORDING_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500).default(0),
  /** Whether Twilio's copy of a recording is deleted once ours is stored and checked. */
  DELETE_RECORDINGS_AT_TWILIO: flag(false),
  /** What a credit of ElevenLabs costs, in the currency of the Twilio account; unknown when left out. */
  ELEVENLABS_CREDIT_PRICE: z.coerce.number().min(0).max(1000).optional(),
  /** What a minute of a call is assumed to cost, and how many one has, until a campaign's own calls tell. */
  CALL_MINUTE_PRICE: z.coerce.number().min(0).max(1000).default(0.05),
  CALL_EXPECTED_MINUTES: z.coerce.number().min(0).max(60).default(2),
  /** Campaigns pause themselves when the balance at Twilio is below this; it is not looked at when left out. */
  TWILIO_MIN_BALANCE: z.coerce.number().min(0).max(1_000_000).optional(),
  /** File of the workflows bundled before, so that a worker is ready sooner; it bundles them itself when left out. */
  WORKFLOW_BUNDLE: z.string().optional(),
  /** Whether workers are versioned: for a fleet in which old workers stay until their calls are over. */
  WORKER_VERSIONING: flag(false),
});
export type Env = z.infer<typeof envSchema>;

/** The environment, or one error that lists every fault (values are not repeated: some are secrets). */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = envSchema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(
    `The environment is not usable:\n${faults.join('\n')}\nSee .env.example for what each means.`,
  );
}
