import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallEvent } from '../../contracts/call-event.ts';
import {
  type CallState,
  continuation,
  conversationsOf,
  NEW_CALL,
  nextStep,
  reduce,
} from '../../workflows/call-state.ts';
import { verdictOf } from '../../workflows/call-verdict.ts';

const callSid = `CA${'0'.repeat(32)}`;
const plan = {
  ringSeconds: 30,
  maxCallSeconds: 600,
  onVoicemail: 'hang_up',
  treatUnknownAsHuman: true,
} as const;
const answered: CallEvent = { kind: 'answered', callSid, at: 5_000 };
const cut: CallEvent = {
  kind: 'stream_ended',
  conversationId: 'conv_1',
  reason: 'contact_left',
  firstAudioAt: 6_000,
  at: 19_000,
};
const agentEnded: CallEvent = {
  kind: 'stream_ended',
  conversationId: 'conv_1',
  reason: 'agent_ended',
  at: 20_000,
};
const completed: CallEvent = { kind: 'ended', callSid, status: 'completed', durationSeconds: 15, at: 20_500 };
const operator: CallEvent = { kind: 'hang_up_requested', by: 'operator', at: 10_000 };

function stateAfter(...events: CallEvent[]): CallState {
  return events.reduce(reduce, NEW_CALL);
}

describe('what follows a stream that has ended', () => {
  const lost = (stream: number): CallEvent => ({
    kind: 'stream_ended',
    stream,
    conversationId: `conv_${stream}`,
    reason: 'shutdown',
    at: 15_000 + stream,
  });
  const goOn = (stream: number) => ({ goOn: true, stream });
  const over = { goOn: false, because: 'over' };

  it.each([
    ['another when nobody said why it ended', [answered], 1, goOn(2)],
    ['another when the bridge was stopped', [answered, lost(1)], 1, goOn(2)],
    ['a third when the second was lost too', [answered, lost(1)], 2, goOn(3)],
    [
      'an apology when the third was lost',
      [answered, lost(1), lost(2)],
      3,
      { goOn: false, because: 'failed' },
    ],
    [
      'an apology when no agent could be had',
      [answered, { ...lost(1), reason: 'agent_unreachable' }],
      1,
      { goOn: false, because: 'failed' },
    ],
    [
      'another when no agent could be had before',
      [answered, { ...lost(1), reason: 'agent_unreachable' }],
      2,
      goOn(3),
    ],
    ['nothing when the agent ended it', [answered, agentEnded], 1, over],
    ['nothing when the agent ended the second', [answered, lost(1), { ...agentEnded, stream: 2 }], 2, over],
    ['nothing when the person had left', [answered, { ...cut, stream: 1 }], 1, over],
    ['nothing when an operator asked for the end', [answered, operator], 1, over],
    ['nothing when the phone call is over', [answered, completed], 1, over],
    ['another when it was heard of before the answer', [], 1, goOn(2)],
  ] as const)('%s', (_title, events, stream, next) => {
    expect(continuation(stateAfter(...events), stream)).toEqual(next);
  });

  it('nothing when a message is being left', () => {
    expect(continuation({ ...stateAfter(answered), machine: 'message_left' }, 1)).toEqual(over);
  });

  it('is known with all conversations and who ended the call, in whatever order it is heard of', () => {
    const heard = [
      answered,
      lost(1),
      { ...lost(2), conversationIds: ['conv_2', 'conv_2b'] },
      { ...cut, stream: 3, conversationId: 'conv_3' },
      completed,
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(heard, { minLength: heard.length }), (order) => {
        const state = stateAfter(...order);
        expect(conversationsOf(state)).toEqual(['conv_1', 'conv_2', 'conv_2b', 'conv_3']);
        expect(state.conversationId).toBe('conv_1');
        expect(verdictOf(state, plan)).toMatchObject({ outcome: 'human', terminatedBy: 'contact' });
        expect(nextStep(state, plan)).toEqual({ kind: 'over' });
      }),
    );
  });

  it('sounds as its worst stream did, number by number, in whatever order and however often it is heard of', () => {
    const number = fc.option(fc.nat(50), { nil: undefined });
    const audio = fc.record({
      addedP50Ms: number,
      bargeInMs: number,
      droppedFrames: fc.nat(9),
      lateFrames: fc.nat(9),
    });
    fc.assert(
      fc.property(
        fc.array(audio, { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.nat(2)),
        (all, turns) => {
          const events = all.map((one, index) => ({
            ...cut,
            reason: 'shutdown' as const,
            stream: index + 1,
            audio: one,
          }));
          const again = [...turns.take(6)].map((turn) => events[turn % events.length] ?? cut);
          const state = stateAfter(...again, ...events);
          const worst = (name: 'addedP50Ms' | 'bargeInMs' | 'droppedFrames' | 'lateFrames') =>
            Math.max(...all.map((one) => one[name] ?? 0));
          for (const name of ['droppedFrames', 'lateFrames'] as const)
            expect(state.audio?.[name]).toBe(worst(name));
          for (const name of ['addedP50Ms', 'bargeInMs'] as const)
            expect(state.audio?.[name] ?? 0).toBe(worst(name));
          expect(stateAfter(...again, ...events, ...again).audio).toEqual(state.audio);
          expect(reduce(state, events[0] ?? cut)).toBe(state);
        },
      ),
    );
  });

  it('has who spoke before looked up, once, when the person leaves before the next agent is there', () => {
    const left: CallEvent = { kind: 'stream_ended', stream: 2, reason: 'contact_left', at: 9_000 };
    const state = stateAfter(answered, left, completed);
    expect(nextStep(state, plan)).toEqual({ kind: 'wait', stage: 'settling', seconds: 3 });
    expect(nextStep({ ...state, asked: 1 }, plan)).toEqual({ kind: 'over' });
    const found = reduce(state, { ...cut, stream: undefined, reason: 'shutdown', conversationId: 'conv_1' });
    expect(nextStep(found, plan)).toEqual({ kind: 'over' });
    expect(verdictOf(found, plan)).toMatchObject({ outcome: 'human', terminatedBy: 'contact' });
    expect(nextStep(stateAfter(answered, { ...left, stream: 1 }, completed), plan)).toEqual({ kind: 'over' });
  });

  it('does not move the moment of the first sound', () => {
    expect(stateAfter(answered, { ...cut, stream: 2 }).firstAudioAt).toBeUndefined();
  });
});

it('ends whose bridge could not go on with a call are the last, as they were', () => {
  const old: CallEvent = { ...cut, reason: 'shutdown' };
  expect(nextStep(stateAfter(answered, old), plan)).toMatchObject({ stage: 'settling' });
  expect(nextStep(stateAfter(answered, { ...old, stream: 1 }), plan)).toMatchObject({ stage: 'talking' });
});
