import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallEvent } from '../../contracts/call-event.ts';
import { type CallState, NEW_CALL, nextStep, reduce, verdictOf } from '../../workflows/call-state.ts';

const callSid = `CA${'0'.repeat(32)}`;
const plan = {
  ringSeconds: 30,
  maxCallSeconds: 600,
  onVoicemail: 'hang_up',
  treatUnknownAsHuman: true,
} as const;

const answered: CallEvent = { kind: 'answered', callSid, at: 5_000 };
const machine: CallEvent = { kind: 'detected', callSid, answeredBy: 'machine_start', at: 9_000 };
const person: CallEvent = { kind: 'detected', callSid, answeredBy: 'human', at: 8_000 };
const streaming: CallEvent = { kind: 'stream_started', conversationId: 'conv_1', at: 6_000 };
const agentEnded: CallEvent = {
  kind: 'stream_ended',
  conversationId: 'conv_1',
  reason: 'agent_ended',
  at: 20_000,
};
const completed: CallEvent = { kind: 'ended', callSid, status: 'completed', durationSeconds: 15, at: 20_500 };
const operator: CallEvent = { kind: 'hang_up_requested', by: 'operator', at: 10_000 };

function ended(status: 'busy' | 'no-answer' | 'failed' | 'canceled', sipCode?: number): CallEvent {
  return { kind: 'ended', callSid, status, durationSeconds: 0, sipCode, at: 7_000 };
}

function stateAfter(...events: CallEvent[]): CallState {
  return events.reduce(reduce, NEW_CALL);
}

describe('the steps of a call', () => {
  it.each([
    ['rings at first', [], { kind: 'wait', stage: 'ringing', seconds: 45 }],
    ['talks once answered', [answered], { kind: 'wait', stage: 'talking', seconds: 615 }],
    [
      'talks when only the stream told of the answer',
      [streaming],
      { kind: 'wait', stage: 'talking', seconds: 615 },
    ],
    [
      'goes on when a person was detected',
      [answered, person],
      { kind: 'wait', stage: 'talking', seconds: 615 },
    ],
    ['hangs up on a machine', [answered, machine], { kind: 'hang_up', by: 'amd' }],
    [
      'hangs up on a machine detected before the answer was heard of',
      [machine],
      { kind: 'hang_up', by: 'amd' },
    ],
    ['hangs up when an operator asks', [answered, operator], { kind: 'hang_up', by: 'operator' }],
    [
      'settles when its stream ended',
      [answered, agentEnded],
      { kind: 'wait', stage: 'settling', seconds: 8 },
    ],
    ['is over at the end', [answered, completed], { kind: 'over' }],
    ['is over when the end is all that was heard', [completed], { kind: 'over' }],
    ['stays over whatever comes after', [completed, machine, operator, agentEnded], { kind: 'over' }],
  ] as const)('%s', (_title, events, step) => {
    expect(nextStep(stateAfter(...events), plan)).toEqual(step);
  });

  it('talks to a machine when the campaign wants that', () => {
    const step = nextStep(stateAfter(answered, machine), { ...plan, onVoicemail: 'talk' });
    expect(step).toEqual({ kind: 'wait', stage: 'talking', seconds: 615 });
  });

  it('asks for the end when Twilio still has the call after its time', () => {
    expect(nextStep({ ...stateAfter(answered), asked: 1 }, plan)).toEqual({
      kind: 'hang_up',
      by: 'time_limit',
    });
  });

  it('waits longer each time it has to ask again, and gives up in the end', () => {
    const settling = { ...stateAfter(answered, agentEnded), hangUp: { by: 'us', done: true } } as const;
    expect(nextStep({ ...settling, asked: 3 }, plan)).toEqual({
      kind: 'wait',
      stage: 'settling',
      seconds: 64,
    });
    expect(nextStep({ ...settling, asked: 12 }, plan)).toEqual({ kind: 'give_up' });
  });
});

describe('the outcome of a call', () => {
  it.each([
    ['a person who was told apart', [answered, person, streaming, agentEnded, completed], 'human', 'agent'],
    ['a person without a verdict', [answered, streaming, completed], 'human', 'contact'],
    ['a machine', [answered, streaming, machine, completed], 'voicemail', 'contact'],
    ['a verdict that comes after the end', [answered, streaming, completed, machine], 'voicemail', 'contact'],
    ['an answer that no agent spoke to', [answered, completed], 'failed_ours', 'contact'],
    ['an operator', [answered, streaming, operator, completed], 'human', 'operator'],
    ['a busy line', [ended('busy', 486)], 'busy', undefined],
    ['nobody', [ended('no-answer', 487)], 'no_answer', undefined],
    ['a number that does not exist', [ended('failed', 404)], 'invalid_number', 'provider'],
    ['a person who declines', [ended('failed', 603)], 'declined', 'contact'],
    ['an analytics engine', [ended('failed', 608)], 'blocked', 'provider'],
    ['a fault at the provider', [ended('failed', 503)], 'failed_provider', 'provider'],
    ['a call canceled by us', [operator, ended('canceled')], 'canceled', 'operator'],
    ['silence on all sides', [], 'unknown', undefined],
  ] as const)('%s', (_title, events, outcome, by) => {
    expect(verdictOf(stateAfter(...events), plan)).toMatchObject({
      outcome,
      ...(by ? { terminatedBy: by } : {}),
    });
  });

  it('takes an undecided detection for a machine where it is set so', () => {
    const undecided: CallEvent = { kind: 'detected', callSid, answeredBy: 'unknown', at: 1 };
    const state = stateAfter(answered, streaming, undecided, completed);
    expect(verdictOf(state, { treatUnknownAsHuman: false }).outcome).toBe('voicemail');
    expect(verdictOf(state, { treatUnknownAsHuman: true }).outcome).toBe('human');
  });
});

describe('events that come twice, late or out of order', () => {
  const heard = [answered, person, streaming, agentEnded, completed];

  it('lead to the same facts and outcome in every order', () => {
    const facts = verdictOf(stateAfter(...heard), plan);
    fc.assert(
      fc.property(fc.shuffledSubarray(heard, { minLength: heard.length }), (order) => {
        expect(verdictOf(stateAfter(...order), plan)).toEqual(facts);
      }),
    );
  });

  it('change nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...heard, machine, operator, ended('busy')), { maxLength: 12 }),
        (events) => {
          const once = stateAfter(...events);
          for (const event of events)
            if (event.kind !== 'hang_up_requested') expect(reduce(once, event)).toBe(once);
        },
      ),
    );
  });

  it('never move an end that was heard', () => {
    expect(stateAfter(completed, ended('busy')).end?.status).toBe('completed');
  });

  it('know when the call was answered although only the end was heard', () => {
    expect(stateAfter(completed).answeredAt).toBe(5_500);
  });
});
