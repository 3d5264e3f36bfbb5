import { randomBytes } from 'node:crypto';
import { envSchema } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { readFlags } from './flags.ts';
import { createSandbox } from './server.ts';
import { BRISK, REALISTIC } from './timings.ts';

/** Numbers of the account besides the one that is set: of Australian areas, the United Kingdom and the United States. */
const MORE_NUMBERS = ['+61255501000', '+61355501000', '+61755501000', '+442079460900', '+12125550100'];
/** Verified, and not owned. */
const VERIFIED_NUMBERS = ['+61855501000'];

/** Only what is given in the environment; what is not is made up, and told. */
const sandboxEnvSchema = envSchema
  .pick({
    LOG_LEVEL: true,
    LISTEN_HOST: true,
    SANDBOX_PORT: true,
    SANDBOX_SEED: true,
    SANDBOX_CPS: true,
    SANDBOX_MAX_CALLS: true,
    SANDBOX_POST_CALL_URL: true,
    TWILIO_ACCOUNT_SID: true,
    TWILIO_AUTH_TOKEN: true,
    TWILIO_PHONE_NUMBER: true,
    ELEVENLABS_API_KEY: true,
    ELEVENLABS_AGENT_ID: true,
    ELEVENLABS_WEBHOOK_SECRET: true,
  })
  .extend({
    TWILIO_ACCOUNT_SID: envSchema.shape.TWILIO_ACCOUNT_SID.optional(),
    TWILIO_AUTH_TOKEN: envSchema.shape.TWILIO_AUTH_TOKEN.optional(),
    TWILIO_PHONE_NUMBER: envSchema.shape.TWILIO_PHONE_NUMBER.optional(),
    ELEVENLABS_API_KEY: envSchema.shape.ELEVENLABS_API_KEY.optional(),
    ELEVENLABS_AGENT_ID: envSchema.shape.ELEVENLABS_AGENT_ID.optional(),
    ELEVENLABS_WEBHOOK_SECRET: envSchema.shape.ELEVENLABS_WEBHOOK_SECRET.optional(),
  });
type SandboxEnv = ReturnType<typeof sandboxEnvSchema.parse>;

function readEnv(): SandboxEnv {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = sandboxEnvSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  process.stderr.write(`The environment is not usable:\n${faults.join('\n')}\n`);
  process.exit(1);
}

/** Credentials for this run, in the vendors' forms. */
function madeUp() {
  return {
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    TWILIO_PHONE_NUMBER: '+61255501000',
    ELEVENLABS_API_KEY: `sk_${randomBytes(16).toString('hex')}`,
    ELEVENLABS_AGENT_ID: 'agent_sandbox',
    ELEVENLABS_WEBHOOK_SECRET: `wsec_${randomBytes(16).toString('hex')}`,
  };
}

/** Printed, not logged: whoever started the sandbox by hand needs them, and they open nothing else. */
function tell(values: Record<string, string>): void {
  if (Object.keys(values).length === 0) return;
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  process.stdout.write(`Made up for this run:\n${lines.join('\n')}\n`);
}

const given = readEnv();
const made = Object.fromEntries(Object.entries(madeUp()).filter(([name]) => !(name in given)));
const env = { ...madeUp(), ...given, ...made };
const log = createLog('sandbox', env.LOG_LEVEL);
const { realistic, overLimit, insights, maxConcurrent } = readFlags(process.argv.slice(2));

const sandbox = await createSandbox({
  host: env.LISTEN_HOST,
  port: env.SANDBOX_PORT,
  accountSid: env.TWILIO_ACCOUNT_SID,
  authToken: env.TWILIO_AUTH_TOKEN,
  callerIds: [...new Set([env.TWILIO_PHONE_NUMBER, ...MORE_NUMBERS])],
  verifiedIds: VERIFIED_NUMBERS,
  apiKey: env.ELEVENLABS_API_KEY,
  agentId: env.ELEVENLABS_AGENT_ID,
  webhookSecret: env.ELEVENLABS_WEBHOOK_SECRET,
  postCallUrl: env.SANDBOX_POST_CALL_URL,
  seed: env.SANDBOX_SEED,
  cps: env.SANDBOX_CPS,
  maxCalls: maxConcurrent ?? env.SANDBOX_MAX_CALLS,
  overLimit,
  insights,
  timings: realistic ? REALISTIC : BRISK,
  log,
}).catch((error: NodeJS.ErrnoException) => {
  log.error({ code: error.code, port: env.SANDBOX_PORT }, 'the sandbox cannot listen on its port');
  process.exit(1);
});
tell(made);
log.info({ url: sandbox.url, seed: env.SANDBOX_SEED, realistic }, 'the sandbox is listening');
onShutdown(log, sandbox.close);
