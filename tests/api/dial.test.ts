import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { contactIdOf } from '../../api/commands/import/people.ts';
import { callIdOf, callWorkflowId } from '../../contracts/ids.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { Calls } from '../../platform/models/call.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Lines } from '../../platform/models/line.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

/** What is refused at once, and what is asked of Temporal; the calls themselves are in tests/flows. */
let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
  await Lines.create({ _id: 'line:00001' });
});
afterAll(() => world.close());

let keys = 0;
function dial(body: object, key: string | null = `key-number-${keys++}`) {
  const post = world.asAdmin.post('/api/calls');
  return (key === null ? post : post.set('Idempotency-Key', key)).send(body);
}

describe('POST /api/calls', () => {
  it('makes one call for one key, also when it is sent many times at once', async () => {
    const body = { phone: '0491 570 156', country: 'AU', name: 'Ana' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => dial(body, 'the-same-key')));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.data?.id}`)).size).toBe(1);
    const id = answers[0]?.body.data.id as string;
    expect(answers[0]?.body.data).toMatchObject({
      phase: 'queued',
      campaignName: 'Calls by hand',
      attempt: 1,
    });
    const { status } = await world.temporal.workflow.getHandle(callWorkflowId(id)).describe();
    expect(status.name).toBe('RUNNING');
    expect(await Calls.countDocuments({})).toBe(1);
  });

  it('numbers the calls to one person', async () => {
    const body = { phone: '+61491570157' };
    const [one, two] = [await dial(body), await dial(body)];
    expect([one.body.data.attempt, two.body.data.attempt]).toEqual([1, 2]);
  });

  it.each([
    ['no key', { phone: '+61491570158' }, null, 400, 'Idempotency-Key is needed'],
    ['a key that is no text', { phone: '+61491570158' }, 'short', 400, '8 to 100'],
    ['no number', {}, undefined, 400, 'phone'],
    ['a national number without its country', { phone: '0491570158' }, undefined, 400, 'country'],
    ['a used key', { phone: '+61491570158' }, 'the-same-key', 409, 'another call'],
    [
      'a message without words',
      { phone: '+61491570158', settings: { onVoicemail: 'leave_message' } },
      undefined,
      400,
      'write what to say',
    ],
    [
      'a reserved variable',
      { phone: '+61491570158', variables: { system__x: 'y' } },
      undefined,
      400,
      'variables',
    ],
  ] as const)('refuses %s and says so', async (_title, body, key, status, says) => {
    const answer = await dial(body, key);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body.error)).toContain(says);
  });

  it('refuses a number on the do-not-call list, and a person who is on the phone', async () => {
    await Suppressions.create({ _id: '+61491570159', source: 'test', addedAt: new Date() });
    expect((await dial({ phone: '+61491570159' })).body.error.message).toContain('do-not-call');
    await Contacts.create({
      _id: 'e'.repeat(24),
      phone: '+61491570110',
      liveCallId: 'x',
      createdAt: new Date(),
    });
    expect((await dial({ phone: '+61491570110' })).body.error.message).toContain('up already');
  });

  it('refuses when all lines are in use', async () => {
    await Lines.updateMany({}, { $set: { callId: 'somebody' } });
    expect((await dial({ phone: '+61491570111' })).body.error.message).toContain('All lines');
    await Lines.updateMany({}, { $set: { callId: null } });
  });

  it('is not for those who may only read', async () => {
    const viewer = await world.signedInAs('viewer');
    await viewer.post('/api/calls').send({ phone: '+61491570112' }).expect(403);
    await world.anonymous.post('/api/calls').send({ phone: '+61491570112' }).expect(401);
  });
});

describe('a call that comes in', () => {
  function called(form: Record<string, string>, token = world.env.TWILIO_AUTH_TOKEN) {
    const url = `${world.env.SERVER_URL}${WEBHOOK_PATHS.inbound}`;
    const signature = twilio.getExpectedTwilioSignature(token, url, form);
    return world.anonymous
      .post(WEBHOOK_PATHS.inbound)
      .type('form')
      .set('X-Twilio-Signature', signature)
      .send(form);
  }
  const CallSid = `CA${'9'.repeat(32)}`;

  it('is one call, however often Twilio asks what to do with it', async () => {
    const form = { CallSid, From: '+61491570120', CallStatus: 'ringing', Direction: 'inbound' };
    const answers = await Promise.all([called(form), called(form), called(form)]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('<Gather');
    }
    expect(await Calls.countDocuments({ callSid: CallSid })).toBe(1);
  });

  describe('is for the agent', () => {
    const [LONDON, NEW_YORK] = ['+442079460900', '+12125550100'];
    const [ANA, BEN] = ['+442079460711', '+442079460712'];
    let calls = 0;

    /** A call that somebody got, from a number of ours and with an agent. */
    async function wasCalled(
      phone: string,
      from: string,
      agentId: string,
      minutesAgo: number,
    ): Promise<void> {
      const contactId = await contactIdOf({ phone, name: '', variables: {} });
      const ids = { campaignId: newId(), contactId, attempt: 1 };
      const startedAt = new Date(Date.now() - minutesAgo * 60_000);
      const facts = { phase: 'ended' as const, intent: 'closed' as const, phone, from, agentId, startedAt };
      await Calls.create({ _id: callIdOf(ids), ...ids, ...facts });
    }

    async function agentFor(From: string, To: string): Promise<string | undefined> {
      calls += 1;
      const sid = `CA${String(calls).padStart(32, '5')}`;
      await called({ CallSid: sid, From, To }).expect(200);
      const call = await Calls.findOne({ callSid: sid }).lean();
      expect(call).toMatchObject({ called: To });
      expect(call).not.toHaveProperty('from');
      return call?.agentId;
    }

    it('of the last call that showed the number to them, else to anybody, else of the installation', async () => {
      await wasCalled(ANA, LONDON, 'agent_of_london', 60);
      await wasCalled(ANA, NEW_YORK, 'agent_of_new_york', 30);
      expect(await agentFor(ANA, LONDON)).toBe('agent_of_london');
      expect(await agentFor(ANA, NEW_YORK)).toBe('agent_of_new_york');
      expect(await agentFor(ANA, '+442079460901')).toBe('agent_of_new_york');
      expect(await agentFor(BEN, LONDON)).toBe('agent_of_london');
      expect(await agentFor(BEN, '+442079460901')).toBe(world.env.ELEVENLABS_AGENT_ID);
    });
  });

  it('from a withheld number is told why it is not taken', async () => {
    const { text } = await called({ CallSid: `CA${'8'.repeat(32)}`, From: 'anonymous' });
    expect(text).toContain('withheld');
    expect(text).toContain('<Hangup/>');
  });

  it('is not taken without the signature of Twilio', async () => {
    const form = { CallSid: `CA${'7'.repeat(32)}`, From: '+61491570121' };
    await called(form, 'not-the-token-of-this-account').expect(403);
    expect(await Calls.countDocuments({ callSid: form.CallSid })).toBe(0);
  });
});
