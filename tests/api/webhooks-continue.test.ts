import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { callIdOf, callWorkflowId, parseCallId } from '../../contracts/ids.ts';
import { MOST_STREAMS } from '../../contracts/stream.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { newId } from '../../platform/mongo.ts';
import { readStreamToken } from '../../platform/stream-token.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const CALL_SID = `CA${'1'.repeat(32)}`;
/** Plays the bridge's health; its workflow's word is tried in tests/flows/bridge-crash.test.ts. */
let draining = false;
let people = 10;
let bridge: Server;
let world: ApiWorld;

beforeAll(async () => {
  bridge = createServer((_request, response) => response.end(JSON.stringify({ alive: true, draining })));
  await new Promise<void>((resolve) => bridge.listen(0, '127.0.0.1', resolve));
  const { port } = bridge.address() as AddressInfo;
  world = await startApiWorld({ SERVER_URL: 'https://dialer.example', BRIDGE_URL: `ws://127.0.0.1:${port}` });
});
afterAll(async () => {
  await world.close();
  bridge.closeAllConnections();
  await new Promise((resolve) => bridge.close(resolve));
});

async function newCall(): Promise<string> {
  const [campaignId, contactId] = [newId(), newId()];
  const callId = callIdOf({ campaignId, contactId, attempt: 1 });
  const settings = campaignSettingsSchema.parse({ agentId: 'agent_of_campaign', maxCallSeconds: 90 });
  const at = new Date();
  await Campaigns.create({
    _id: campaignId,
    name: 'C',
    state: 'running',
    reason: 'for the test',
    settings,
    createdBy: 'x',
    createdAt: at,
    schemaVersion: 1,
  });
  const phone = `+4420794606${++people}`;
  await Contacts.create({
    _id: contactId,
    name: 'Ana Test',
    phone,
    variables: { topic: 'teeth' },
    createdAt: at,
    schemaVersion: 1,
  });
  await Calls.create({
    _id: callId,
    campaignId,
    contactId,
    attempt: 1,
    phase: 'up',
    intent: 'written',
    startedAt: at,
  });
  const said = {
    callId,
    conversationId: 'conv_1',
    speaker: 'agent' as const,
    text: 'What day <would> do?',
    atSeconds: 1,
    at,
  };
  await LiveTurns.create({ _id: `${callId}:conv_1:000001`, ...said });
  return callId;
}

/** A workflow that nobody works on, so that it answers no question. */
async function startCall(callId: string): Promise<void> {
  const options = {
    workflowId: callWorkflowId(callId),
    taskQueue: `${world.env.TASK_QUEUE_PREFIX}nobody`,
    args: [{ callId }],
  };
  await world.temporal.workflow.start(WORKFLOWS.call, options);
}

async function brokeOff(callId: string): Promise<void> {
  const data = { CallSid: CALL_SID, StreamEvent: 'stream-error' };
  await CallEvents.create({
    _id: `${callId}:twilio.stream:1`,
    callId,
    kind: 'twilio.stream',
    receivedAt: new Date(),
    data,
  });
}

async function ask(path: string, CallStatus = 'in-progress', token = world.env.TWILIO_AUTH_TOKEN) {
  const form = { CallSid: CALL_SID, CallStatus };
  const signature = twilio.getExpectedTwilioSignature(token, `https://dialer.example${path}`, form);
  return world.anonymous.post(path).type('form').set('X-Twilio-Signature', signature).send(form);
}

const path = (callId: string, stream: number | string = 1) => WEBHOOK_PATHS.continue(callId, stream);

describe('what Twilio is told to do when a stream has ended', () => {
  it('without the word of the workflow: one other stream, if the first broke off, with what was said', async () => {
    const callId = await newCall();
    await startCall(callId);
    await brokeOff(callId);
    const { text, status } = await ask(`${path(callId)}?waits=3`);
    expect(status).toBe(200);
    expect(text).toContain('<Parameter name="agent_id" value="agent_of_campaign"/>');
    expect(text).toContain('<Parameter name="max_seconds" value="90"/>');
    expect(text).toMatch(
      /name="var_previous_conversation" value="[^"]*go on[^"]*So far: Agent: What day &lt;would> do\?"/i,
    );
    expect(text).toContain('<Parameter name="var_topic" value="teeth"/>');
    expect(text).toContain(`action="https://dialer.example${path(callId, 2)}#`);
    const [, token = ''] = /\/streams\/[^/]+\/([\w-]+)"/.exec(text) ?? [];
    expect(readStreamToken(callId, token, world.env.SESSION_SECRET)).toMatchObject({ stream: 2 });
    expect((await ask(`${path(callId, 2)}?waits=3`)).text).toMatch(/<Response\/>$/);
    const kept = await CallEvents.find({ callId, kind: 'twilio.continue' }).sort({ _id: 1 }).lean();
    expect(kept.map(({ _id }) => _id)).toEqual(
      [1, 2].map((n) => `${callId}:twilio.continue:${CALL_SID}:${n}`),
    );
  });

  it('the stream that goes on knows the machine that the first one met', async () => {
    const callId = await newCall();
    await startCall(callId);
    await brokeOff(callId);
    const conversationId = 'conv_1';
    const said = { callId, conversationId, speaker: 'contact' as const, atSeconds: 2, at: new Date() };
    await LiveTurns.create({ _id: `${callId}:conv_1:000002`, ...said, text: 'For sales, press 1.' });
    const { text } = await ask(`${path(callId)}?waits=3`);
    expect(text).toContain('<Parameter name="met" value="ivr"/>');
  });

  it('the agent and the changes that the call was placed with, whatever its campaign says by now', async () => {
    const callId = await newCall();
    await Calls.updateOne(
      { _id: callId },
      { $set: { agentId: 'agent_chosen', overrides: { language: 'de' } } },
    );
    const settings = {
      'settings.overrides': { language: 'fr', prompt: 'Something new' },
      'settings.variables': { about: { field: 'topic' } },
    };
    await Campaigns.updateOne({ _id: parseCallId(callId)?.campaignId }, { $set: settings });
    await startCall(callId);
    await brokeOff(callId);
    const { text } = await ask(`${path(callId)}?waits=3`);
    expect(text).toContain('<Parameter name="agent_id" value="agent_chosen"/>');
    expect(text).toContain('<Parameter name="override_language" value="de"/>');
    expect(text).not.toContain('override_prompt');
    expect(text).toContain('<Parameter name="var_about" value="teeth"/>');
  });

  it('nothing when it was closed in good order and the workflow says nothing', async () => {
    const callId = await newCall();
    await startCall(callId);
    expect((await ask(`${path(callId)}?waits=3`)).text).toMatch(/<Response\/>$/);
  });

  it('to ask again, three times, while the workflow does not answer', async () => {
    const callId = await newCall();
    await startCall(callId);
    await brokeOff(callId);
    for (const waits of [0, 1, 2]) {
      const { text } = await ask(`${path(callId)}?waits=${waits}`);
      expect(text).toContain(`<Redirect>https://dialer.example${path(callId)}?waits=${waits + 1}#`);
    }
  });

  it('nothing when the phone call, or its workflow, is over', async () => {
    const callId = await newCall();
    await brokeOff(callId);
    expect((await ask(path(callId))).text).toMatch(/<Response\/>$/);
    await startCall(callId);
    expect((await ask(path(callId), 'completed')).text).toMatch(/<Response\/>$/);
  });

  it('to ask again while no bridge takes streams, and to try one in the end', async () => {
    const callId = await newCall();
    await startCall(callId);
    await brokeOff(callId);
    draining = true;
    const again = await ask(`${path(callId)}?waits=3`);
    expect(again.text).toContain(`<Redirect>https://dialer.example${path(callId)}?waits=4#`);
    expect((await ask(`${path(callId)}?waits=8`)).text).toContain('<Stream');
    draining = false;
    expect((await ask(`${path(callId)}?waits=3`)).text).toContain('<Stream');
  });

  it('an apology when the database does not say what call it is', async () => {
    const callId = callIdOf({ campaignId: newId(), contactId: newId(), attempt: 1 });
    await startCall(callId);
    await brokeOff(callId);
    expect((await ask(`${path(callId)}?waits=3`)).text).toMatch(/<Say>.*Goodbye\.<\/Say><Hangup\/>/);
  });

  it.each([
    ['a stream that no call has', (id: string) => path(id, MOST_STREAMS + 1), 404],
    ['a stream that is no number', (id: string) => path(id, 'x'), 404],
    ['more waits than are given', (id: string) => `${path(id)}?waits=9`, 404],
    ['no call', () => path('abc'), 404],
  ])('nothing for %s', async (_, pathOf, status) => {
    expect((await ask(pathOf(await newCall()))).status).toBe(status);
  });

  it('nothing without a signature of ours', async () => {
    expect((await ask(path(await newCall()), 'in-progress', 'another-token-of-somebody')).status).toBe(403);
  });
});
