import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reservedLines, roomOfAgents, startsRoom } from '../../../workflows/pacing/account-room.ts';
import { linesNow, type OwnFacts, ownRoom } from '../../../workflows/pacing/own-room.ts';

const MINUTE = 60_000;
const facts = (over: Partial<OwnFacts> = {}): OwnFacts => {
  return {
    now: 0,
    startedAt: 0,
    lines: 10,
    pacing: {},
    up: 0,
    startsLastMinute: 0,
    startsLastTenth: 0,
    ...over,
  };
};

describe('what a campaign may start by its own settings', () => {
  it('is what its lines leave', () => {
    expect(ownRoom(facts({ up: 4 }))).toBe(6);
    expect(ownRoom(facts({ up: 14 }))).toBe(0);
  });

  it('is no more than people sit free, also none', () => {
    expect(ownRoom(facts({ pacing: { humanSeats: 3 }, up: 1 }))).toBe(2);
    expect(ownRoom(facts({ pacing: { humanSeats: 0 } }))).toBe(0);
  });

  it('grows evenly from one line to all while it ramps up', () => {
    const at = (minutes: number) =>
      linesNow({ lines: 11, pacing: { rampUpMinutes: 10 }, startedAt: 0, now: minutes * MINUTE });
    expect([0, 0.9, 1, 5, 9.9, 10, 99].map(at)).toEqual([1, 1, 2, 6, 10, 11, 11]);
  });

  it('never lets a minute see more starts than allowed, however often it is asked', () => {
    const plan = fc.record({
      startsPerMinute: fc.integer({ min: 1, max: 300 }),
      waits: fc.array(fc.integer({ min: 50, max: 5_000 }), { minLength: 50, maxLength: 200 }),
    });
    fc.assert(
      fc.property(plan, ({ startsPerMinute, waits }) => {
        const starts: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now += wait;
          const since = (span: number) => starts.filter((at) => at > now - span).length;
          const room = ownRoom(
            facts({
              now,
              lines: 1_000,
              pacing: { startsPerMinute },
              startsLastMinute: since(MINUTE),
              startsLastTenth: since(MINUTE / 10),
            }),
          );
          starts.push(...Array.from({ length: room }, () => now));
          expect(since(MINUTE)).toBeLessThanOrEqual(startsPerMinute);
          expect(since(MINUTE / 10)).toBeLessThanOrEqual(Math.ceil(startsPerMinute / 10));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('what the account leaves to campaigns', () => {
  it('holds back a tenth of its lines, from four lines on, and never all', () => {
    expect([1, 3, 4, 10, 25, 100].map((lines) => reservedLines(lines, undefined))).toEqual([
      0, 0, 1, 1, 2, 10,
    ]);
    expect(reservedLines(20, 7)).toBe(7);
    expect(reservedLines(20, 0)).toBe(0);
    expect(reservedLines(3, 7)).toBe(2);
  });

  it('lines up two seconds of dialing, and two calls at least', () => {
    expect(startsRoom(10, 0)).toBe(20);
    expect(startsRoom(10, 25)).toBe(-5);
    expect(startsRoom(0.1, 1)).toBe(1);
  });

  it('keeps to the conversations that ElevenLabs allows, where it is told', () => {
    expect(roomOfAgents(undefined, 900)).toBe(Number.POSITIVE_INFINITY);
    expect(roomOfAgents(30, 12)).toBe(18);
  });
});
