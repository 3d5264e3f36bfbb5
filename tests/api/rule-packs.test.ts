import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gateRecord } from '../../activities/gate-record.ts';
import { listPacks } from '../../api/queries/rules/packs.ts';
import type { GateFacts } from '../../contracts/gate.ts';
import { type RulePack, rulePackSchema } from '../../contracts/rules.ts';
import type { CallDoc } from '../../platform/models/call.ts';
import { decide } from '../../workflows/gate/decide.ts';
import { STANDARD_PACKS } from '../../workflows/gate/packs/index.ts';
import { makeCall, makeCampaign } from './support/calls.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world?.close());

const SOURCE = { source: 'Our lawyer, 2026-11-01', standing: 'sure' };
const PERTH_TEN = Date.parse('2026-11-20T10:00:00+08:00');

/** Rules for Australia that close before noon. */
function afternoons(version: string, from = '12:00'): RulePack {
  return rulePackSchema.parse({
    id: 'own-au',
    version,
    name: 'Afternoons',
    asOf: '2026-11-01',
    appliesTo: { country: 'AU' },
    hours: [{ ...SOURCE, days: [1, 2, 3, 4, 5], from, to: '17:00' }],
  });
}

const put = (pack: RulePack, id = pack.id) => world.asAdmin.put(`/api/rule-packs/${id}`).send(pack);

describe('rule packs', () => {
  it('are the standard ones until somebody says otherwise', async () => {
    const { data } = (await world.asAdmin.get('/api/rule-packs').expect(200)).body;
    expect(data.why).toBeNull();
    expect(data.inForce).toEqual(STANDARD_PACKS.map(({ id, version }) => `${id}@${version}`));
    const one = (await world.asAdmin.get('/api/rule-packs/AU').expect(200)).body.data;
    expect(one).toMatchObject({ isOwn: false, pack: { id: 'AU' }, versions: [expect.any(String)] });
    await world.asAdmin.get('/api/rule-packs/XX').expect(404);
  });

  it('of our own are stored by version, and never change', async () => {
    await put(afternoons('1')).expect(200);
    await put(afternoons('1')).expect(200);
    await put(afternoons('1', '13:00')).expect(409);
    const { data } = (await put(afternoons('2', '13:00')).expect(200)).body;
    expect(data).toMatchObject({ isOwn: true, versions: ['1', '2'], pack: { version: '2' } });
    const diff = (await world.asAdmin.get('/api/rule-packs/own-au/diff?from=1&to=2').expect(200)).body.data;
    expect(diff).toMatchObject({
      changed: [],
      rules: [{ kind: 'hours', removed: [{ from: '12:00' }], added: [{ from: '13:00' }] }],
    });
  });

  it('are refused when they are not ours to change, or cannot be read', async () => {
    const [australia] = STANDARD_PACKS;
    await put({ ...(australia as RulePack), version: '9' }).expect(400);
    await put(afternoons('3'), 'own-other').expect(400);
    const { error } = (await put({ ...afternoons('3'), hours: [{ days: [8] }] } as never).expect(400)).body;
    expect(error.details.join()).toMatch(/hours\.0/);
    const manager = await world.signedInAs('manager');
    await manager.put('/api/rule-packs/own-au').send(afternoons('3')).expect(403);
    await manager.put('/api/rule-packs-in-force').send({ packs: 'standard' }).expect(403);
  });

  it('are put in force by name, and an own one by its version if wished', async () => {
    const inForce = (packs: unknown) => world.asAdmin.put('/api/rule-packs-in-force').send({ packs });
    const { data } = (await inForce(['AU', 'own-au@1']).expect(200)).body;
    expect(data.inForce).toEqual([expect.stringMatching(/^AU@/), 'own-au@1']);
    const { error } = (await inForce(['AU@1', 'own-au@7', 'ZZ', 'own-au']).expect(400)).body;
    expect(error.details).toHaveLength(4);
    await inForce([]).expect(400);
    const again = (await inForce('standard').expect(200)).body.data;
    expect(again.inForce).toHaveLength(STANDARD_PACKS.length);
  });

  it('are none where the installation has switched law off, and it says why', async () => {
    const view = await listPacks({ ...world.env, CALLING_RULES: 'none' });
    expect(view).toMatchObject({ inForce: [], why: expect.stringContaining('CALLING_RULES=none') });
  });
});

/** A call that was allowed on a Friday at ten in Perth, by a pack of ours alone. */
async function allowedCall(): Promise<string> {
  const pack = afternoons('0', '09:00');
  await put(pack).expect(200);
  const facts: GateFacts = {
    now: PERTH_TEN,
    person: {
      phone: '+6185550',
      lineType: 'fixed',
      timeZone: 'Australia/Perth',
      region: 'WA',
      country: 'AU',
    },
    campaign: {
      id: 'c',
      state: 'running',
      purpose: 'informational',
      maxAttempts: 1,
      requireConsent: false,
      schedule: { windows: [], blackoutDates: [] },
    },
    attemptsMade: 0,
    dialedAt: [],
    dialedEver: 0,
    suppressions: [],
    consents: [],
    washes: [],
    packs: [pack],
  };
  const verdict = decide(facts);
  expect(verdict.decision).toBe('allow');
  const gate = gateRecord(verdict, facts, '+61855501234', world.env.SESSION_SECRET);
  const call: Partial<CallDoc> = { gate, startedAt: new Date(PERTH_TEN), phase: 'ended' };
  return makeCall(await makeCampaign(), call);
}

describe('the evidence of a call', () => {
  it('is its verdict with all inputs and the text of its rules, and holds no number', async () => {
    const id = await allowedCall();
    const answer = await world.asAdmin.get(`/api/calls/${id}/evidence`).expect(200);
    expect(answer.headers['content-disposition']).toContain(`evidence-${id}.json`);
    const { data } = answer.body;
    expect(data).toMatchObject({
      callId: id,
      gate: {
        decision: 'allow',
        verdict: { packs: [{ id: 'own-au', version: '0' }], zones: ['Australia/Perth'] },
        facts: { person: { phone: '+6185550', region: 'WA' }, packs: [{ id: 'own-au', version: '0' }] },
        phoneHash: expect.stringMatching(/^[\w-]{43}$/),
      },
      packs: [{ id: 'own-au', version: '0', hours: [{ from: '09:00' }] }],
    });
    expect(answer.text).not.toContain('+61855501234');
    const viewer = await world.signedInAs('viewer');
    await viewer.get(`/api/calls/${id}/evidence`).expect(403);
  });
});

describe('deciding again', () => {
  it('says which calls another pack would not have allowed, page by page', async () => {
    const ids = [await allowedCall(), await allowedCall()];
    const again = async (body: object) =>
      (await world.asAdmin.post('/api/admin/decide-again').send(body).expect(200)).body.data;
    const since = '2026-11-20T00:00:00Z';
    const first = await again({ pack: 'own-au@2', since, limit: 2 });
    const second = await again({ pack: 'own-au@2', since, limit: 2, cursor: first.nextCursor });
    const changed = [...first.changed, ...second.changed];
    expect(changed.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(changed[0]).toMatchObject({ decision: 'defer', rules: ['hours.own-au'] });
    expect(await again({ pack: afternoons('8', '09:30'), since })).toMatchObject({
      changed: [],
      pack: 'own-au@8',
    });
    expect(await again({ pack: 'own-au@2', since: '2026-11-20T09:00:00Z' })).toMatchObject({ looked: 0 });
    await world.asAdmin.post('/api/admin/decide-again').send({ pack: 'own-no', since }).expect(404);
  });
});
