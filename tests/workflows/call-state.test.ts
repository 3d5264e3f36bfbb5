import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallEvent } from '../../contracts/call-event.ts';
import {
  type CallState,
  continuation,
  NEW_CALL,
  nextStep,
  reduce,
  wasNeverDialed,
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
const machine: CallEvent = { kind: 'detected', callSid, answeredBy: 'machine_start', at: 9_000 };
const person: CallEvent = { kind: 'detected', callSid, answeredBy: 'human', at: 8_000 };
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

const objects: CallEvent = { kind: 'opted_out', by: 'tool', at: 11_000 };
const key: CallEvent = { kind: 'opted_out', by: 'key', at: 11_000 };
const later = (callBackAt: number, at: number): CallEvent => ({ kind: 'call_back_wished', callBackAt, at });

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
      'goes on when a person was detected',
      [answered, person],
      { kind: 'wait', stage: 'talking', seconds: 615 },
    ],
    ['hangs up on a machine', [answered, machine], { kind: 'meet_machine', how: 'hang_up' }],
    [
      'hangs up on a machine detected before the answer was heard of',
      [machine],
      { kind: 'meet_machine', how: 'hang_up' },
    ],
    ['hangs up when an operator asks', [answered, operator], { kind: 'hang_up', by: 'operator' }],
    [
      'goes on without us when the person was put through',
      [answered, { ...agentEnded, reason: 'operator' }],
      { kind: 'wait', stage: 'talking', seconds: 615 },
    ],
    [
      'hangs up on who was put through when an operator asks',
      [answered, { ...agentEnded, reason: 'operator' }, operator],
      { kind: 'hang_up', by: 'operator' },
    ],
    [
      'settles when its stream ended',
      [answered, agentEnded],
      { kind: 'wait', stage: 'settling', seconds: 8 },
    ],
    [
      'lets the agent say goodbye to somebody who does not want to be called again, for 5 s',
      [answered, objects],
      { kind: 'wait', stage: 'taking leave', seconds: 5 },
    ],
    ['ends at once for a key', [answered, key], { kind: 'hang_up', by: 'opted_out' }],
    [
      'leaves alone who was put through to somebody, whatever they had said before',
      [answered, key, { ...agentEnded, reason: 'operator' }],
      { kind: 'wait', stage: 'talking', seconds: 615 },
    ],
    [
      'settles when the agent has said goodbye',
      [answered, objects, agentEnded],
      { kind: 'wait', stage: 'settling', seconds: 8 },
    ],
    ['is over at the end', [answered, cut, completed], { kind: 'over' }],
    [
      'waits a moment for the word of the bridge at the end',
      [answered, completed],
      { kind: 'wait', stage: 'settling', seconds: 3 },
    ],
    ['stays over whatever comes after', [completed, agentEnded, machine, operator], { kind: 'over' }],
  ] as const)('%s', (_title, events, step) => {
    expect(nextStep(stateAfter(...events), plan)).toEqual(step);
  });

  it('talks to a machine when the campaign wants that', () => {
    const step = nextStep(stateAfter(answered, machine), { ...plan, onVoicemail: 'talk' });
    expect(step).toEqual({ kind: 'wait', stage: 'talking', seconds: 615 });
  });

  it.each(['machine_end_beep', 'machine_end_silence', 'machine_end_other'] as const)(
    'leaves a message after %s where the campaign has one',
    (answeredBy) => {
      const state = stateAfter(answered, { kind: 'detected', callSid, answeredBy, at: 9_000 });
      const step = nextStep(state, { ...plan, onVoicemail: 'leave_message' });
      expect(step).toEqual({ kind: 'meet_machine', how: 'leave_message' });
    },
  );

  it('waits briefly for a call in the queue of Twilio, and then cancels it', () => {
    const queued = { ...NEW_CALL, callSid, queued: true };
    expect(nextStep(queued, plan)).toEqual({ kind: 'wait', stage: 'queued', seconds: 15 });
    expect(nextStep({ ...queued, asked: 1 }, plan)).toEqual({ kind: 'hang_up', by: 'us' });
    expect(wasNeverDialed(reduce(queued, ended('canceled')))).toBe(true);
    const rang = reduce(reduce(queued, { kind: 'dialed', callSid, at: 1 }), ended('canceled'));
    expect(wasNeverDialed(rang)).toBe(false);
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
    ['a person who was told apart', [answered, person, agentEnded, completed], 'human', 'agent'],
    ['a person without a verdict', [answered, cut, completed], 'human', 'contact'],
    ['a machine', [answered, cut, machine, completed], 'voicemail', 'contact'],
    ['a verdict that comes after the end', [answered, cut, completed, machine], 'voicemail', 'contact'],
    ['an answer that no agent spoke to', [answered, completed], 'failed_ours', 'contact'],
    ['an operator', [answered, operator, cut, completed], 'human', 'operator'],
    [
      'a machine of which only the end told',
      [answered, cut, { ...completed, answeredBy: 'machine_start' }],
      'voicemail',
      'contact',
    ],
    [
      'a machine that was taken for a person',
      [answered, { ...cut, met: 'voicemail' }, completed],
      'voicemail',
      'contact',
    ],
    ['a menu of keys', [answered, { ...cut, met: 'ivr' }, completed], 'ivr', 'contact'],
    ['a screening service', [answered, { ...cut, met: 'screening' }, completed], 'screening', 'contact'],
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
    const state = stateAfter(answered, cut, undecided, completed);
    expect(verdictOf(state, { treatUnknownAsHuman: false }).outcome).toBe('voicemail');
    expect(verdictOf(state, { treatUnknownAsHuman: true }).outcome).toBe('human');
  });
});

describe('who does not want to be called again', () => {
  const hungUp = (state: CallState): CallState => ({ ...state, hangUp: { by: 'opted_out', done: true } });
  it.each([
    ['an agent that said goodbye', stateAfter(answered, objects, agentEnded, completed), 'agent'],
    ['a person who hung up', stateAfter(answered, objects, cut, completed), 'contact'],
    ['us, at once', reduce(reduce(hungUp(stateAfter(answered, key)), cut), completed), 'us'],
    ['an agent, just before us', hungUp(stateAfter(answered, objects, agentEnded, completed)), 'agent'],
  ] as const)('is let go by %s', (_title, state, by) => {
    expect(verdictOf(state, plan)).toMatchObject({ outcome: 'human', terminatedBy: by });
    expect(verdictOf(state, plan).reason).toContain('does not want to be called again');
  });

  it('has no other stream after the one in which they said so', () => {
    expect(continuation(stateAfter(answered, objects), 1)).toEqual({ goOn: false, because: 'over' });
  });
});

it('the moment to call back that was said last counts, in whatever order it is heard', () => {
  const wishes = [later(70_000, 6_000), later(80_000, 7_000), later(60_000, 8_000)];
  fc.assert(
    fc.property(fc.shuffledSubarray(wishes, { minLength: 3 }), (order) => {
      expect(stateAfter(...order).callBack?.callBackAt).toBe(60_000);
    }),
  );
});

describe('events that come twice, late or out of order', () => {
  const heard = [answered, person, objects, agentEnded, completed];

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
