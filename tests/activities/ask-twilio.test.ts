import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { askTwilio } from '../../activities/ask-twilio.ts';
import { placeCall } from '../../activities/place-call.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { until } from '../support/until.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** Nobody listens at the bridge's address: a call that is answered is over at once, and nobody reports of its stream. */
let world: World;
beforeAll(async () => {
  world = await startWorld('ask_twilio');
});
afterAll(() => world?.end());

async function placed(phone: string) {
  const callId = await claimedCall(phone);
  const answer = await placeCall(world.deps, { callId });
  if (answer.kind !== 'placed') throw new Error(`not placed: ${answer.kind}`);
  const { callSid } = answer;
  const over = () => world.sandbox.referee.report().calls.some((one) => one.sid === callSid && one.endedAt);
  return { callId, callSid, over: () => until('the call is over', over) };
}

async function turn(callId: string, text = 'Hello?'): Promise<void> {
  await LiveTurns.create({
    _id: `${callId}:conv_live:000001`,
    callId,
    conversationId: 'conv_live',
    speaker: 'contact',
    text,
    atSeconds: 1,
    at: new Date(),
  });
}

it('a call that is over tells how, and in which conversation where its bridge died', async () => {
  const { callId, callSid, over } = await placed('+442079460610');
  await over();
  await turn(callId);
  expect(await askTwilio(world.deps, { callId, callSid })).toMatchObject([
    { kind: 'stream_ended', conversationId: 'conv_live', reason: 'shutdown' },
    { kind: 'ended', status: 'completed' },
  ]);
});

it('a call whose bridge died tells of the machine that it had met', async () => {
  const { callId, callSid, over } = await placed('+442079460710');
  await over();
  await turn(callId, 'Welcome. For sales, press 1. For support, press 2.');
  const [stream] = await askTwilio(world.deps, { callId, callSid });
  expect(stream).toMatchObject({ kind: 'stream_ended', met: 'ivr' });
});

it('a call to which no agent came tells of none', async () => {
  const { callId, callSid, over } = await placed('+442079460620');
  await over();
  expect(await askTwilio(world.deps, { callId, callSid })).toMatchObject([
    { kind: 'ended', status: 'completed' },
  ]);
});

it('a call that rings has no stream that could have ended, whatever was said in it', async () => {
  const { callId, callSid } = await placed('+442079460606');
  await turn(callId);
  const isRinging = async () => (await askTwilio(world.deps, { callId, callSid }))[0]?.kind === 'dialed';
  await until('it rings', isRinging);
  expect(await askTwilio(world.deps, { callId, callSid })).toMatchObject([{ kind: 'dialed' }]);
});
