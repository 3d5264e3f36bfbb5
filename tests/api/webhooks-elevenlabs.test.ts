import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callIdOf } from '../../contracts/ids.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { newId } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

function newCallId(): string {
  return callIdOf({ campaignId: newId(), contactId: newId(), attempt: 2 });
}

interface Signing {
  secondsAgo?: number;
  secret?: string;
  signed?: string;
}

/** Posts as ElevenLabs does; `signed` is another body than the one sent. */
function post(body: string, { secondsAgo = 0, secret, signed = body }: Signing = {}) {
  const t = Math.floor(Date.now() / 1000) - secondsAgo;
  const key = secret ?? world.env.ELEVENLABS_WEBHOOK_SECRET;
  const v0 = createHmac('sha256', key).update(`${t}.${signed}`).digest('hex');
  return world.anonymous
    .post(WEBHOOK_PATHS.elevenlabs)
    .set('ElevenLabs-Signature', `t=${t},v0=${v0}`)
    .set('Content-Type', 'application/json')
    .send(body);
}

function postCall(conversation: Record<string, unknown>, type = 'post_call_transcription'): string {
  const data = { agent_id: 'agent_test', status: 'done', transcript: [{ role: 'agent' }], ...conversation };
  return JSON.stringify({ type, event_timestamp: 1_800_000_000, data });
}

describe('the post-call webhook', () => {
  it('keeps a transcript with the events of its call, once', async () => {
    const callId = newCallId();
    const body = postCall({ conversation_id: 'conv_1', user_id: callId });
    for (const _ of [1, 2]) {
      expect((await post(body).expect(200)).body.data).toEqual({ stored: true });
    }
    const events = await CallEvents.find({ callId }).lean();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      _id: `${callId}:elevenlabs.post_call:conv_1:1800000000`,
      kind: 'elevenlabs.post_call',
      data: { data: { conversation_id: 'conv_1', transcript: [{ role: 'agent' }] } },
    });
  });

  it('finds the call by its dynamic variable too', async () => {
    const callId = newCallId();
    const dynamic_variables = { call_id: callId, first_name: 'Ann' };
    await post(
      postCall({
        conversation_id: 'conv_2',
        user_id: 'somebody',
        conversation_initiation_client_data: { dynamic_variables },
      }),
    ).expect(200);
    expect(await CallEvents.countDocuments({ callId })).toBe(1);
  });

  it('acknowledges what is not for us', async () => {
    const before = await CallEvents.countDocuments();
    const conversation = { conversation_id: 'conv_3', user_id: null };
    expect((await post(postCall(conversation)).expect(200)).body.data).toEqual({ stored: false });
    const audio = postCall({ conversation_id: 'conv_3', full_audio: 'UklGRg==' }, 'post_call_audio');
    expect((await post(audio).expect(200)).body.data).toEqual({ stored: false });
    expect(await CallEvents.countDocuments()).toBe(before);
  });

  it('is refused with a signature that is wrong, missing, too old, or from the future', async () => {
    const body = postCall({ conversation_id: 'conv_4', user_id: newCallId() });
    const answers = [
      await post(body, { secret: 'wsec_of-somebody-else' }),
      await post(body, { signed: `${body} ` }),
      await post(body, { secondsAgo: 31 * 60 }),
      await post(body, { secondsAgo: -6 * 60 }),
      await world.anonymous.post(WEBHOOK_PATHS.elevenlabs).send(body),
      await world.anonymous.post(WEBHOOK_PATHS.elevenlabs).set('ElevenLabs-Signature', 't=1,v0=x').send(body),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.body.error.code).toBe('bad_signature');
    }
    await post(body, { secondsAgo: 29 * 60 }).expect(200);
  });

  it('is refused when it is signed and still no webhook', async () => {
    expect((await post('{').expect(400)).body.error.code).toBe('invalid_request');
    expect((await post('{}').expect(400)).body.error.details.join()).toContain('event_timestamp');
  });
});
