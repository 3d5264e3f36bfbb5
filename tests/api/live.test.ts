import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { CallView } from '../../contracts/http/calls.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import type { ClientToServer, ServerToClient } from '../../contracts/live.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { addStatus, addTurn, makeCall, makeCampaign } from './support/calls.ts';
import { until } from './support/until.ts';
import { API_KEY, type ApiWorld, PASSWORD, startApiWorld } from './support/world.ts';

type LiveSocket = Socket<ServerToClient, ClientToServer>;

let world: ApiWorld;
const open: LiveSocket[] = [];

beforeAll(async () => {
  world = await startApiWorld();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(() => world.close());

function connect(options: object): LiveSocket {
  const socket: LiveSocket = io(world.url, { forceNew: true, reconnection: false, ...options });
  open.push(socket);
  return socket;
}

const withKey = () => connect({ auth: { token: API_KEY }, transports: ['websocket'] });

/** Resolves to the reason for which the server refused, or undefined when it took the socket. */
function refusal(socket: LiveSocket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.on('connect', () => resolve(undefined));
    socket.on('connect_error', (error) => resolve(error.message));
  });
}

async function sessionCookie(role: 'viewer' | 'manager'): Promise<string> {
  const agent = await world.signedInAs(role);
  const { email } = (await agent.get('/api/auth/me')).body.data;
  const answer = await world.anonymous.post('/api/auth/sign-in').send({ email, password: PASSWORD });
  return answer.get('Set-Cookie')?.[0]?.split(';')[0] ?? '';
}

describe('a socket', () => {
  it('is refused without a session, with a wrong key, or from the page of another site', async () => {
    expect(await refusal(connect({}))).toBe('not_signed_in');
    expect(await refusal(connect({ auth: { token: `${API_KEY}x` } }))).toBe('not_signed_in');
    expect(await refusal(connect({ auth: { token: 5 } }))).toBe('not_signed_in');
    const Cookie = await sessionCookie('viewer');
    const origin = { Cookie, Origin: 'https://evil.example' };
    expect(await refusal(connect({ extraHeaders: origin, transports: ['websocket'] }))).toBeDefined();
    expect(await refusal(connect({ extraHeaders: { Cookie: 'outdial_session=x' } }))).toBe('not_signed_in');
  });

  it('is taken with a session or the key', async () => {
    const Cookie = await sessionCookie('viewer');
    const Origin = `http://localhost:${world.env.WEB_PORT}`;
    expect(await refusal(connect({ extraHeaders: { Cookie, Origin } }))).toBeUndefined();
    expect(await refusal(withKey())).toBeUndefined();
  });
});

describe('the room of all campaigns', () => {
  it('shows them at once, then each change, until one leaves', async () => {
    const id = await makeCampaign('Watched');
    const seen: CampaignView[] = [];
    const socket = withKey();
    socket.on('campaign', (campaign) => seen.push(campaign));
    socket.emit('watch', { kind: 'campaigns' });
    const states = () => seen.filter((campaign) => campaign.id === id).map((campaign) => campaign.state);
    await until('it is shown', () => (states().length === 1 ? true : undefined));
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'paused', reason: 'Paused by Ann' } });
    await until('the change is shown', () => (states().includes('paused') ? true : undefined));
    expect(states()).toEqual(['running', 'paused']);

    const other = withKey();
    const seenByOther: CampaignView[] = [];
    other.on('campaign', (campaign) => seenByOther.push(campaign));
    other.emit('watch', { kind: 'campaigns' });
    await until('the other is shown it', () => seenByOther.find((campaign) => campaign.id === id));
    socket.emit('unwatch', { kind: 'campaigns' });
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'running', reason: 'Calling' } });
    await until('the other sees it', () => seenByOther.find((campaign) => campaign.reason === 'Calling'));
    await until('the other sees it', () =>
      seenByOther.filter((campaign) => campaign.id === id).at(-1)?.state === 'running' ? true : undefined,
    );
    expect(states()).toEqual(['running', 'paused']);
  });
});

describe('the room of a campaign', () => {
  it('tells of its calls as they begin, ring and end; masked for a viewer', async () => {
    const id = await makeCampaign('Calls watched');
    const first = await makeCall(id);
    const seen: CallView[] = [];
    const Cookie = await sessionCookie('viewer');
    const socket = connect({ extraHeaders: { Cookie } });
    socket.on('calls', (calls) => seen.push(...calls));
    socket.emit('watch', { kind: 'campaign', campaignId: id });
    const of = (callId: string) => seen.filter((call) => call.id === callId);
    await until('the call that is up is shown', () => (of(first).length === 1 ? true : undefined));
    const second = await makeCall(id);
    await until('the new call is shown', () => of(second).at(0));
    await addStatus(second, 'ringing', 1);
    await until('it rings', () => of(second).find((call) => call.liveStatus === 'ringing'));
    const ended = { phase: 'ended', outcome: 'busy', startedAt: new Date(0) };
    await Calls.updateOne({ _id: first }, { $set: ended });
    await until('the first has ended', () => of(first).find((call) => call.outcome === 'busy'));
    expect(of(first)).toHaveLength(2);
    for (const call of seen) expect(call.phone).toContain('•••');
  });
});

describe('the room of a call', () => {
  it('tells what is said, and what was said after all', async () => {
    const id = await makeCall(await makeCampaign());
    await addTurn(id, 0, 'Good morning');
    const said: { from: number; texts: string[] }[] = [];
    const calls: CallView[] = [];
    const socket = withKey();
    socket.on('turns', ({ from, turns }) => said.push({ from, texts: turns.map((turn) => turn.text) }));
    socket.on('call', (call) => calls.push(call));
    socket.emit('watch', { kind: 'call', callId: id });
    await until('the first turn is told', () => said.at(0));
    await addTurn(id, 1, 'Hello');
    await until('the second turn is told', () => said.at(1));
    await LiveTurns.updateOne({ callId: id, atSeconds: 1 }, { $set: { text: 'Hel', interrupted: true } });
    await until('the correction is told', () => said.at(2));
    expect(said).toEqual([
      { from: 0, texts: ['Good morning'] },
      { from: 1, texts: ['Hello'] },
      { from: 1, texts: ['Hel'] },
    ]);
    await Calls.updateOne({ _id: id }, { $set: { phase: 'ended', outcome: 'human' } });
    await until('its end is told', () => calls.find((call) => call.outcome === 'human'));
    expect(calls).toHaveLength(2);
    expect(calls[0]?.phone).toMatch(/^\+61 2 7010/);
  });
});

describe('nonsense', () => {
  it('is not answered, and harms nobody', async () => {
    const socket = withKey();
    const seen: CampaignView[] = [];
    socket.on('campaign', (campaign) => seen.push(campaign));
    const watch = socket as unknown as { emit: (event: string, ...payload: unknown[]) => void };
    for (const payload of [undefined, null, 5, {}, { kind: 'call', callId: 'x' }, { kind: 'campaign' }]) {
      watch.emit('watch', payload);
      watch.emit('unwatch', payload);
    }
    watch.emit('watch');
    const id = await makeCampaign('After nonsense');
    socket.emit('watch', { kind: 'campaign', campaignId: id });
    await until('the campaign is shown', () => seen.find((campaign) => campaign.id === id));
  });
});
