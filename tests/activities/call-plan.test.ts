import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentOf } from '../../activities/agent-of.ts';
import { hasFreeNumber, numberToShow } from '../../activities/caller-ids.ts';
import { createElevenLabs } from '../../activities/clients/elevenlabs.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { findCall } from '../../activities/find-call.ts';
import { placeCall } from '../../activities/place-call.ts';
import { deferCall } from '../../activities/record-call.ts';
import { callIdOf, parseCallId } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { newId } from '../../platform/mongo.ts';
import { claimedCall, MORE_NUMBERS, startWorld, type World } from './world.ts';

const [MELBOURNE, BRISBANE] = MORE_NUMBERS;
let world: World;
beforeAll(async () => {
  world = await startWorld('call_plan');
});
afterAll(() => world?.end());

/** What the sandbox was really asked for. */
async function atTwilio(callId: string) {
  const call = await Calls.findById(callId).lean();
  return world.sandbox.referee.report().calls.find(({ sid }) => sid === call?.callSid);
}

/** The next attempt at the same contact. */
async function nextAttempt(callId: string): Promise<string> {
  const ids = parseCallId(callId);
  if (!ids) throw new Error('not a call id');
  const next = callIdOf({ ...ids, attempt: ids.attempt + 1 });
  await Calls.updateOne(
    { _id: callId },
    { $set: { phase: 'ended', intent: 'closed', outcome: 'no_answer' } },
  );
  await Contacts.updateOne({ _id: ids.contactId }, { $set: { liveCallId: null } });
  await Enrolments.updateOne({ callId }, { $set: { callId: next, attempts: ids.attempt + 1 } });
  return next;
}

/** An agent made at the vendor; answers its id. */
async function newAgent(agent: object, overrides: object = {}): Promise<string> {
  const made = await fetch(`${world.sandbox.url}/v1/convai/agents/create`, {
    method: 'POST',
    headers: { 'xi-api-key': world.deps.env.ELEVENLABS_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'A',
      conversation_config: { agent },
      platform_settings: { overrides: { conversation_config_override: overrides } },
    }),
  });
  return ((await made.json()) as { agent_id: string }).agent_id;
}

describe('the number that is shown', () => {
  it('is another one with the next attempt, and the one that Twilio was given', async () => {
    const first = await claimedCall('+442079460110', { callerIds: { numbers: [MELBOURNE, BRISBANE] } });
    expect(await placeCall(world.deps, { callId: first })).toMatchObject({ kind: 'placed' });
    const second = await nextAttempt(first);
    expect(await placeCall(world.deps, { callId: second })).toMatchObject({ kind: 'placed' });
    const shown = await Promise.all(
      [first, second].map(async (id) => (await Calls.findById(id).lean())?.from),
    );
    expect([...shown].sort()).toEqual([MELBOURNE, BRISBANE]);
    expect([(await atTwilio(first))?.from, (await atTwilio(second))?.from]).toEqual(shown);
  });

  it("is the installation's where the campaign names none, and is kept all the same", async () => {
    const callId = await claimedCall('+442079460120');
    await placeCall(world.deps, { callId });
    expect(await Calls.findById(callId).lean()).toMatchObject({
      from: world.deps.env.TWILIO_PHONE_NUMBER,
      agentId: 'agent_test',
    });
  });

  it('is looked for by a call whose answer was lost, which is then found', async () => {
    const callId = await claimedCall('+442079460191', { callerIds: { numbers: [BRISBANE] } });
    expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
    expect(await Calls.findById(callId).lean()).toMatchObject({ intent: 'written', from: BRISBANE });
    expect(await findCall(world.deps, { callId })).toMatchObject({ kind: 'found' });
    expect((await atTwilio(callId))?.from).toBe(BRISBANE);
  });

  it('is no matter of the contact, who is put off, when it is not of the account any more', async () => {
    const callId = await claimedCall('+442079460720', { callerIds: { numbers: ['+442079460999'] } });
    expect(await placeCall(world.deps, { callId })).toMatchObject({
      kind: 'deferred',
      reason: expect.stringContaining('caller id'),
    });
    expect(await Calls.findById(callId).lean()).not.toHaveProperty('from');
  });

  it('stays the same when an attempt that made no call is repeated', async () => {
    const callId = await claimedCall('+442079460190', { callerIds: { numbers: [MELBOURNE, BRISBANE] } });
    await expect(placeCall(world.deps, { callId })).rejects.toMatchObject({ type: 'NotCreated' });
    const before = await Calls.findById(callId).lean();
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
    expect((await atTwilio(callId))?.from).toBe(before?.from);
  });
});

describe('a number that may be shown for so many calls a day', () => {
  const pool = (perNumberPerDay: number) => ({
    callerIds: { numbers: [MELBOURNE, BRISBANE], perNumberPerDay },
  });

  /** Frees the numbers of what other tests did. */
  const forget = () => Calls.updateMany({}, { $unset: { from: 1 } });

  it('is shown for no more, and then the call is put off with its reason', async () => {
    await forget();
    const ids = await Promise.all(
      ['+442079460210', '+442079460220', '+442079460230'].map((to) => claimedCall(to, pool(1))),
    );
    const placed = [];
    for (const callId of ids) placed.push(await placeCall(world.deps, { callId }));
    expect(placed.map(({ kind }) => kind)).toEqual(['placed', 'placed', 'deferred']);
    expect(placed[2]).toMatchObject({ reason: expect.stringContaining('Every caller id') });
    const { until } = placed[2] as { until: number };
    const oldest = await Calls.findById(ids[0]).lean();
    expect(until - (oldest?.startedAt.getTime() ?? 0)).toBe(24 * 3600_000);
    expect(
      await hasFreeNumber({ numbers: [MELBOURNE, BRISBANE], localPresence: false, perNumberPerDay: 1 }),
    ).toBe(false);
  });

  it('is never shown for one too many, however many are dialed at once', async () => {
    await forget();
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, at) => claimedCall(`+442079460${300 + 10 * at}`, pool(2))),
    );
    const placed = await Promise.all(ids.map((callId) => placeCall(world.deps, { callId })));
    for (const number of [MELBOURNE, BRISBANE]) {
      expect(await Calls.countDocuments({ from: number, callSid: { $ne: null } })).toBeLessThanOrEqual(2);
    }
    expect(placed.filter(({ kind }) => kind !== 'placed').every(({ kind }) => kind === 'deferred')).toBe(
      true,
    );
    // Whoever was put off has shown no number.
    expect(await Calls.countDocuments({ _id: { $in: ids }, callSid: null, from: { $ne: null } })).toBe(0);
  });

  it('is shown again after 24 hours', async () => {
    await forget();
    const callId = await claimedCall('+442079460710', pool(1));
    const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
    const long = {
      ...ids,
      _id: callIdOf(ids),
      phase: 'ended' as const,
      intent: 'closed' as const,
      from: '+61255509999',
    };
    await Calls.create({ ...long, startedAt: new Date(Date.now() - 25 * 3600_000) });
    const chosen = await numberToShow(
      { numbers: ['+61255509999'], localPresence: false, perNumberPerDay: 1 },
      { callId, contactId: newId(), phone: '+442079460710' },
    );
    expect(chosen).toEqual({ number: '+61255509999' });
  });

  it('is not counted for an attempt that was given back', async () => {
    await forget();
    const callId = await claimedCall('+442079460510', {
      callerIds: { numbers: [MELBOURNE], perNumberPerDay: 5 },
    });
    const dying: Dependencies = {
      ...world.deps,
      reached: async (point) => {
        if (point === 'after intent') throw new Error('killed');
      },
    };
    await expect(placeCall(dying, { callId })).rejects.toThrow('killed');
    await Calls.updateOne({ _id: callId }, { $set: { startedAt: new Date(Date.now() - 120_000) } });
    expect(await findCall(world.deps, { callId })).toEqual({ kind: 'none' });
    expect(await Calls.countDocuments({ from: MELBOURNE })).toBe(0);
    await deferCall({ callId, until: Date.now(), reason: 'x' });
  });
});

describe('the agent', () => {
  const shares = [
    { agentId: 'agent_a', weight: 1 },
    { agentId: 'agent_b', weight: 1 },
  ];

  it('is chosen once for a person, kept with the call, and stays when weights change', async () => {
    const callId = await claimedCall('+442079460610', { agents: shares });
    await placeCall(world.deps, { callId });
    const first = (await Calls.findById(callId).lean())?.agentId;
    expect(['agent_a', 'agent_b']).toContain(first);
    const { campaignId, contactId } = parseCallId(callId) ?? { campaignId: '', contactId: '' };
    const other = first === 'agent_a' ? 'agent_b' : 'agent_a';
    const agents = [
      { agentId: other, weight: 100 },
      { agentId: first, weight: 1 },
    ];
    await Campaigns.updateOne({ _id: campaignId }, { $set: { 'settings.agents': agents } });
    const campaign = await Campaigns.findById(campaignId).lean();
    if (!campaign) throw new Error('the campaign is missing');
    expect(await agentOf(world.deps.env, campaign, contactId)).toBe(first);
    await Campaigns.updateOne(
      { _id: campaignId },
      { $set: { 'settings.agents': [{ agentId: other, weight: 1 }] } },
    );
    const second = await nextAttempt(callId);
    await placeCall(world.deps, { callId: second });
    expect((await Calls.findById(second).lean())?.agentId).toBe(other);
  });

  it('is not called with where a variable is missing that it needs', async () => {
    const agentId = await newAgent({
      first_message: 'Hi {{first_name}}',
      prompt: { prompt: 'About {{plan}}.' },
    });
    const callId = await claimedCall('+442079460620', { agentId });
    const before = world.creates();
    expect(await placeCall(world.deps, { callId })).toEqual({
      kind: 'refused',
      outcome: 'blocked',
      reason: 'The agent needs plan, which this contact lacks',
    });
    expect(world.creates()).toBe(before);
    const mapped = await claimedCall('+442079460630', {
      agentId,
      variables: { plan: { field: 'tariff', fallback: 'Gold' } },
    });
    expect(await placeCall(world.deps, { callId: mapped })).toMatchObject({ kind: 'placed' });
  });

  it('is changed only as far as it allows by now', async () => {
    const agentId = await newAgent({ first_message: 'Hi' }, { agent: { language: true } });
    const callId = await claimedCall('+442079460640', {
      agentId,
      overrides: { language: 'de', firstMessage: 'Hallo' },
    });
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
    expect((await Calls.findById(callId).lean())?.overrides).toEqual({ language: 'de' });
  });

  it('is taken as it was asked for while ElevenLabs does not answer', async () => {
    const callId = await claimedCall('+442079460650', { agentId: 'agent_x', overrides: { language: 'de' } });
    const elevenLabs = createElevenLabs({ ...world.deps.env, ELEVENLABS_BASE_URL: 'http://127.0.0.1:9' });
    expect(await placeCall({ ...world.deps, elevenLabs }, { callId })).toMatchObject({ kind: 'placed' });
    expect(await Calls.findById(callId).lean()).toMatchObject({
      agentId: 'agent_x',
      overrides: { language: 'de' },
    });
  });
});
