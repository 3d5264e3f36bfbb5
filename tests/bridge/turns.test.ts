import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { until } from '../support/until.ts';
import { CONVERSATION_ID } from './agent-peer.ts';
import { frame, newCallId, required, World } from './world.ts';

const uri = new URL(required('MONGODB_URI'));
uri.pathname = `/bridge_turns_${process.pid}`;

let world: World;
beforeAll(() => connectMongo(uri.href));
afterAll(async () => {
  await mongoose.connection.dropDatabase();
  await mongoose.disconnect();
});
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

async function turnsOf(callId: string, count: number) {
  await until(`${count} turns`, async () => (await LiveTurns.countDocuments({ callId })) === count);
  return LiveTurns.find({ callId }).sort({ _id: 1 }).lean();
}

describe('live turns', () => {
  it('are written as they are said, numbered, each under an id of its own', async () => {
    const callId = newCallId();
    await world.talk({}, callId);
    world.agent.respond('Hello, is this Zoë?', 1);
    world.agent.transcribe(' Yes, speaking. ', 2);
    world.agent.respond('', 3);
    world.agent.respond('Good.', 4);
    const turns = await turnsOf(callId, 3);
    expect(turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['agent', 'Hello, is this Zoë?'],
      ['contact', 'Yes, speaking.'],
      ['agent', 'Good.'],
    ]);
    expect(turns[0]).toMatchObject({
      _id: `${callId}:${CONVERSATION_ID}:000001`,
      conversationId: CONVERSATION_ID,
      interrupted: false,
      schemaVersion: 1,
    });
    expect(turns.every(({ atSeconds }) => atSeconds >= 0 && atSeconds < 60)).toBe(true);
  });

  it('are written again when the agent was cut off', async () => {
    const callId = newCallId();
    const stream = await world.talk({}, callId);
    world.agent.speak(frame(1, 16_000), 1);
    await stream.expect('media');
    world.agent.respond('Let me tell you about', 1);
    await turnsOf(callId, 1);
    world.agent.interrupt(1);
    await until('the mark of it', () => LiveTurns.exists({ callId, interrupted: true }));
    world.agent.say({
      type: 'agent_response_correction',
      agent_response_correction_event: {
        original_agent_response: 'Let me tell you about',
        corrected_agent_response: 'Let me',
        event_id: 1,
      },
    });
    await until('the correction', () => LiveTurns.exists({ callId, text: 'Let me', interrupted: true }));
    expect(await LiveTurns.countDocuments({ callId })).toBe(1);
  });

  it('are not called interrupted when all of them was heard', async () => {
    const callId = newCallId();
    const stream = await world.talk({}, callId);
    world.agent.speak(frame(1), 1);
    world.agent.respond('Yes?', 1);
    const { mark } = await stream.expect('mark');
    stream.echo((mark as { name: string }).name);
    await until('the echo', () => world.bridge.stats().counters.marksPlayed === 1);
    world.agent.interrupt(1);
    world.agent.transcribe('Well', 2);
    const turns = await turnsOf(callId, 2);
    expect(turns.map(({ interrupted }) => interrupted)).toEqual([false, false]);
  });

  it('wait while the database is away, the call undisturbed, and are written when it is back', async () => {
    const callId = newCallId();
    const stream = await world.talk({}, callId);
    await mongoose.disconnect();
    world.agent.respond('Hello?', 1);
    world.agent.speak(frame(1), 1);
    await stream.expect('media');
    stream.speak(frame(2));
    await until('audio to pass', () => world.agent.heard().includes(frame(2)));
    expect(world.bridge.stats().turns).toMatchObject({ written: 0, dropped: 0 });
    await connectMongo(uri.href);
    await turnsOf(callId, 1);
  });

  it('that are left at the end are written before the writer closes', async () => {
    const callId = newCallId();
    await world.talk({}, callId);
    for (let turn = 1; turn <= 500; turn++) world.agent.respond(`Number ${turn}`, turn);
    await until('all of them', () => world.bridge.stats().counters.turns === 500);
    await world.turns.close(10_000);
    expect(await LiveTurns.countDocuments({ callId })).toBe(500);
    expect(world.turns.stats()).toEqual({ written: 500, dropped: 0, waiting: 0, failedWrites: 0 });
  });
});
