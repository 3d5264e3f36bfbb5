import { createElevenLabs } from '../../activities/clients/elevenlabs.ts';
import { createTwilio } from '../../activities/clients/twilio.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import type { GateEnv } from '../../activities/rules-in-force.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { callIdOf, enrolmentIdOf } from '../../contracts/ids.ts';
import { type Env, parseEnv } from '../../platform/env.ts';
import { createLog } from '../../platform/log.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { connectMongo, ensureIndexes, newId } from '../../platform/mongo.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';

const OWN_NUMBER = '+61255501000';
/** Of the same account. */
export const MORE_NUMBERS = ['+61355501000', '+61755501000'] as const;
const SECRET = 'a-secret-of-sixteen-and-more-characters';

export interface World {
  deps: Dependencies;
  sandbox: Sandbox;
  /** What the sandbox saw. */
  creates(): number;
  end(): Promise<void>;
}

/** Activities with a database of their own, a Temporal client, and the sandbox as vendors. */
export async function startWorld(
  database: string,
  over: Partial<Record<keyof Env, string>> = {},
): Promise<World> {
  const accountSid = `AC${'5'.repeat(32)}`;
  const sandbox = await createSandbox({
    port: 0,
    accountSid,
    authToken: SECRET,
    callerIds: [OWN_NUMBER, ...MORE_NUMBERS],
    apiKey: SECRET,
    agentId: 'agent_test',
    webhookSecret: SECRET,
  });
  const env = parseEnv({
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: SECRET,
    TWILIO_PHONE_NUMBER: OWN_NUMBER,
    TWILIO_BASE_URL: sandbox.url,
    ELEVENLABS_API_KEY: SECRET,
    ELEVENLABS_AGENT_ID: 'agent_test',
    ELEVENLABS_WEBHOOK_SECRET: SECRET,
    ELEVENLABS_BASE_URL: sandbox.url,
    MONGODB_URI: databaseUri(database),
    TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS,
    SESSION_SECRET: SECRET,
    // Nobody listens there: activities are tried without webhooks and bridge.
    SERVER_URL: 'http://127.0.0.1:9',
    BRIDGE_URL: 'ws://127.0.0.1:9',
    CALLING_RULES: 'none',
    ...over,
  });
  const endDatabase = await startDatabase(database);
  const temporal = await connectTemporal(env);
  const deps: Dependencies = {
    env,
    log: createLog('test', 'silent'),
    temporal,
    twilio: createTwilio(env),
    elevenLabs: createElevenLabs(env),
    pacer: {
      next: async () => Date.now(),
      near: async () => {},
      arrive: async () => true,
      sending: (_, send) => send(),
    },
    reached: async () => {},
  };
  return {
    deps,
    sandbox,
    creates: () => sandbox.referee.report().createsAccepted,
    async end() {
      await endDatabase();
      await temporal.connection.close();
      await sandbox.close();
    },
  };
}

/** Only our own rules: the people of tests are fictional, and called at any hour. */
export const LAWLESS: GateEnv = { CALLING_RULES: 'none', PERSON_CAPS: [], SESSION_SECRET: SECRET };

/** Connects to a database of its own with all indexes; answers what drops it and disconnects. */
export async function startDatabase(name: string): Promise<() => Promise<void>> {
  const mongo = await connectMongo(databaseUri(name));
  await ensureIndexes();
  return async () => {
    await mongo.connection.dropDatabase();
    await mongo.disconnect();
  };
}

function databaseUri(name: string): string {
  const server = process.env.MONGODB_URI?.replace(/(:\/\/[^/]+)(\/.*)?$/, '$1');
  return `${server}/${name}_${process.pid}`;
}

/** A running campaign of one contact whose first attempt is claimed; answers the call's id. */
export async function claimedCall(phone: string, settings: object = {}): Promise<string> {
  const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
  const callId = callIdOf(ids);
  const now = new Date();
  await Campaigns.create({
    _id: ids.campaignId,
    name: 'Test',
    state: 'running',
    reason: 'Calling',
    settings: campaignSettingsSchema.parse(settings),
    createdBy: 'test',
    createdAt: now,
  });
  await Contacts.create({ _id: ids.contactId, name: 'Ana Test', phone, createdAt: now });
  await Enrolments.create({
    _id: enrolmentIdOf(ids.campaignId, ids.contactId),
    campaignId: ids.campaignId,
    contactId: ids.contactId,
    state: 'calling',
    attempts: 1,
    dueAt: now,
    callId,
  });
  return callId;
}
