import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { until } from '../support/until.ts';
import { AgentPeer, API_KEY } from './agent-peer.ts';
import { AUTH_TOKEN, PUBLIC_URL, SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';
import { AGENT_ID, frame, newCallId, required } from './world.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

const mongo = new URL(required('MONGODB_URI'));
mongo.pathname = `/bridge_process_${process.pid}`;

const agent = new AgentPeer();
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill('SIGKILL');
  await agent.close();
  await mongoose.connection.dropDatabase();
  await mongoose.disconnect();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function environment(port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_PHONE_NUMBER: '+61255501000',
    ELEVENLABS_API_KEY: API_KEY,
    ELEVENLABS_AGENT_ID: AGENT_ID,
    ELEVENLABS_WEBHOOK_SECRET: 'wsec_of_tests_0123456789',
    ELEVENLABS_BASE_URL: agent.baseUrl,
    BRIDGE_URL: PUBLIC_URL,
    BRIDGE_PORT: String(port),
    BRIDGE_MAX_DELAY_MS: '60000',
    MONGODB_URI: mongo.href,
    TEMPORAL_ADDRESS: required('TEMPORAL_ADDRESS'),
    SESSION_SECRET,
  };
}

it('the process serves a call, and on SIGTERM lets it end and writes its turns before it exits with 0', async () => {
  await agent.listen();
  const port = await freePort();
  const started = spawn(process.execPath, ['--import', 'tsx', 'media-bridge/main.ts'], {
    cwd: ROOT,
    env: environment(port),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  let log = '';
  started.stdout.on('data', (text) => {
    log += text;
  });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await until('the bridge to be ready', isReady, 30_000);

  const stream = new TwilioPeer(port, { callId: newCallId() });
  await stream.start({ var_first_name: 'Zebedee' });
  stream.speak(frame(1));
  await until('audio to pass', () => agent.heard().length === 1);
  started.kill('SIGTERM');
  await until('no new stream to be let in', async () => {
    return (await TwilioPeer.knock(port, { callId: newCallId() })) === 503;
  });
  agent.respond('Goodbye, Zebedee.', 1);
  agent.speak(frame(2), 1);
  await stream.expect('media');
  agent.socket?.close(1000);
  stream.echo(((await stream.expect('mark')).mark as { name: string }).name);
  await stream.closed();
  await until('the process to exit', () => started.exitCode !== null, 20_000);
  expect(started.exitCode).toBe(0);
  expect(log).toContain('"reason":"agent_ended"');
  expect(log).not.toContain('Zebedee');
  await connectMongo(mongo.href);
  expect(await LiveTurns.find().lean()).toMatchObject([{ speaker: 'agent', text: 'Goodbye, Zebedee.' }]);
});
