import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import type { CallId } from '../../contracts/ids.ts';
import { AuditEntries } from '../../platform/models/audit-entry.ts';
import { Bridges } from '../../platform/models/bridge.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { SESSION_SECRET, type TwilioPeer } from '../bridge/twilio-peer.ts';
import { World as BridgeWorld } from '../bridge/world.ts';
import { until } from '../support/until.ts';
import { makeCall, makeCampaign } from './support/calls.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const CALL_SID = `CA${'7'.repeat(32)}`;

/** A real bridge with a call on it, and Twilio's API as far as a call can be given other instructions. */
let bridges: BridgeWorld;
let world: ApiWorld;
let twilio: Server;
let asked: URLSearchParams[] = [];
let refusal: { status: number; code: number } | undefined;
beforeAll(async () => {
  bridges = await BridgeWorld.create();
  twilio = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(new URLSearchParams(body));
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(refusal ? { ...refusal, message: 'no' } : { sid: CALL_SID }));
  });
  await new Promise<void>((resolve) => twilio.listen(0, '127.0.0.1', resolve));
  world = await startApiWorld({
    BRIDGE_URL: 'ws://127.0.0.1:9',
    SESSION_SECRET,
    TWILIO_BASE_URL: `http://127.0.0.1:${(twilio.address() as AddressInfo).port}`,
  });
  await Bridges.create({
    _id: 'b',
    address: `ws://127.0.0.1:${bridges.port}`,
    calls: 0,
    room: 0,
    draining: true,
    seenAt: new Date(Date.now() + 60_000),
  });
});
afterAll(async () => {
  await world.close();
  await bridges.close();
  await new Promise((resolve) => twilio.close(resolve));
});

let id: CallId;
let stream: TwilioPeer;
beforeEach(async () => {
  asked = [];
  refusal = undefined;
  id = await makeCall(await makeCampaign(), { callSid: CALL_SID });
  stream = await bridges.talk({}, id);
});

describe('POST /api/calls/:id/listen', () => {
  it('answers with an address at which the call is heard, and the log of it has no token', async () => {
    const answer = await world.asAdmin.post(`/api/calls/${id}/listen`);
    expect(answer.status).toBe(200);
    const { url, token, expiresAt } = answer.body.data;
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(50_000);
    const texts: string[] = [];
    const listener = new WebSocket(url);
    listener.on('message', (data, isBinary) => isBinary || texts.push(String(data)));
    await until('the header', () => texts[0]);
    listener.terminate();
    const entry = await AuditEntries.findOne({ action: 'listen_to_call', targets: id }).lean();
    expect(entry?.state).toBe('done');
    expect(JSON.stringify(entry)).not.toContain(token);
  });
});

describe('POST /api/calls/:id/tell', () => {
  it('tells the agent', async () => {
    const answer = await world.asAdmin.post(`/api/calls/${id}/tell`).send({ text: 'They are a member.' });
    expect(answer.body.data).toEqual({ id, done: true });
    await until('the update', () =>
      bridges.agent.received.find(
        ({ type, text }) => type === 'contextual_update' && text === 'They are a member.',
      ),
    );
  });

  it.each([{}, { text: ' ' }, { text: 'x'.repeat(2_001) }])('refuses %j', async (body) => {
    expect((await world.asAdmin.post(`/api/calls/${id}/tell`).send(body)).status).toBe(400);
  });
});

describe('POST /api/calls/:id/transfer', () => {
  const transfer = (body: object) => world.asAdmin.post(`/api/calls/${id}/transfer`).send(body);

  it('gives Twilio other instructions, and the end of the stream is the operator’s', async () => {
    const before = bridges.bridge.stats().ended.operator ?? 0;
    const answer = await transfer({ phone: '02 5550 1234', country: 'AU' });
    expect(answer.body.data).toEqual({ id, done: true });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.get('Twiml')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Dial callerId="+61255501000" timeout="30"><Number>+61255501234</Number></Dial></Response>',
    );
    stream.stop();
    await until('its end', () => bridges.bridge.stats().ended.operator === before + 1);
    const entry = await AuditEntries.findOne({ action: 'transfer_call', targets: id }).lean();
    expect(JSON.stringify(entry)).not.toMatch(/5550 ?1234/);
  });

  it('refuses numbers that are none, that are not to be called, and the person’s own', async () => {
    await Suppressions.create({ _id: '+61491570156', source: 'test', addedAt: new Date() });
    const person = await Contacts.findById(id.split('.')[1]).lean();
    expect((await transfer({ phone: '12' })).status).toBe(400);
    expect((await transfer({ phone: '+61491570156' })).body.error.message).toContain('do-not-call');
    expect((await transfer({ phone: person?.phone })).status).toBe(409);
    expect(asked).toEqual([]);
  });

  it('says so when the call is over for Twilio, or Twilio will not', async () => {
    refusal = { status: 400, code: 21220 };
    expect((await transfer({ phone: '+61255501234' })).body.error.code).toBe('not_allowed_now');
    refusal = { status: 400, code: 21211 };
    expect((await transfer({ phone: '+61255501234' })).body.error).toMatchObject({ code: 'unavailable' });
  });
});

describe.each(['listen', 'tell', 'transfer'])('%s', (act) => {
  const body = { text: 'a', phone: '+61255501234' };

  it('is not for viewers, nor for nobody', async () => {
    const viewer = await world.signedInAs('viewer');
    expect((await viewer.post(`/api/calls/${id}/${act}`).send(body)).status).toBe(403);
    expect((await world.anonymous.post(`/api/calls/${id}/${act}`).send(body)).status).toBe(401);
  });

  it('is refused for a call that is over, has no stream, or does not exist', async () => {
    const campaign = await makeCampaign();
    const over = await makeCall(campaign, { phase: 'ended', callSid: CALL_SID });
    const silent = await makeCall(campaign, { callSid: CALL_SID });
    const post = async (call: string) =>
      (await world.asAdmin.post(`/api/calls/${call}/${act}`).send(body)).status;
    expect([await post(over), await post(silent)]).toEqual([409, 409]);
    expect(await post(`${campaign}.${campaign}.1`)).toBe(404);
    expect(asked).toEqual([]);
  });
});
