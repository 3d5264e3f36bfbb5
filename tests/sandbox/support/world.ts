import twilio from 'twilio';
import { createLog } from '../../../platform/log.ts';
import type { SandboxOptions } from '../../../sandbox/context.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { BRISK, type Timings } from '../../../sandbox/timings.ts';

export const ACCOUNT_SID = `AC${'0a'.repeat(16)}`;
export const AUTH_TOKEN = 'a-token-for-tests-only';
export const CALLER = '+61255501000';
export const API_KEY = 'a-key-for-tests-only';
export const AGENT_ID = 'agent_for_tests';
export const WEBHOOK_SECRET = 'wsec_for_tests_only';

/** Brisk, and brisker still where a test only waits. */
export const QUICK: Timings = {
  ...BRISK,
  answerRequest: [1, 5],
  answerLate: [700, 800],
  dialToRinging: [20, 40],
  ringToAnswer: [50, 100],
  ringToMachine: [50, 100],
  dialToBusy: [50, 100],
  dialToFailed: [20, 50],
  ringToRejected: [50, 100],
  longestRing: 300,
  answerToStream: [5, 10],
  verdictOnPerson: [100, 200],
  verdictOnMachine: [100, 200],
  endToRecording: [50, 100],
  endToPrice: 100,
  processing: [50, 100],
  doneToWebhook: [10, 20],
};

export function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return createSandbox({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    callerIds: [CALLER],
    apiKey: API_KEY,
    agentId: AGENT_ID,
    webhookSecret: WEBHOOK_SECRET,
    cps: 200,
    timings: QUICK,
    log: createLog('sandbox', 'silent'),
    ...options,
  });
}

/** The official SDK, told nothing but another base address. */
export function twilioClient(sandbox: Sandbox, timeout = 5000) {
  const httpClient = new twilio.RequestClient({ timeout });
  const client = twilio(ACCOUNT_SID, AUTH_TOKEN, { httpClient });
  client.api.baseUrl = sandbox.url;
  return client;
}

/** Resolves to the first value that is neither undefined nor false; rejects after `withinMs`. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain for: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Asks the sandbox's control, and returns what it answered. */
export async function control(
  { url }: Sandbox,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
) {
  const response = await fetch(`${url}/sandbox${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}
