import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallView } from '../../contracts/http/calls.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { ApiClient } from '../../ops/demo/api-client.ts';
import { until } from '../support/until.ts';
import { refereed, toSandbox } from './requests.ts';
import { startWorld, type World } from './world.ts';

/** A pool of two numbers and two agents, over real sockets; the sandbox's referee tells what phones showed. */
const LONDON = '+442079460900';
const NEW_YORK = '+12125550100';
const RINGS_OUT_AT_FIRST = '+442079460497';
const RESET_BEFORE_THE_ANSWER = '+442079460491';

let world: World;
let client: ApiClient;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox']);
  client = new ApiClient(world.env.SERVER_URL, world.env.API_KEY ?? '');
}, 120_000);
afterAll(() => world?.end(), 60_000);

/** Calls to or of a number, as the API has them, the first one first. */
async function recorded(query: string, phone: string): Promise<CallView[]> {
  const { items } = await client.ask<Page<CallView>>('GET', `/api/calls?limit=50${query}`);
  return items.filter((call) => call.phone.replace(/\s/g, '') === phone).reverse();
}

describe('a campaign with a pool of numbers and several agents', () => {
  it('shows another number with a retry, finds a call whose answer was lost, and knows people who call back', async () => {
    const { agent_id: second } = await toSandbox<{ agent_id: string }>(
      world,
      'POST',
      '/v1/convai/agents/agent_sandbox/duplicate',
      {},
    );
    const campaign = await client.createCampaign({
      name: 'Pool',
      settings: {
        callerIds: { numbers: [LONDON, NEW_YORK], perNumberPerDay: 10 },
        agents: [{ agentId: second }],
        overrides: { firstMessage: 'Hello {{first_name}}, it is about your {{plan}}.' },
        variables: { plan: { field: 'tariff', fallback: 'plan' } },
        retry: { maxAttempts: 2, afterSeconds: { no_answer: 1 } },
      },
    });
    const csv = `phone,name,tariff\n${RINGS_OUT_AT_FIRST},Ana Test,\n${RESET_BEFORE_THE_ANSWER},Ben Test,Gold\n`;
    await client.importContacts(campaign.id, csv);
    await client.start(campaign.id);
    await until(
      'the campaign is completed',
      async () => (await client.campaign(campaign.id)).state === 'completed',
      150_000,
    );

    const { calls, conversations } = await refereed(world);
    const shownTo = (phone: string) => calls.filter(({ to }) => to === phone).map(({ from }) => from);
    const query = `&campaignId=${campaign.id}`;
    const retried = await recorded(query, RINGS_OUT_AT_FIRST);
    expect(retried.map(({ outcome }) => outcome)).toEqual(['no_answer', 'human']);
    expect([...shownTo(RINGS_OUT_AT_FIRST)].sort()).toEqual([NEW_YORK, LONDON]);
    expect(shownTo(RINGS_OUT_AT_FIRST)).toEqual(retried.map(({ callerId }) => callerId));

    const [lost, ...more] = await recorded(query, RESET_BEFORE_THE_ANSWER);
    expect([more, shownTo(RESET_BEFORE_THE_ANSWER)]).toEqual([[], [lost?.callerId]]);
    expect(lost).toMatchObject({ outcome: 'human', agentId: second });

    const talks = conversations.filter(({ userId }) => userId?.startsWith(campaign.id));
    expect(talks.map(({ agentId }) => agentId)).toEqual([second, second]);
    expect(talks.every(({ userTurns }) => userTurns > 0)).toBe(true);
    await callsBack(RINGS_OUT_AT_FIRST, retried[0]?.callerId ?? '', second);
  }, 240_000);

  /** The person calls a number that they were shown; the agent they had talks to them. */
  async function callsBack(from: string, to: string, agentId: string): Promise<void> {
    await toSandbox(world, 'PUT', '/sandbox/inbound', {
      voiceUrl: `${world.env.SERVER_URL}/webhooks/twilio/inbound`,
      statusCallback: `${world.env.SERVER_URL}/webhooks/twilio/inbound/status`,
    });
    const { sid } = await toSandbox<{ sid: string }>(world, 'POST', '/sandbox/inbound-calls', { from, to });
    const call = await until(
      'the call to us is over',
      async () => (await recorded('', from)).find((one) => one.callSid === sid && one.phase === 'ended'),
      60_000,
    );
    expect(call).toMatchObject({ campaignName: 'Calls to us', callerId: to, agentId });
    const { conversations } = await refereed(world);
    expect(conversations.find(({ userId }) => userId === call.id)).toMatchObject({ agentId });
  }
});
