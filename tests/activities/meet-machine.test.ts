import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { meetMachine } from '../../activities/meet-machine.ts';
import { placeCall } from '../../activities/place-call.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { until } from '../support/until.ts';
import { claimedCall, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('meet_machine');
});
afterAll(() => world?.end());

const settings = { onVoicemail: 'leave_message', voicemailMessage: 'Please call us back.' };

/** A call that rings until somebody ends it. */
async function ringing(phone: string) {
  const callId = await claimedCall(phone, settings);
  const placed = await placeCall(world.deps, { callId });
  if (placed.kind !== 'placed') throw new Error(`not placed: ${placed.kind}`);
  return { callId, callSid: placed.callSid };
}

async function heard(callId: string, times: number): Promise<void> {
  for (let turn = 1; turn <= times; turn += 1) {
    await LiveTurns.create({
      _id: `${callId}:${turn}`,
      callId,
      conversationId: 'conv_1',
      speaker: 'contact',
      text: 'Yes',
      atSeconds: turn,
      at: new Date(),
    });
  }
}

describe('a machine that answered', () => {
  it('is hung up on', async () => {
    const call = await ringing('+442079460406');
    expect(await meetMachine(world.deps, { ...call, how: 'hang_up' })).toBe('hung_up');
    const seen = () => world.sandbox.referee.report().calls.find((one) => one.sid === call.callSid);
    await until('the call is over', () => seen()?.endedAt !== undefined);
  });

  it('was a person where somebody has answered the agent again and again', async () => {
    const call = await ringing('+442079460416');
    await heard(call.callId, 3);
    expect(await meetMachine(world.deps, { ...call, how: 'hang_up' })).toBe('conversing');
  });

  it('is hung up on where the call is over before a message could be left', async () => {
    const call = await ringing('+442079460426');
    await meetMachine(world.deps, { ...call, how: 'hang_up' });
    expect(await meetMachine(world.deps, { ...call, how: 'leave_message' })).toBe('hung_up');
  });
});
