import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EnrolmentView } from '../../contracts/contact.ts';
import type { CallView } from '../../contracts/http/calls.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import type { CallEvidence, DecideAgainResult, RulePacksView } from '../../contracts/http/rules.ts';
import { rulePackSchema } from '../../contracts/rules.ts';
import { ApiClient } from '../../ops/demo/api-client.ts';
import { until } from '../support/until.ts';
import { refereed } from './requests.ts';
import { startWorld, type World } from './world.ts';

/**
 * Law as a manager and an administrator meet it, from the list of contacts to the phones that rang. The packs are our own,
 * since this is to end alike at every hour of the day: Great Britain is open round the clock, Australia three days from now.
 */
const OPEN = '+442079460910';
const ASKED_US_NOT_TO = '+442079460920';
const ON_THE_REGISTER = '+442079460930';
const AT_NIGHT = '+61255501040';
const UNDER_NO_PACK = '+493023125050';
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

let world: World;
let client: ApiClient;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox'], { CALLING_RULES: 'standard' });
  client = new ApiClient(world.env.SERVER_URL, world.env.API_KEY ?? '');
}, 120_000);
afterAll(() => world?.end(), 60_000);

function api<T>(method: string, path: string, body?: object | string): Promise<T> {
  if (typeof body === 'string') return client.ask(method, `/api${path}`, body, 'text/csv');
  return client.ask(method, `/api${path}`, body && JSON.stringify(body), 'application/json');
}

interface Rules {
  days: number[];
  registry?: string;
}

/** A pack of our own for a country, open on these days. */
function packOf(country: string, version: string, { days, registry }: Rules) {
  const rule = { source: 'Our lawyer, 2026-11-01', standing: 'sure' };
  return rulePackSchema.parse({
    id: `own-${country.toLowerCase()}`,
    version,
    name: `Own rules for ${country}`,
    asOf: '2026-11-01',
    appliesTo: { country },
    hours: [{ ...rule, days, from: '00:00', to: '24:00' }],
    registries: registry ? [{ ...rule, registry, maxAgeDays: 30 }] : [],
  });
}

async function store(pack: ReturnType<typeof packOf>): Promise<void> {
  await api('PUT', `/rule-packs/${pack.id}`, pack);
}

function inThreeDays(): number {
  const today = new Date().getUTCDay() || 7;
  return ((today + 2) % 7) + 1;
}

/** How often each phone rang, as the sandbox saw it. */
async function ringsOf(phones: string[]): Promise<number[]> {
  const { calls } = await refereed(world);
  return phones.map((phone) => calls.filter(({ to }) => to === phone).length);
}

describe('a campaign under the law', () => {
  it('calls whom the packs in force let it call, says why it leaves the others, and heeds other packs at once', async () => {
    await store(packOf('GB', '1', { days: EVERY_DAY, registry: 'OWN-REGISTER' }));
    await store(packOf('AU', '1', { days: [inThreeDays()] }));
    const { inForce } = await api<RulePacksView>('PUT', '/rule-packs-in-force', {
      packs: ['own-gb', 'own-au'],
    });
    expect(inForce).toEqual(['own-gb@1', 'own-au@1']);

    const { id } = await client.createCampaign({ name: 'Under the law', settings: { lines: 4 } });
    const everybody = [OPEN, ASKED_US_NOT_TO, ON_THE_REGISTER, AT_NIGHT, UNDER_NO_PACK];
    await client.importContacts(id, `phone\n${everybody.join('\n')}\n`);
    await api('POST', '/suppressions/import?kind=internal', `phone\n${ASKED_US_NOT_TO}\n`);
    const washedAt = new Date().toISOString();
    const register = `kind=registry&list=OWN-REGISTER&washedAt=${washedAt}&country=GB`;
    await api('POST', `/suppressions/import?${register}`, `phone\n${ON_THE_REGISTER}\n`);

    await client.start(id);
    const standing = async () => {
      const { items } = await api<Page<EnrolmentView>>('GET', `/campaigns/${id}/contacts?limit=50`);
      return everybody.map((phone) => items.find((item) => item.phone.replace(/\s/g, '') === phone));
    };
    const outcomes = async () => (await standing()).map((one) => one?.outcome ?? one?.state);
    const settled = ['human', 'suppressed', 'suppressed', 'waiting', 'blocked'];
    await until(
      'all but one of them are done with',
      async () => (await outcomes()).filter((word) => word === 'waiting').length === 1,
      60_000,
    );
    await until('the call is over', async () => (await outcomes())[0] === 'human', 60_000);
    expect(await outcomes()).toEqual(settled);
    expect(await ringsOf(everybody)).toEqual([1, 0, 0, 0, 0]);
    await until('it says what it waits for', async () =>
      /^Waiting for \w+ \d\d:\d\d in /.test((await client.campaign(id)).reason ?? ''),
    );

    const { items } = await api<Page<CallView>>('GET', `/calls?campaignId=${id}`);
    const callId = items.find(({ phone }) => phone.replace(/\s/g, '') === OPEN)?.id ?? '';
    const evidence = await api<CallEvidence>('GET', `/calls/${callId}/evidence`);
    expect(evidence).toMatchObject({ outcome: 'human', gate: { decision: 'allow' } });
    expect(evidence.packs.map((pack) => `${pack.id}@${pack.version}`)).toEqual(['own-gb@1']);
    const closed = packOf('GB', '2', { days: [inThreeDays()] });
    const again = await api<DecideAgainResult>('POST', '/admin/decide-again', {
      pack: closed,
      since: washedAt,
    });
    expect(again).toMatchObject({ looked: 1, changed: [{ id: callId, decision: 'defer' }] });

    await store(packOf('AU', '2', { days: EVERY_DAY }));
    await api('PUT', '/rule-packs-in-force', { packs: ['own-gb', 'own-au'] });
    await until(
      'the campaign is completed',
      async () => (await client.campaign(id)).state === 'completed',
      60_000,
    );
    expect(await outcomes()).toEqual(['human', 'suppressed', 'suppressed', 'human', 'blocked']);
    expect(await ringsOf(everybody)).toEqual([1, 0, 0, 1, 0]);
  }, 240_000);
});
