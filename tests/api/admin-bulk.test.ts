import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BulkBody, BulkResult } from '../../contracts/http/admin.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import {
  ENDED,
  endWorkflows,
  enrolmentOf,
  makeEnrolledCall,
  makePlannedCampaign,
  mendOf,
} from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let campaignId: string;

beforeAll(async () => {
  world = await startApiWorld();
});
beforeEach(async () => {
  campaignId = await makePlannedCampaign();
});
afterAll(async () => {
  await endWorkflows(world);
  await world.close();
});

async function bulk(body: BulkBody): Promise<BulkResult> {
  return (await world.asAdmin.post('/api/admin/calls/bulk').send(body).expect(200)).body.data;
}

const human = { ...ENDED, outcome: 'human' as const };

describe('an operation on many calls', () => {
  it('is done to those that fit, and says of each what came of it', async () => {
    const fits = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'busy' });
    const waiting = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'busy' }, { state: 'waiting' });
    const other = await makeEnrolledCall(campaignId);
    const query = { campaignId, outcome: 'busy' as const };

    const tried = await bulk({ action: 'retry', query, dryRun: true });
    expect(tried).toMatchObject({ dryRun: true, counts: { would: 1, refused: 1, done: 0, failed: 0 } });
    expect(await enrolmentOf(fits)).toMatchObject({ state: 'done' });

    const done = await bulk({ action: 'retry', query });
    expect(done).toMatchObject({ counts: { would: 0, refused: 1, done: 1, failed: 0 }, nextCursor: null });
    const refused = done.results.find(({ id }) => id === waiting);
    expect(refused).toMatchObject({ result: 'refused', message: expect.stringContaining('waiting already') });
    expect(await enrolmentOf(fits)).toMatchObject({ state: 'waiting' });
    expect(await enrolmentOf(other)).toMatchObject({ state: 'done' });
  });

  it('goes on where it left off, over all pages', async () => {
    const moments = [5000, 4000, 4000, 4000, 3000];
    for (const ms of moments) await makeEnrolledCall(campaignId, { ...ENDED, startedAt: new Date(ms) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { results, nextCursor } = await bulk({
        action: 'retry',
        query: { campaignId },
        limit: 2,
        cursor,
      });
      seen.push(...results.map(({ id }) => id));
      cursor = nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    await world.asAdmin
      .post('/api/admin/calls/bulk')
      .send({ action: 'retry', query: {}, cursor: 'x' })
      .expect(400);
  });

  it('knows when calls began and what they lack', async () => {
    const old = await makeEnrolledCall(campaignId, { ...human, startedAt: new Date('2026-01-01T00:00:00Z') });
    const kept = await makeEnrolledCall(campaignId, human);
    await makeEnrolledCall(campaignId);
    await Transcripts.create({
      _id: kept,
      conversationId: 'c',
      source: 'final',
      turns: [],
      storedAt: new Date(),
    });
    const live = await makeEnrolledCall(campaignId, human);
    await Transcripts.create({
      _id: live,
      conversationId: 'c',
      source: 'live',
      turns: [],
      storedAt: new Date(),
    });
    const lacking = await bulk({
      action: 'refetch',
      query: { campaignId, missing: 'transcript', since: '2026-06-01T00:00:00Z' },
      dryRun: true,
    });
    expect(lacking.results.map(({ id }) => id)).toEqual([live]);
    const before = await bulk({
      action: 'refetch',
      query: { campaignId, until: '2026-06-01T00:00:00Z' },
      dryRun: true,
    });
    expect(before.results.map(({ id }) => id)).toEqual([old]);
  });

  it('finds what is unaccounted for', async () => {
    const unknown = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'unknown' });
    const open = await makeEnrolledCall(campaignId, { phase: 'up', callSid: 'CA3' });
    await makeEnrolledCall(campaignId);
    const { results } = await bulk({ action: 'reconcile', query: { campaignId, missing: 'end' } });
    expect(new Set(results.map(({ id }) => id))).toEqual(new Set([unknown, open]));
    expect(await mendOf(world, open)).toBe('mend RUNNING');
  });

  it.each([
    { action: 'delete', query: {} },
    { action: 'retry' },
    { action: 'retry', query: { since: 'yesterday' } },
    { action: 'retry', query: { campaign: 'x' } },
    { action: 'retry', query: {}, limit: 0 },
  ])('refuses %j', async (body) => {
    const { error } = (await world.asAdmin.post('/api/admin/calls/bulk').send(body).expect(400)).body;
    expect(error.details.length).toBeGreaterThan(0);
  });
});

describe('recovering transcripts', () => {
  it('fetches those that are missing of answered calls', async () => {
    const id = await makeEnrolledCall(campaignId, human);
    const { data } = (
      await world.asAdmin.post('/api/admin/recover-transcripts').send({ campaignId }).expect(200)
    ).body;
    expect(data).toMatchObject({ action: 'recover transcripts', counts: { done: 1 } });
    expect(await mendOf(world, id)).toBe('mend RUNNING');
  });
});

describe('the audit log', () => {
  it('has who asked for what, and what came of it, newest first', async () => {
    const id = await makeEnrolledCall(campaignId);
    const began = new Date().toISOString();
    const done = await world.asAdmin.post(`/api/admin/calls/${id}/retry`).expect(200);
    await world.asAdmin.post(`/api/admin/calls/${id}/retry`).expect(409);
    const { items } = (await world.asAdmin.get(`/api/admin/audit?target=${id}`).expect(200)).body.data;
    expect(items).toEqual([
      expect.objectContaining({
        action: 'call_retry',
        state: 'refused',
        error: { code: 'not_allowed_now', message: expect.stringContaining('waiting already') },
      }),
      expect.objectContaining({
        by: { id: 'api-key', name: 'API key' },
        targets: [id],
        input: { id },
        state: 'done',
        result: expect.objectContaining({ id }),
        requestId: done.headers['x-request-id'],
      }),
    ]);
    expect(Date.parse(items[0].at)).toBeGreaterThanOrEqual(Date.parse(items[1].at));
    const since = `/api/admin/audit?since=${began}&action=call_retry`;
    expect((await world.asAdmin.get(since).expect(200)).body.data.items).toHaveLength(2);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await world.asAdmin.get(`/api/admin/audit?since=${later}`)).body.data.items).toEqual([]);
  });

  it('pages, knows what managers did, and keeps no number', async () => {
    const manager = await world.signedInAs('manager');
    const settings = { onVoicemail: 'leave_message', voicemailMessage: 'Ring +61 2 5550 1000 back' };
    const body = { name: 'Ring +61 491 570 156 back', settings };
    const { id } = (await manager.post('/api/campaigns').send(body).expect(201)).body.data;
    await manager
      .post(`/api/campaigns/${id}/contacts`)
      .type('text/csv')
      .send('phone\n+61491570157\n')
      .expect(200);
    await manager.post(`/api/campaigns/${id}/pause`).expect(409);
    const first = (await world.asAdmin.get(`/api/admin/audit?target=${id}&limit=2`).expect(200)).body.data;
    const next = `/api/admin/audit?target=${id}&limit=2&cursor=${first.nextCursor}`;
    const second = (await world.asAdmin.get(next).expect(200)).body.data;
    const items = [...first.items, ...second.items];
    expect(items.map(({ action }) => action)).toEqual([
      'pause_campaign',
      'import_contacts',
      'create_campaign',
    ]);
    expect(second.nextCursor).toBeNull();
    expect(items.map(({ by }) => by.name)).toEqual(['A manager', 'A manager', 'A manager']);
    expect(JSON.stringify(items)).not.toMatch(/491 ?570|5550/);
    await world.asAdmin.get('/api/admin/audit?cursor=x').expect(400);
  });
});
