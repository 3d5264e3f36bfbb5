import { describe, expect, it } from '@jest/globals';
import type { Turn } from '../../contracts/transcript.ts';
import { withTurns } from '../../web/src/features/calls/with-turns.ts';
import { itemsOf, withNewer } from '../../web/src/lib/pages.ts';

interface Thing {
  id: string;
  at: string;
  state?: string;
}

const listing = { accepts: () => true, at: (thing: Thing) => thing.at };
const pages = (...items: Thing[][]) => ({
  pages: items.map((page, index) => ({ items: page, nextCursor: index < items.length ? `${index}` : null })),
  pageParams: [],
});
const ids = (data: ReturnType<typeof withNewer<Thing>>) => itemsOf(data).map(({ id }) => id);

describe('a list that is pushed to', () => {
  const known = pages([{ id: 'c', at: '3' }], [{ id: 'b', at: '2' }]);

  it('renews a thing where it stands', () => {
    const renewed = withNewer(known, [{ id: 'b', at: '2', state: 'ended' }], listing);
    expect(ids(renewed)).toEqual(['c', 'b']);
    expect(itemsOf(renewed)[1]).toMatchObject({ state: 'ended' });
  });

  it('puts what is new in its place by time', () => {
    const more = [
      { id: 'e', at: '5' },
      { id: 'd', at: '4' },
    ];
    expect(ids(withNewer(known, more.toReversed(), listing))).toEqual(['e', 'd', 'c', 'b']);
  });

  it('leaves out what lies beyond the pages that are loaded, and what the filter refuses', () => {
    expect(ids(withNewer(known, [{ id: 'a', at: '1' }], listing))).toEqual(['c', 'b']);
    const refusing = { ...listing, accepts: () => false };
    expect(ids(withNewer(known, [{ id: 'e', at: '5' }], refusing))).toEqual(['c', 'b']);
  });

  it('shows a thing once that moved between two pages', () => {
    expect(itemsOf(pages([{ id: 'c', at: '3' }], [{ id: 'c', at: '3' }]))).toHaveLength(1);
  });
});

describe('turns that are heard live', () => {
  const turn = (text: string): Turn => ({ speaker: 'agent', text, atSeconds: 0 });
  const live = {
    callId: 'x',
    source: 'live' as const,
    turns: [turn('a'), turn('b')],
    summary: null,
    successful: null,
    costCredits: null,
  };

  it('are appended, or correct what was heard before', () => {
    expect(withTurns(live, { from: 2, turns: [turn('c')] })?.turns.map(({ text }) => text)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(withTurns(live, { from: 1, turns: [turn('B')] })?.turns.map(({ text }) => text)).toEqual([
      'a',
      'B',
    ]);
  });

  it('are asked for again when some were missed', () => {
    expect(withTurns(live, { from: 3, turns: [turn('d')] })).toBeUndefined();
  });

  it('do not touch the final transcript', () => {
    const final = { ...live, source: 'final' as const };
    expect(withTurns(final, { from: 0, turns: [turn('x')] })).toBe(final);
  });
});
