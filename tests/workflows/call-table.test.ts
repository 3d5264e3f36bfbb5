import { describe, expect, it } from '@jest/globals';
import type { CallEvent, TerminalStatus } from '../../contracts/call-event.ts';
import { type CallState, NEW_CALL, nextStep, reduce, type Step } from '../../workflows/call-state.ts';

const callSid = `CA${'0'.repeat(32)}`;
/** Two plans, since what a machine's verdict leads to depends on it. */
const plan = { ringSeconds: 30, maxCallSeconds: 600, treatUnknownAsHuman: true } as const;

const ended = (status: TerminalStatus): CallEvent => ({
  kind: 'ended',
  callSid,
  status,
  durationSeconds: status === 'completed' ? 15 : 0,
  at: 20_500,
});
const detected = (answeredBy: Extract<CallEvent, { kind: 'detected' }>['answeredBy']): CallEvent => ({
  kind: 'detected',
  callSid,
  answeredBy,
  at: 9_000,
});

const EVENTS: Record<string, CallEvent> = {
  dialed: { kind: 'dialed', callSid, at: 3_000 },
  answered: { kind: 'answered', callSid, at: 5_000 },
  human: detected('human'),
  start: detected('machine_start'),
  beep: detected('machine_end_beep'),
  silence: detected('machine_end_silence'),
  other: detected('machine_end_other'),
  fax: detected('fax'),
  unknown: detected('unknown'),
  stream: { kind: 'stream_ended', conversationId: 'conv_1', reason: 'agent_ended', at: 20_000 },
  lost: { kind: 'stream_ended', stream: 1, conversationId: 'conv_0', reason: 'shutdown', at: 15_000 },
  third: { kind: 'stream_ended', stream: 3, reason: 'agent_error', at: 18_000 },
  completed: ended('completed'),
  busy: ended('busy'),
  canceled: ended('canceled'),
  operator: { kind: 'hang_up_requested', by: 'operator', at: 10_000 },
  objects: { kind: 'opted_out', by: 'tool', at: 11_000 },
  key: { kind: 'opted_out', by: 'key', at: 11_000 },
  later: { kind: 'call_back_wished', callBackAt: 90_000, at: 12_000 },
};

/** Before the CallSid is known signals come to a state that has none; the rest have been placed. */
const placed: CallState = { ...NEW_CALL, callSid };
const talking: CallState = reduce(placed, EVENTS.answered as CallEvent);
const STATES: Record<string, CallState> = {
  unplaced: NEW_CALL,
  queued: { ...placed, queued: true },
  ringing: placed,
  talking,
  'machine heard': reduce(talking, EVENTS.beep as CallEvent),
  conversing: { ...reduce(talking, EVENTS.beep as CallEvent), machine: 'conversing' },
  'leaving message': { ...reduce(talking, EVENTS.beep as CallEvent), machine: 'message_left' },
  'hang-up asked': reduce(talking, EVENTS.operator as CallEvent),
  'hung up': { ...talking, hangUp: { by: 'us', done: true } },
  objected: reduce(talking, EVENTS.objects as CallEvent),
  'key pressed': reduce(talking, EVENTS.key as CallEvent),
  'stream ended': reduce(talking, EVENTS.stream as CallEvent),
  'stream lost': reduce(talking, EVENTS.lost as CallEvent),
  'bridge awaited': reduce(talking, EVENTS.completed as CallEvent),
  over: reduce(reduce(talking, EVENTS.stream as CallEvent), EVENTS.completed as CallEvent),
  'over unanswered': reduce(placed, EVENTS.busy as CallEvent),
};

/**
 * What comes of every event in every state. Q, R, T, F, L, S: wait while queued, ringing, talking, taking leave (the
 * agent's farewell), leaving a message, settling · V: leave a message · M: hang up on a machine · H: hang up · O: over. A `.` behind it: nothing was news,
 * the state is the very same object, so a doubled event is none.
 */
const TABLE = `
                 dialed  answered  human  start  beep  silence  other  fax  unknown  stream  lost  third  completed  busy  canceled  operator  objects  key  later
unplaced         R       T         R      M      V     V        V      M    R        S       R     S      S          O     O         H         F        H    T
queued           R       T         Q      M      V     V        V      M    Q        S       Q     S      S          O     O         H         F        H    T
ringing          R       T         R      M      V     V        V      M    R        S       R     S      S          O     O         H         F        H    T
talking          T.      T.        T      M      V     V        V      M    T        S       T     S      S          O     O         H         F        H    T
machine_heard    V.      V.        V.     V.     V.    V.       V.     V.   V.       V       V     V      S          O     O         H         F        H    V
conversing       T.      T.        T.     T.     T.    T.       T.     T.   T.       S       T     S      S          O     O         H         F        H    T
leaving_message  L.      L.        L.     L.     L.    L.       L.     L.   L.       L       L     L      S          O     O         H         H        H    L
hang-up_asked    H.      H.        H      H      H     H        H      H    H        H       H     H      S          O     O         H.        H        H    H
hung_up          S.      S.        S      S      S     S        S      S    S        S       S     S      S          O     O         S.        S        S    S
objected         F.      F.        F      F      F     F        F      F    F        S       F     S      S          O     O         H         F.       F.   F
key_pressed      H.      H.        H      H      H     H        H      H    H        S       H     S      S          O     O         H         H.       H.   H
stream_ended     S.      S.        S      M      V     V        V      M    S        S.      S.    S.     O          O     O         H         S        S    S
stream_lost      T.      T.        T      M      V     V        V      M    T        S       T.    S      S          O     O         H         F        H    T
bridge_awaited   S.      S.        S      S      S     S        S      S    S        O       S     S      S.         S.    S.        S.        S        S    S
over             O.      O.        O      O      O     O        O      O    O        O.      O.    O.     O.         O.    O.        O.        O        O    O
over_unanswered  O       O         O      O      O     O        O      O    O        O       O     O      O.         O.    O.        O.        O        O    O
`;

const STAGES = {
  queued: 'Q',
  ringing: 'R',
  talking: 'T',
  'taking leave': 'F',
  'leaving a message': 'L',
  settling: 'S',
} as const;

function letterOf(step: Step): string {
  if (step.kind === 'wait') return STAGES[step.stage];
  if (step.kind === 'meet_machine') return step.how === 'leave_message' ? 'V' : 'M';
  return { hang_up: 'H', over: 'O', give_up: 'G' }[step.kind];
}

const [head = '', ...rows] = TABLE.trim().split('\n');
const events = head.trim().split(/\s+/);
const cells = rows.flatMap((row) => {
  const [state = '', ...expected] = row.trim().split(/\s+/);
  return events.map((event, index) => [state.replaceAll('_', ' '), event, expected[index] ?? ''] as const);
});

describe('every event in every state', () => {
  it.each(cells)('%s, %s → %s', (stateName, eventName, expected) => {
    const state = STATES[stateName];
    const event = EVENTS[eventName];
    if (!state || !event) throw new Error(`no such state or event: ${stateName}, ${eventName}`);
    const after = reduce(state, event);
    const step = nextStep(after, { ...plan, onVoicemail: 'leave_message' });
    expect(`${letterOf(step)}${after === state ? '.' : ''}`).toBe(expected);
  });

  it.each(cells)('%s, %s twice is once', (stateName, eventName) => {
    const once = reduce(STATES[stateName] as CallState, EVENTS[eventName] as CallEvent);
    expect(reduce(once, EVENTS[eventName] as CallEvent)).toBe(once);
  });

  it('covers each state and each event', () => {
    expect(new Set(cells.map(([state]) => state))).toEqual(new Set(Object.keys(STATES)));
    expect(new Set(events)).toEqual(new Set(Object.keys(EVENTS)));
  });
});
