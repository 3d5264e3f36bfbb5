import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import mongoose from 'mongoose';
import request from 'supertest';
import { hashPassword } from '../../../api/auth/password.ts';
import { type ApiDeps, createDeps, type ImportLimits } from '../../../api/deps.ts';
import { type RunningApi, startServer } from '../../../api/server.ts';
import type { Role } from '../../../contracts/http/auth.ts';
import { type Env, parseEnv } from '../../../platform/env.ts';
import { createLog } from '../../../platform/log.ts';
import { Users } from '../../../platform/models/user.ts';
import { connectMongo, ensureIndexes, newId } from '../../../platform/mongo.ts';
import { connectTemporal } from '../../../platform/temporal.ts';

export const API_KEY = 'a-key-for-machines-0123456789';
export const PASSWORD = 'correct horse battery';

/** A running API on real stores: a database and task queues of its own, and a folder that goes with it. */
export interface ApiWorld {
  env: Env;
  deps: ApiDeps;
  temporal: Client;
  api: RunningApi;
  url: string;
  /** Requests as a machine with the API key. */
  asAdmin: ReturnType<typeof request.agent>;
  /** Requests of nobody in particular. */
  anonymous: ReturnType<typeof request>;
  /** Makes a user of this role and signs them in. */
  signedInAs: (role: Role) => Promise<ReturnType<typeof request.agent>>;
  close: () => Promise<void>;
}

/** @param settings with `API_PORT`, it listens there; on any free port otherwise */
export async function startApiWorld(
  settings: Partial<Record<keyof Env, string>> = {},
  importLimits?: ImportLimits,
): Promise<ApiWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'outdial-api-'));
  const env = testEnv(folder, settings);
  await connectMongo(env.MONGODB_URI);
  await ensureIndexes();
  const temporal = await connectTemporal(env);
  const deps = createDeps({
    env,
    temporal,
    log: createLog('api', 'silent'),
    ...(importLimits ? { importLimits } : {}),
  });
  const api = await startServer(deps, settings.API_PORT ? env.API_PORT : 0, '127.0.0.1');
  const url = `http://127.0.0.1:${api.port}`;
  return {
    env,
    deps,
    temporal,
    api,
    url,
    asAdmin: request.agent(url).set('Authorization', `Bearer ${API_KEY}`),
    anonymous: request(url),
    signedInAs: (role) => signIn(url, role),
    async close() {
      await api.close();
      await mongoose.connection.dropDatabase();
      await mongoose.disconnect();
      await temporal.connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function testEnv(folder: string, settings: Partial<Record<keyof Env, string>>): Env {
  const name = `api-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  return parseEnv({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token-of-the-test-account',
    TWILIO_PHONE_NUMBER: '+61255501000',
    ELEVENLABS_API_KEY: 'key-of-the-test-account',
    ELEVENLABS_AGENT_ID: 'agent_test',
    ELEVENLABS_WEBHOOK_SECRET: 'wsec_of-the-test-account',
    MONGODB_URI: withDatabase(required('MONGODB_URI'), name),
    TEMPORAL_ADDRESS: required('TEMPORAL_ADDRESS'),
    TASK_QUEUE_PREFIX: `${name}-`,
    API_KEY,
    SESSION_SECRET: 'a-secret-for-the-sessions-of-a-test',
    DATA_DIR: folder,
    ...settings,
  });
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test, whose set-up provides it`);
  return value;
}

async function signIn(url: string, role: Role) {
  const email = `${role}-${newId()}@example.com`;
  await Users.create({
    _id: newId(),
    email,
    name: `A ${role}`,
    role,
    passwordHash: await hashPassword(PASSWORD),
    createdAt: new Date(),
  });
  const agent = request.agent(url);
  await agent.post('/api/auth/sign-in').send({ email, password: PASSWORD }).expect(200);
  return agent;
}
