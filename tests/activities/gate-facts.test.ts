import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimEnrolments } from '../../activities/claim-enrolments.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { factsFor } from '../../activities/gate-facts.ts';
import { ensureLines } from '../../activities/lines.ts';
import { placeCall } from '../../activities/place-call.ts';
import type { GateFacts, SuppressionFact } from '../../contracts/gate.ts';
import {
  type CallId,
  callIdOf,
  enrolmentIdOf,
  parseCallId,
  STANDING_CAMPAIGNS,
} from '../../contracts/ids.ts';
import { type RulePack, rulePackSchema } from '../../contracts/rules.ts';
import { refuseLawless } from '../../platform/calling-rules.ts';
import { parseEnv } from '../../platform/env.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Consents } from '../../platform/models/consent.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { RegistryWashes } from '../../platform/models/registry-wash.ts';
import { IN_FORCE, PacksInForce } from '../../platform/models/rule-pack.ts';
import { Suppressions, suppressionIdOf } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { phoneHash } from '../../platform/phone-hash.ts';
import { keepPack } from '../../platform/rule-packs.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** What the gate is told comes from the records, and its verdict is kept with it. The rules are a pack of our own. */
let world: World;
let lawful: Dependencies;
const DAY = 86_400_000;
const SOURCE = { source: 'test', standing: 'sure' };

/** Open at any hour, so that no test depends on the clock; asks for a register, and for two calls a day at most. */
const PACK: RulePack = rulePackSchema.parse({
  id: 'own-au',
  version: '1',
  name: 'Australia, at any hour',
  asOf: '2026-11-01',
  appliesTo: { country: 'AU' },
  hours: [{ ...SOURCE, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  registries: [{ ...SOURCE, registry: 'AU-DNCR', maxAgeDays: 30 }],
  caps: [{ ...SOURCE, calls: 2, hours: 24 }],
});

beforeAll(async () => {
  world = await startWorld('gate_facts');
  lawful = { ...world.deps, env: { ...world.deps.env, CALLING_RULES: 'standard' } };
  await keepPack(PACK, 'test');
  await PacksInForce.create({ _id: IN_FORCE, packs: ['own-au'], by: 'test', at: new Date() });
});
afterAll(() => world?.end());

let people = 0;
const nextPhone = () => `+6185550${String(people++).padStart(4, '0')}`;
const callTo = async (
  settings: object = {},
): Promise<{ callId: CallId; contactId: string; phone: string }> => {
  const phone = nextPhone();
  const callId = await claimedCall(phone, settings);
  return { callId, phone, contactId: parseCallId(callId)?.contactId ?? '' };
};

async function wash(daysAgo: number, covers: 'known' | 'everybody' = 'everybody'): Promise<void> {
  const washedAt = new Date(Date.now() - daysAgo * DAY);
  await RegistryWashes.updateOne(
    { _id: 'AU-DNCR' },
    { $set: { washedAt, covers, by: 'test', recordedAt: new Date() } },
    { upsert: true },
  );
}

async function suppress(phone: string, kind: SuppressionFact['kind'], list?: string): Promise<void> {
  const where = kind === 'internal' ? {} : { kind, list, phone };
  const _id = suppressionIdOf({ phone, kind, ...(list ? { list } : {}) });
  await Suppressions.create({ _id, ...where, source: 'test', addedAt: new Date() });
}

/** A call to this person, made so many hours ago. */
async function earlierCall(contactId: string, hoursAgo: number, more: Partial<CallDoc> = {}): Promise<void> {
  const ids = { campaignId: newId(), contactId, attempt: 1, ...more };
  await Calls.create({
    ...ids,
    _id: callIdOf(ids),
    phase: 'ended',
    intent: 'closed',
    outcome: 'no_answer',
    callSid: `CA${newId()}`,
    startedAt: new Date(Date.now() - hoursAgo * 3_600_000),
    ...more,
  });
}

const factsOf = async (callId: CallId): Promise<GateFacts> => (await factsFor(lawful.env, callId)).facts;

describe('what the gate is told', () => {
  it('is where the person is as their contact says it, and of the number no more than its area', async () => {
    const { callId, contactId, phone } = await callTo({ purpose: 'research', requireConsent: true });
    const where = { timeZone: 'Australia/Perth', country: 'AU', region: 'WA', postcode: '6000' };
    await Contacts.updateOne({ _id: contactId }, { $set: { ...where, lineType: 'fixed' } });
    const facts = await factsOf(callId);
    expect(facts.person).toEqual({ phone: phone.slice(0, 8), lineType: 'fixed', ...where });
    expect(facts.campaign).toMatchObject({ purpose: 'research', requireConsent: true });
    expect(facts.packs).toEqual([PACK]);
    expect(JSON.stringify(facts)).not.toContain(phone);
  });

  it('has defaults where an old campaign says nothing, and takes its window for a schedule', async () => {
    const window = { timeZone: 'Australia/Perth', days: [1], from: '09:00', to: '17:00' };
    const { callId } = await callTo();
    await Campaigns.updateOne(
      { _id: parseCallId(callId)?.campaignId },
      { $set: { settings: { lines: 1, window, retry: { maxAttempts: 2, afterSeconds: {} } } } },
    );
    expect((await factsOf(callId)).campaign).toMatchObject({
      purpose: 'telemarketing',
      requireConsent: false,
      maxAttempts: 2,
      schedule: { windows: [window], blackoutDates: [] },
    });
  });

  it('knows every list that binds here, and no other', async () => {
    const { callId, contactId, phone } = await callTo({ suppressionLists: ['spring'] });
    const other = nextPhone();
    await Contacts.updateOne({ _id: contactId }, { $set: { phones: [phone, other] } });
    await suppress(phone, 'registry', 'AU-DNCR');
    await suppress(phone, 'campaign', 'spring');
    await suppress(phone, 'campaign', 'autumn');
    await suppress(other, 'registry', 'AU-DNCR');
    await suppress(other, 'reassigned', 'rnd');
    await suppress(other, 'internal');
    const kinds = (await factsOf(callId)).suppressions.map(({ kind, list }) =>
      `${kind} ${list ?? ''}`.trim(),
    );
    expect(kinds.sort()).toEqual(['campaign spring', 'internal', 'registry AU-DNCR']);
  });

  it('counts the calls to a person wherever they came from, and those alone that may have rung', async () => {
    const { callId, contactId, phone } = await callTo();
    await earlierCall(contactId, 1);
    await earlierCall(contactId, 2, { campaignId: STANDING_CAMPAIGNS.byHand });
    await earlierCall(contactId, 3, { campaignId: STANDING_CAMPAIGNS.inbound });
    await earlierCall(contactId, 4, { callSid: undefined, outcome: 'canceled' });
    await earlierCall(contactId, 5, { callSid: undefined, outcome: 'unknown' });
    await earlierCall(contactId, 6, {
      callSid: undefined,
      outcome: undefined,
      phase: 'placing',
      intent: 'written',
    });
    const namesake = newId();
    await Contacts.create({
      _id: namesake,
      phone: nextPhone(),
      phones: ['+6189', phone],
      createdAt: new Date(),
    });
    await earlierCall(namesake, 300);
    const { dialedAt, dialedEver } = await factsOf(callId);
    const hours = dialedAt.map((at) => Math.round((Date.now() - at) / 3_600_000));
    expect(hours).toEqual([1, 2, 5, 6, 300]);
    expect(dialedEver).toBe(5);
  });

  it('knows consents with their ends, and that a call-back was asked for', async () => {
    const { callId, contactId } = await callTo();
    const { campaignId = '' } = parseCallId(callId) ?? {};
    const givenAt = new Date('2026-01-01');
    await Consents.create({
      ...{ _id: newId(), contactId, basis: 'express', evidence: 'x', by: 'test', addedAt: givenAt },
      ...{ givenAt, revokedAt: new Date('2026-02-01') },
    });
    const before = { state: 'waiting' as const, dueAt: new Date() };
    const _id = enrolmentIdOf(campaignId, contactId);
    await Enrolments.updateOne({ _id }, { $set: { callBack: { at: new Date(Date.now() - 1000), before } } });
    const facts = await factsOf(callId);
    expect(facts.consents).toEqual([
      { basis: 'express', givenAt: givenAt.getTime(), revokedAt: Date.parse('2026-02-01') },
    ]);
    expect(facts.callBack).toBe(true);
  });
});

describe('a call under rules', () => {
  it('is not made to whoever came after the wash, unless the whole register lies here', async () => {
    const before = await callTo();
    await wash(1, 'known');
    const after = await callTo();
    await Contacts.updateOne({ _id: after.contactId }, { $set: { createdAt: new Date(Date.now() + 1000) } });
    expect(await placeCall(lawful, before)).toMatchObject({ kind: 'placed' });
    expect((await factsOf(after.callId)).washes).toEqual([]);
    await wash(1);
    expect((await factsOf(after.callId)).washes).toMatchObject([{ registry: 'AU-DNCR' }]);
  });

  it('is refused before the register was asked, with its verdict and what that was made of', async () => {
    await RegistryWashes.deleteMany({});
    const { callId, phone } = await callTo();
    const creates = world.creates();
    expect(await placeCall(lawful, { callId })).toMatchObject({ kind: 'refused', outcome: 'blocked' });
    expect(world.creates()).toBe(creates);
    const call = await Calls.findById(callId).lean();
    expect(call).toMatchObject({
      intent: 'closed',
      gate: {
        decision: 'block',
        reasons: [expect.stringContaining('AU-DNCR')],
        verdict: { reasons: [{ rule: 'registry.own-au.AU-DNCR' }], packs: [{ id: 'own-au', version: '1' }] },
        facts: { packs: [{ id: 'own-au', version: '1' }], washes: [] },
        phoneHash: phoneHash(phone, lawful.env.SESSION_SECRET),
      },
    });
    expect(JSON.stringify(call?.gate)).not.toContain(phone);
  });

  it('is refused after a stale wash, made after a fresh one, and put off by the cap', async () => {
    await wash(31);
    const stale = await callTo();
    expect(await placeCall(lawful, stale)).toMatchObject({ kind: 'refused', outcome: 'blocked' });
    await wash(1);
    const { callId, contactId } = await callTo();
    expect(await placeCall(lawful, { callId })).toMatchObject({ kind: 'placed' });
    expect((await Calls.findById(callId).lean())?.gate).toMatchObject({
      decision: 'allow',
      facts: { dialedEver: 0 },
    });
    await Contacts.updateOne({ _id: contactId }, { $set: { liveCallId: null } });
    await earlierCall(contactId, 5);
    const ids = { campaignId: parseCallId(callId)?.campaignId ?? '', contactId, attempt: 2 };
    const placed = await placeCall(lawful, { callId: callIdOf(ids) });
    expect(placed).toMatchObject({ kind: 'deferred' });
    const inHours = ((placed as { until: number }).until - Date.now()) / 3_600_000;
    expect(inHours).toBeGreaterThan(18.9);
    expect(inHours).toBeLessThan(19.1);
  });

  it('keeps to a cap of our own, for every campaign together', async () => {
    await wash(1);
    const { callId, contactId } = await callTo();
    await earlierCall(contactId, 1);
    const capped = { ...lawful, env: { ...lawful.env, PERSON_CAPS: [{ calls: 1, hours: 2 }] } };
    expect(await placeCall(capped, { callId })).toMatchObject({ kind: 'deferred' });
  });

  it.each(['internal', 'registry', 'campaign', 'reassigned'] as const)(
    'is not made when the number comes onto a list (%s) after the intent',
    async (kind) => {
      await wash(1);
      const { callId, phone } = await callTo({ suppressionLists: ['spring'] });
      const list = { internal: undefined, registry: 'AU-DNCR', campaign: 'spring', reassigned: 'rnd' }[kind];
      const late = {
        ...lawful,
        reached: async (point: string) => {
          if (point === 'after intent') await suppress(phone, kind, list);
        },
      };
      const creates = world.creates();
      expect(await placeCall(late, { callId })).toMatchObject({ kind: 'refused', outcome: 'suppressed' });
      expect(world.creates()).toBe(creates);
      expect(await Calls.findById(callId).lean()).toMatchObject({
        intent: 'closed',
        gate: { decision: 'block' },
      });
    },
  );

  it('is not claimed where it would be blocked, and the contact says why', async () => {
    await wash(1);
    const { claim, _id } = await waiting({ requireConsent: true });
    expect(await claim()).toEqual({ calls: [], unwashed: [] });
    expect(await Enrolments.findById(_id).lean()).toMatchObject({
      state: 'done',
      outcome: 'blocked',
      gate: { decision: 'block', facts: { consents: [] }, phoneHash: expect.any(String) },
    });
  });

  it('is not claimed before the list is washed, and the contact goes on waiting', async () => {
    await RegistryWashes.deleteMany({});
    const { claim, _id } = await waiting({});
    expect(await claim()).toEqual({ calls: [], unwashed: [expect.stringContaining('AU-DNCR')] });
    expect(await Enrolments.findById(_id).lean()).toMatchObject({ state: 'waiting' });
    await wash(1);
    expect(await claim()).toMatchObject({ calls: [expect.any(String)], unwashed: [] });
  });

  /** A contact who is due in a running campaign. */
  async function waiting(settings: object) {
    await ensureLines(5);
    const { callId, contactId } = await callTo(settings);
    const { campaignId = '' } = parseCallId(callId) ?? {};
    const _id = enrolmentIdOf(campaignId, contactId);
    await Enrolments.updateOne({ _id }, { $set: { state: 'waiting', attempts: 0, callId: null } });
    const campaign = await Campaigns.findById(campaignId).lean();
    if (!campaign) throw new Error('there is no campaign');
    const claim = async () => {
      const unwashed: string[] = [];
      const turn = { room: 5, reserve: 0 };
      const calls = await claimEnrolments(lawful.env, campaign, turn, (reason) => unwashed.push(reason));
      return { calls, unwashed };
    };
    return { _id, claim };
  }
});

describe('switching law off', () => {
  it('is refused with a real account, unless somebody writes out that it is meant', () => {
    const env = { ...world.deps.env, CALLING_RULES: 'none' as const };
    expect(() => refuseLawless(env)).not.toThrow();
    const real = { ...env, TWILIO_BASE_URL: undefined };
    expect(() => refuseLawless(real)).toThrow(/CALLING_RULES_NONE_CONFIRMED/);
    expect(() => refuseLawless({ ...real, CALLING_RULES_NONE_CONFIRMED: 'yes' })).toThrow();
    const meant = { ...real, CALLING_RULES_NONE_CONFIRMED: 'i-answer-for-the-law-myself' };
    expect(() => refuseLawless(meant)).not.toThrow();
    expect(() => refuseLawless({ ...real, CALLING_RULES: 'standard' })).not.toThrow();
  });

  it('leaves the caps of our own, as the environment says them', () => {
    const env = (PERSON_CAPS: string) => parseEnv({ ...REQUIRED, PERSON_CAPS }).PERSON_CAPS;
    expect(env('3/24, 10/168,20')).toEqual([
      { calls: 3, hours: 24 },
      { calls: 10, hours: 168 },
      { calls: 20 },
    ]);
    expect(env('')).toEqual([]);
    expect(() => env('three')).toThrow(/PERSON_CAPS/);
  });
});

const REQUIRED = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'x'.repeat(16),
  TWILIO_PHONE_NUMBER: '+61255501000',
  ELEVENLABS_API_KEY: 'x'.repeat(16),
  ELEVENLABS_AGENT_ID: 'agent',
  ELEVENLABS_WEBHOOK_SECRET: 'x'.repeat(16),
  MONGODB_URI: 'mongodb://127.0.0.1/outdial',
  SESSION_SECRET: 'x'.repeat(32),
};
