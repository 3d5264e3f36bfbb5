import { describe, expect, it } from '@jest/globals';
import { seenCalls } from '../../ops/chaos/evidence.ts';
import { allowedOutcomes } from '../../ops/chaos/expected-outcomes.ts';
import { answeredUnheard, judge } from '../../ops/chaos/invariants.ts';
import { resumeTimes } from '../../ops/chaos/resume-times.ts';
import { lastLine, summaryOf, verdictLines } from '../../ops/chaos/verdict.ts';
import { ENDINGS } from '../../sandbox/endings.ts';
import {
  broken,
  CALL,
  CAMPAIGN,
  campaign,
  conversation,
  evidence,
  records,
  seenCall,
} from './chaos-evidence.ts';

const other = (attempt: number, changes = {}) => {
  const callId = `${CALL.slice(0, -1)}${attempt}`;
  return seenCall({
    callId,
    sid: `CA${attempt}`,
    createdAt: 30_000,
    initiatedAt: 30_000,
    endedAt: 40_000,
    ...changes,
  });
};
/** All that is our own is kept out of these: the referee's word alone. */
const names = (changes: Parameters<typeof broken>[0]) =>
  Object.keys(broken(changes)).filter((name) => !['countersDiffer', 'outcomesDiffer'].includes(name));

describe('a run in which all went well', () => {
  it('breaks nothing', () => {
    expect(broken({})).toEqual({});
  });
});

describe('what the referee saw', () => {
  it('finds an attempt that was dialed twice, one after the other', () => {
    const again = seenCall({ sid: 'CA9', createdAt: 30_000, initiatedAt: 30_000, endedAt: 31_000 });
    expect(broken({ seen: [seenCall(), again] }).doubledCalls).toBe(1);
  });

  it('finds a person with two calls at once, but not one who was tried again', () => {
    expect(broken({ seen: [seenCall(), other(2, { initiatedAt: 19_999 })] }).doubledCalls).toBe(1);
    expect(broken({ seen: [seenCall(), other(2)] }).doubledCalls).toBeUndefined();
  });

  it('counts calls above the lines, by when they were really up', () => {
    const three = [2, 3].map((attempt) => other(attempt, { to: `number ${attempt}`, initiatedAt: 15_000 }));
    expect(broken({ seen: [seenCall(), ...three] }).callsAboveLines).toBe(1);
    const canceledInQueue = other(4, { to: 'number 4', initiatedAt: undefined });
    expect(broken({ seen: [seenCall(), canceledInQueue] }).callsAboveLines).toBeUndefined();
  });

  it('counts creates in any one second above the rate', () => {
    const at = (...moments: number[]) =>
      moments.map((createdAt, index) => other(index + 2, { to: `number ${index}`, createdAt }));
    expect(broken({ seen: at(500, 1_000, 1_499) }).callsAboveCps).toBe(1);
    expect(broken({ seen: at(500, 1_000, 1_499, 1_499) }).callsAboveCps).toBe(2);
    expect(broken({ seen: at(500, 1_000, 1_500) }).callsAboveCps).toBeUndefined();
  });

  it.each([
    ['created before the hours', { opensAt: 10_001 }],
    ['dialed at their end', { closesAt: 10_000 }],
  ])('finds a call that was %s', (_what, hours) => {
    expect(names({ campaigns: [campaign(hours)] })).toEqual(['callsOutsideWindow']);
  });

  it('finds a call to a number that was on the list before it was created', () => {
    expect(names({ suppressed: [{ phone: 'a number', at: 9_999 }] })).toEqual(['callsToSuppressed']);
    expect(names({ suppressed: [{ phone: 'a number', at: 10_000 }] })).toEqual([]);
  });

  it('finds a call later than 2 s after its campaign was paused', () => {
    const span = (from: number, until: number) => ({ pauses: [{ campaignId: CAMPAIGN, from, until }] });
    expect(names(span(7_999, 20_000))).toEqual(['callsAfterPause']);
    expect(names(span(8_000, 20_000))).toEqual([]);
    expect(names(span(1_000, 9_000))).toEqual([]);
  });

  it('finds forged callbacks that were taken, not those that found nobody', () => {
    const forged = (result: number | string) => seenCall({ forgeries: [{ event: 'amd', result }] });
    expect(names({ seen: [forged(204)] })).toEqual(['forgedCallbacksAccepted']);
    expect(names({ seen: [forged(403)] })).toEqual([]);
    expect(names({ seen: [forged('ct')] })).toEqual([]);
    expect(broken({ postCallForgeriesTaken: 2 })).toEqual({ forgedCallbacksAccepted: 2 });
  });

  it('knows a call by its callback address', () => {
    const address = `http://127.0.0.1:1/webhooks/twilio/status/${CALL}#rc=3`;
    const [ours, foreign] = seenCalls([{ ...seenCall(), statusCallback: address }, seenCall()]);
    expect(ours).toMatchObject({ callId: CALL, campaignId: CAMPAIGN });
    expect(foreign).toMatchObject({ callId: '', campaignId: '' });
  });
});

describe('what our records say', () => {
  it('must have an outcome for everybody who could be called', () => {
    const [enrolment] = records().enrolments;
    const open = (state: 'waiting' | 'calling') =>
      records({ enrolments: enrolment ? [{ ...enrolment, state, outcome: null }] : [] });
    expect(names({ records: open('waiting') })).toEqual(['contactsWithoutOutcome']);
    const closed = { campaigns: [campaign({ finishes: false })] };
    expect(names({ ...closed, records: open('waiting') })).toEqual([]);
    expect(names({ ...closed, records: open('calling') })).toEqual(['contactsWithoutOutcome']);
  });

  it('must have the transcript and the recording of an answered call', () => {
    expect(names({ records: records({ transcripts: new Set() }) })).toEqual(['answeredWithoutTranscript']);
    expect(names({ records: records({ recordings: new Set() }) })).toEqual(['answeredWithoutRecording']);
  });

  it('need none of a call in which nobody spoke, which is counted apart', () => {
    const silent = { report: { refusals: [], conversations: [conversation(CALL, 0)] } };
    expect(names({ ...silent, records: records({ transcripts: new Set() }) })).toEqual([]);
    expect(answeredUnheard(evidence(silent))).toBe(1);
  });

  it('must hold no line, no person and no workflow in the end', () => {
    expect(broken({ records: records({ linesTaken: [CALL] }) })).toEqual({ linesLeftTaken: 1 });
    expect(broken({ records: records({ personsLocked: [CALL] }) })).toEqual({ personsLeftLocked: 1 });
    expect(broken({ workflowsRunning: ['call/1'] })).toEqual({ workflowsLeftRunning: 1 });
  });

  it("must agree with the API's counts", () => {
    const shown = { total: 1, waiting: 0, up: 1, done: 0, outcomes: {} };
    expect(broken({ progress: new Map([[CAMPAIGN, shown]]) })).toEqual({ countersDiffer: 1 });
  });

  it('must name the calls that were made, each once, and no others', () => {
    expect(broken({ seen: [] })).toEqual({ countersDiffer: 1 });
    expect(broken({ records: records({ calls: [] }) }).countersDiffer).toBe(1);
    const unknown = records({
      calls: [{ _id: CALL, outcome: 'unknown', phase: 'ended', intent: 'closed' } as never],
    });
    expect(broken({ records: unknown })).toEqual({});
  });

  it('must say what really happened', () => {
    const said = (outcome: 'busy' | 'unknown') =>
      records({ calls: [{ _id: CALL, callSid: 'CA1', outcome, phase: 'ended' }] });
    expect(broken({ records: said('busy') })).toEqual({ outcomesDiffer: 1 });
    expect(broken({ records: said('unknown') })).toEqual({});
  });
});

describe('an outcome that is true', () => {
  const silent = { callbacks: [] };

  it('says why a call failed where that was told', () => {
    const failed = { ending: 'no such number', status: 'failed' };
    const told = { callbacks: [{ event: 'status:completed', result: 204 }] };
    expect(allowedOutcomes({ ...failed, ...told }, false)).toEqual(['invalid_number']);
    expect(allowedOutcomes({ ...failed, ...silent }, false)).toContain('failed_provider');
  });

  it('is known for every row of the table, answered or not', () => {
    for (const { name } of ENDINGS) {
      expect(
        allowedOutcomes({ ...silent, ending: name, status: 'completed', answeredAt: 1 }, true),
      ).not.toEqual([]);
      for (const status of ['busy', 'no-answer', 'failed', 'canceled'])
        expect(allowedOutcomes({ ...silent, ending: name, status }, false)).not.toEqual([]);
    }
  });

  it('is `failed_ours` only where somebody answered and nobody spoke', () => {
    const answered = { ...silent, ending: 'agrees', status: 'completed', answeredAt: 1 };
    expect(allowedOutcomes(answered, true)).toEqual(['human']);
    expect(allowedOutcomes(answered, false)).toEqual(['human', 'failed_ours']);
  });
});

describe('how long dialing takes to resume', () => {
  const reborn = [{ relaunchedAt: 5_000, wasDialing: true }];

  it('is counted from the launch of the workers to the next request, granted or refused', () => {
    expect(resumeTimes(reborn, [seenCall()], [], 2)).toEqual([5]);
    expect(resumeTimes(reborn, [seenCall()], [{ at: 6_500 }], 2)).toEqual([1.5]);
  });

  it('is not counted where nothing was being dialed', () => {
    expect(resumeTimes([{ relaunchedAt: 5_000, wasDialing: false }], [seenCall()], [], 2)).toEqual([]);
  });

  it('is not counted while every line is taken', () => {
    const up = other(2, { createdAt: 1_000, initiatedAt: 1_000, endedAt: 9_000 });
    expect(resumeTimes(reborn, [up, seenCall()], [], 1)).toEqual([1]);
  });

  it('is slow beyond ten seconds', () => {
    const slow = {
      rebirths: [{ relaunchedAt: 1, wasDialing: true }],
      seen: [seenCall({ createdAt: 10_200 })],
    };
    expect(broken(slow)).toEqual({ slowResumes: 1 });
  });
});

describe('the verdict', () => {
  const changes = { records: records({ linesTaken: Array.from({ length: 7 }, (_, at) => `call ${at}`) }) };
  const told = {
    run: { seed: 4, kills: 2, contacts: 20, lines: 2, cps: 2, settleMinutes: 1, keep: false, verbose: false },
    struck: 2,
    seconds: 3.5,
    evidence: evidence(changes),
    findings: judge(evidence(changes)),
    misdeeds: { twilio: { 'create.429': 1 }, elevenLabs: {} },
    waitingForHours: 3,
  };

  it('ends with one object that has a count for every invariant', () => {
    const last = JSON.parse(lastLine(summaryOf(told)));
    expect(last).toMatchObject({ seed: 4, kills: 2, contacts: 1, calls: 1, seconds: 3.5, unknown: 0 });
    expect(Object.keys(last.invariants)).toHaveLength(16);
    expect(last.invariants).toMatchObject({ doubledCalls: 0, linesLeftTaken: 7 });
  });

  it('shows at most five examples, and never a number', () => {
    const text = verdictLines(summaryOf(told)).join('\n');
    expect(text).toMatch(/NOT linesLeftTaken +7 /);
    expect(text.match(/call \d/g)).toHaveLength(5);
    expect(text).not.toContain('a number"');
  });
});
