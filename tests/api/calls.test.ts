import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CallView, callViewSchema } from '../../contracts/http/calls.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { Recordings, recordingMedia } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { addStatus, addTurn, makeCall, makeCampaign } from './support/calls.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let campaignId: string;

beforeAll(async () => {
  world = await startApiWorld({ TEMPORAL_UI_URL: 'http://127.0.0.1:8233' });
  campaignId = await makeCampaign();
});
afterAll(() => world.close());

async function list(query: string): Promise<CallView[]> {
  const items = [];
  let cursor = '';
  do {
    const { data } = (await world.asAdmin.get(`/api/calls?limit=2${query}${cursor}`).expect(200)).body;
    items.push(...data.items);
    cursor = data.nextCursor && `&cursor=${encodeURIComponent(data.nextCursor)}`;
  } while (cursor);
  return items;
}

describe('a call that is up', () => {
  it('shows what Twilio said last, whatever came last', async () => {
    const id = await makeCall(campaignId);
    await addStatus(id, 'ringing', 1);
    await addStatus(id, 'in-progress', 10);
    await addStatus(id, 'initiated', 0);
    const call = callViewSchema.parse((await world.asAdmin.get(`/api/calls/${id}`).expect(200)).body.data);
    expect(call).toMatchObject({
      campaignName: 'Calls',
      contactName: expect.stringMatching(/^Person/),
      phase: 'up',
      liveStatus: 'in-progress',
      outcome: null,
      hasTranscript: false,
      recording: null,
    });
    expect(call.phone).toMatch(/^\+61 2 7010 \d{4}$/);
    const workflow = encodeURIComponent(`call/${id.replaceAll('.', '/')}`);
    expect(call.temporalUrl).toBe(`http://127.0.0.1:8233/namespaces/default/workflows/${workflow}`);
  });

  it('does not claim to know yet how it went', async () => {
    const id = await makeCall(campaignId);
    expect((await world.asAdmin.get(`/api/calls/${id}`).expect(200)).body.data).toMatchObject({
      answeredBy: null,
      terminatedBy: null,
      terminatedByFrom: null,
      firstAudioMs: null,
      messageLeft: false,
      cost: { twilio: null, credits: null, total: null },
    });
  });

  it('has its number masked for a viewer', async () => {
    const id = await makeCall(campaignId);
    const viewer = await world.signedInAs('viewer');
    const { phone } = (await viewer.get(`/api/calls/${id}`).expect(200)).body.data;
    expect(phone).toMatch(/^\+61 ••• ••\d\d$/);
    const { items } = (await viewer.get(`/api/calls?campaignId=${campaignId}`)).body.data;
    for (const item of items) expect(item.phone).toContain('•••');
  });
});

describe('a call that has ended', () => {
  it('shows who answered, who ended it and whose word that is, what was heard when, and its price', async () => {
    const facts = {
      answeredBy: 'machine_end_beep',
      terminatedBy: 'contact',
      terminatedByFrom: 'insights',
      firstAudioMs: 840,
      audio: { addedP50Ms: 0.05, replyMs: 750, droppedFrames: 0, lateFrames: 2 },
      messageLeft: true,
    } as const;
    const price = { amount: 0.0135, currency: 'USD' };
    const id = await makeCall(campaignId, { phase: 'ended', outcome: 'voicemail', price, ...facts });
    const call = callViewSchema.parse((await world.asAdmin.get(`/api/calls/${id}`).expect(200)).body.data);
    expect(call).toMatchObject({
      ...facts,
      cost: { twilio: 0.0135, elevenLabs: 0, total: 0.0135, currency: 'USD' },
    });
  });
});

describe('the list of calls', () => {
  it('pages from the newest to the oldest, also within one moment, and filters', async () => {
    const id = await makeCampaign('List');
    const moments = [1000, 3000, 2000, 3000, 3000];
    const ids = await Promise.all(
      moments.map((ms, index) =>
        makeCall(id, {
          startedAt: new Date(ms),
          phase: 'ended',
          outcome: index === 0 ? 'busy' : 'human',
          talkSeconds: index,
        }),
      ),
    );
    const listed = await list(`&campaignId=${id}`);
    expect(listed.map((call) => Date.parse(call.startedAt))).toEqual([3000, 3000, 3000, 2000, 1000]);
    expect(new Set(listed.map((call) => call.id))).toEqual(new Set(ids));
    expect((await list(`&campaignId=${id}&outcome=busy`)).map((call) => call.id)).toEqual([ids[0]]);
    expect((await list('')).length).toBeGreaterThanOrEqual(5);
    for (const query of ['cursor=5', 'cursor=5_x', 'outcome=gone', 'campaignId=x', 'limit=0']) {
      await world.asAdmin.get(`/api/calls?${query}`).expect(400);
    }
  });

  it('finds nothing under an id that is none', async () => {
    await world.asAdmin.get('/api/calls/nonsense').expect(404);
    const parts = parseCallId(await makeCall(campaignId));
    await world.asAdmin.get(`/api/calls/${parts?.campaignId}.${parts?.contactId}.9`).expect(404);
  });
});

describe('a transcript', () => {
  it('is what was said so far, conversation by conversation, until the final one is there', async () => {
    const id = await makeCall(campaignId);
    await addTurn(id, 0, 'Good morning');
    await addTurn(id, 1, 'Hello');
    await addTurn(id, 0, 'Sorry, we were cut off', 'conv_a');
    const live = (await world.asAdmin.get(`/api/calls/${id}/transcript`).expect(200)).body.data;
    expect(live).toMatchObject({ callId: id, source: 'live', summary: null, costCredits: null });
    expect(live.turns.map((turn: { text: string }) => turn.text)).toEqual([
      'Good morning',
      'Hello',
      'Sorry, we were cut off',
    ]);
    await Transcripts.create({
      _id: id,
      conversationId: 'conv_b',
      source: 'final',
      turns: [{ speaker: 'agent', text: 'Good morning.', atSeconds: 0 }],
      summary: 'A greeting',
      successful: 'success',
      costCredits: 210,
      storedAt: new Date(),
    });
    const final = (await world.asAdmin.get(`/api/calls/${id}/transcript`).expect(200)).body.data;
    expect(final).toEqual({
      callId: id,
      source: 'final',
      turns: [{ speaker: 'agent', text: 'Good morning.', atSeconds: 0 }],
      summary: 'A greeting',
      successful: 'success',
      costCredits: 210,
    });
    expect((await world.asAdmin.get(`/api/calls/${id}`)).body.data.hasTranscript).toBe(true);
  });
});

describe('a recording', () => {
  const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
  let path: string;

  beforeAll(async () => {
    const id = await makeCall(campaignId, { phase: 'ended', outcome: 'human' });
    const upload = recordingMedia().openUploadStreamWithId(id as never, 'recording.wav');
    upload.end(bytes);
    await once(upload, 'finish');
    await Recordings.create({
      _id: id,
      recordingSid: `RE${'a'.repeat(32)}`,
      durationSeconds: 43,
      channels: 2,
      bytes: bytes.length,
      contentType: 'audio/wav',
      storedAt: new Date(),
    });
    path = `/api/calls/${id}/recording`;
    const call = (await world.asAdmin.get(`/api/calls/${id}`)).body.data;
    expect(call.recording).toEqual({ durationSeconds: 43, bytes: bytes.length });
  });

  const get = (range?: string) => {
    const asked = world.asAdmin.get(path).responseType('blob');
    return range ? asked.set('Range', range) : asked;
  };

  it('comes whole', async () => {
    const answer = await get().expect(200);
    expect(bytes.equals(answer.body)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': '700000',
      'accept-ranges': 'bytes',
    });
    expect(answer.headers['cache-control']).toContain('private');
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=261119-261121', 261_119, 261_121],
    ['bytes=699990-', 699_990, 699_999],
    ['bytes=-5', 699_995, 699_999],
    ['bytes=0-9999999', 0, 699_999],
  ])('comes in part: %s', async (range, first, last) => {
    const answer = await get(range).expect(206);
    expect(answer.headers['content-range']).toBe(`bytes ${first}-${last}/700000`);
    expect(bytes.subarray(first, last + 1).equals(answer.body)).toBe(true);
  });

  it('says when a part lies outside of it', async () => {
    const answer = await world.asAdmin.get(path).set('Range', 'bytes=700000-').expect(416);
    expect(answer.headers['content-range']).toBe('bytes */700000');
    expect(answer.body.error.code).toBe('range_not_satisfiable');
  });

  it('comes whole for a range that is none, several, or of another version', async () => {
    for (const range of ['bytes=x', 'pages=1-2', 'bytes=0-1,5-6']) {
      expect((await get(range).expect(200)).body).toHaveLength(700_000);
    }
    const other = await get('bytes=0-9').set('If-Range', '"another"').expect(200);
    expect(other.body).toHaveLength(700_000);
  });

  it('is described by HEAD, and not sent again to one who has it', async () => {
    const head = await world.asAdmin.head(path).expect(200);
    expect(head.headers['content-length']).toBe('700000');
    await world.asAdmin
      .get(path)
      .set('If-None-Match', head.headers.etag ?? '')
      .expect(304);
  });

  it('is not found where there is none, and not given to strangers', async () => {
    const id = await makeCall(campaignId);
    await world.asAdmin.get(`/api/calls/${id}/recording`).expect(404);
    await world.anonymous.get(path).expect(401);
  });

  it('survives listeners who leave in the middle', async () => {
    for (const _ of [1, 2, 3]) {
      const leaving = new AbortController();
      const headers = { Authorization: `Bearer ${world.env.API_KEY}` };
      const answer = await fetch(`${world.url}${path}`, { headers, signal: leaving.signal });
      await answer.body?.getReader().read();
      leaving.abort();
    }
    await get('bytes=0-9').expect(206);
  });
});
