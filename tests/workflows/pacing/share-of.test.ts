import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { servedFrom } from '../../../workflows/pacing/served.ts';
import { type Contender, type Room, shareOf } from '../../../workflows/pacing/share-of.ts';

const WIDE: Room = { lines: 1_000, reserved: 0, answerable: 1_000, starts: 1_000 };

function contender(id: string, facts: Partial<Contender> = {}): Contender {
  return { id, weight: 1, priority: 3, up: 0, wants: 1_000, callBacks: 0, served: 0, ...facts };
}

const contenders = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 100 }),
      priority: fc.integer({ min: 1, max: 5 }),
      up: fc.nat(40),
      wants: fc.nat(60),
      served: fc.double({ min: 0, max: 50, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => list.map((facts, index) => contender(String(index), facts)));
const count = fc.integer({ min: -5, max: 60 });
const rooms: fc.Arbitrary<Room> = fc.record({
  lines: count,
  reserved: count,
  answerable: count,
  starts: count,
});

const sum = (amounts: Iterable<number>) => [...amounts].reduce((total, amount) => total + amount, 0);

describe('the shares of campaigns', () => {
  it('are never negative, never above any bound, and leave nothing that somebody could use', () => {
    fc.assert(
      fc.property(rooms, contenders, (room, all) => {
        const shares = shareOf(room, all);
        const available = Math.max(0, Math.min(room.lines, room.answerable, room.starts));
        for (const { id, wants } of all) {
          expect(shares.get(id)).toBeGreaterThanOrEqual(0);
          expect(shares.get(id)).toBeLessThanOrEqual(wants);
        }
        expect(sum(shares.values())).toBe(Math.min(available, sum(all.map(({ wants }) => wants))));
      }),
    );
  });

  it('give a lower priority only what no higher one wants', () => {
    fc.assert(
      fc.property(rooms, contenders, (room, all) => {
        const shares = shareOf(room, all);
        const served = all.filter(({ id }) => (shares.get(id) ?? 0) > 0);
        const wanting = all.filter(({ id, wants }) => (shares.get(id) ?? 0) < wants);
        for (const { priority } of wanting) {
          expect(served.every((other) => other.priority <= priority)).toBe(true);
        }
      }),
    );
  });

  it('follow the weights to within one line, where all want more', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 300 }), (weightsOfAll, lines) => {
        const all = weightsOfAll.map((weight, index) => contender(String(index), { weight }));
        const shares = shareOf({ ...WIDE, lines }, all);
        for (const { id, weight } of all) {
          const exact = (lines * weight) / sum(weightsOfAll);
          expect(Math.abs((shares.get(id) ?? 0) - exact)).toBeLessThan(1);
        }
      }),
    );
  });

  it('level out what a campaign had while it was alone', () => {
    const alone = contender('alone', { up: 8 });
    const shares = shareOf({ ...WIDE, lines: 2 }, [alone, contender('new')]);
    expect([...shares]).toEqual([
      ['alone', 0],
      ['new', 2],
    ]);
  });

  it('keep the reserve for call-backs', () => {
    const room = { lines: 0, reserved: 3, answerable: 100, starts: 100 };
    const shares = shareOf(room, [contender('plain'), contender('awaited', { callBacks: 2 })]);
    expect([...shares]).toEqual([
      ['plain', 0],
      ['awaited', 2],
    ]);
    const roomy = shareOf({ ...room, lines: 4 }, [contender('awaited', { callBacks: 2 })]);
    expect(roomy.get('awaited')).toBe(4);
  });
});

/** Campaigns that take turns with what is there, as pumps do: each reads the facts, and takes its own share alone. */
function play(all: Contender[], turns: number, roomAt: (turn: number, up: number) => Room): number[] {
  const started = all.map(() => 0);
  for (let turn = 0; turn < turns; turn += 1) {
    const index = turn % all.length;
    const me = all[index] as Contender;
    me.served = servedFrom(
      me.served,
      true,
      all.filter((other) => other !== me),
    );
    const share = shareOf(roomAt(turn, sum(all.map(({ up }) => up))), all).get(me.id) ?? 0;
    me.up += share;
    me.served += share / me.weight;
    started[index] = (started[index] ?? 0) + share;
  }
  return started;
}

describe('shares over time', () => {
  it('hold for starts, where the pace is scarce and lines are not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (weights, pace) => {
          const all = weights.map((weight, index) => contender(String(index), { weight, wants: 1e6 }));
          const plenty = { ...WIDE, lines: 1e6, answerable: 1e6 };
          const dialed = (turn: number) => Math.floor((turn * pace) / 2);
          const started = play(all, 200, (turn, up) => ({ ...plenty, starts: dialed(turn) + 2 - up }));
          for (const [index, weight] of weights.entries()) {
            const exact = (sum(started) * weight) / sum(weights);
            expect(Math.abs((started[index] ?? 0) - exact)).toBeLessThanOrEqual(pace * weights.length + 3);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('starve nobody of the same priority who has work', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (weightsOfAll, lines) => {
        const all = weightsOfAll.map((weight, index) => contender(String(index), { weight }));
        const started = all.map(() => 0);
        // Each call is over before the next turn, so there is never more than a line or three.
        for (let turn = 0; turn < 10 * sum(weightsOfAll); turn += 1) {
          for (const [index, share] of [...shareOf({ ...WIDE, lines }, all).values()].entries()) {
            started[index] = (started[index] ?? 0) + share;
            const one = all[index] as Contender;
            one.served += share / one.weight;
          }
        }
        expect(Math.min(...started)).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });
});

describe('what a campaign counts as served', () => {
  it('gathers no credit while it wants nothing', () => {
    expect(
      servedFrom(0, false, [contender('busy', { served: 70 }), contender('other', { served: 80 })]),
    ).toBe(70);
    expect(servedFrom(90, false, [contender('busy', { served: 70 })])).toBe(90);
  });

  it('falls back no further than a little', () => {
    const others = [contender('busy', { served: 1_000, weight: 2 })];
    expect(servedFrom(3, true, others)).toBe(950);
    expect(servedFrom(980, true, others)).toBe(980);
  });

  it('does not look at those who want nothing', () => {
    expect(servedFrom(3, false, [contender('idle', { served: 500, wants: 0 })])).toBe(3);
  });
});
