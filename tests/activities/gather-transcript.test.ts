import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gatherTranscript, keepLiveTurns } from '../../activities/gather-transcript.ts';
import { callIdOf } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

/** A call that went on with another bridge: two conversations, of which the first one's bridge could tell nothing. */
let world: World;
beforeAll(async () => {
  world = await startWorld('gather_transcript');
});
afterAll(() => world?.end());

const STARTED = 1_790_000_000;

async function newCall(): Promise<string> {
  const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
  const _id = callIdOf(ids);
  const startedAt = new Date(STARTED * 1000);
  await Calls.create({ _id, ...ids, phase: 'ended', intent: 'closed', startedAt, conversationId: 'conv_b' });
  return _id;
}

async function delivered(callId: string, id: string, after: number, text: string): Promise<void> {
  const data = {
    agent_id: 'agent_test',
    conversation_id: id,
    status: 'done',
    transcript: [{ role: 'agent', message: text, time_in_call_secs: 2 }],
    metadata: { start_time_unix_secs: STARTED + after, call_duration_secs: 9, cost: 10 + after },
    analysis: { transcript_summary: `Said ${text}`, call_successful: after > 0 ? 'success' : 'unknown' },
  };
  await CallEvents.create({
    _id: `${callId}:elevenlabs.post_call:${id}:1`,
    callId,
    kind: 'elevenlabs.post_call',
    receivedAt: new Date(),
    data: { event_timestamp: 1, data },
  });
}

async function heard(callId: string, conversationId: string, after: number, text: string): Promise<void> {
  await LiveTurns.create({
    _id: `${callId}:${conversationId}:000001`,
    callId,
    conversationId,
    speaker: 'agent',
    text,
    atSeconds: 2,
    at: new Date((STARTED + after + 2) * 1000),
  });
}

describe('the transcript of a call that went on', () => {
  it('is one, in order and on one clock, with what all of it cost', async () => {
    const callId = await newCall();
    await delivered(callId, 'conv_b', 20, 'Where were we?');
    await delivered(callId, 'conv_a', 0, 'Hello.');
    expect(await gatherTranscript(world.deps, { _id: callId, conversationId: 'conv_b' })).toBe('kept');
    expect(await Transcripts.findById(callId).lean()).toMatchObject({
      conversationId: 'conv_a',
      source: 'final',
      turns: [
        { text: 'Hello.', atSeconds: 2 },
        { text: 'Where were we?', atSeconds: 22 },
      ],
      summary: 'Said Hello.\n\nSaid Where were we?',
      successful: 'success',
      costCredits: 40,
    });
    expect(await Calls.findById(callId).lean()).toMatchObject({
      conversationId: 'conv_a',
      conversationIds: ['conv_a', 'conv_b'],
    });
  });

  it('is waited for as long as one conversation that was heard is not there', async () => {
    const callId = await newCall();
    await heard(callId, 'conv_a', 0, 'Hello.');
    await delivered(callId, 'conv_b', 20, 'Where were we?');
    const call = { _id: callId, conversationId: 'conv_b' };
    expect(await gatherTranscript(world.deps, call)).toBe('not ready');
    await delivered(callId, 'conv_a', 0, 'Hello.');
    expect(await gatherTranscript(world.deps, call)).toBe('kept');
  });

  it('is what the bridges heard, on one clock, where the vendor never delivers', async () => {
    const callId = await newCall();
    await heard(callId, 'conv_b', 0, 'Hello.');
    await heard(callId, 'conv_a', 20, 'Where were we?');
    await keepLiveTurns({ _id: callId });
    expect(await Transcripts.findById(callId).lean()).toMatchObject({
      conversationId: 'conv_b',
      turns: [
        { text: 'Hello.', atSeconds: 2 },
        { text: 'Where were we?', atSeconds: 22 },
      ],
    });
  });
});
