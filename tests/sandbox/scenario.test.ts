import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ENDINGS } from '../../sandbox/endings.ts';
import { behaviourOf, endingOf } from '../../sandbox/scenario.ts';

describe('the table of endings', () => {
  it('is the one in docs/sandbox.md', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\d{1,2})` \| (.+?) \| (.+?) \|$/gm)].map((row) => row.slice(1, 4));
    expect(rows).toEqual(ENDINGS.map(({ digits, name, what }) => [digits, name, what]));
  });

  it('has each ending once', () => {
    expect(new Set(ENDINGS.map(({ digits }) => digits)).size).toBe(ENDINGS.length);
    expect(new Set(ENDINGS.map(({ name }) => name)).size).toBe(ENDINGS.length);
  });

  it('looks at the last two digits first', () => {
    expect(endingOf('+61491570156').name).toBe('rings out');
    expect(endingOf('+61255501096').name).toBe('busy at first');
    expect(endingOf('+61255501065').name).toBe('busy');
  });

  it('answers most of an ordinary list, with some busy, ringing out, failing, and voicemail', () => {
    const counts: Record<string, number> = {};
    for (let nth = 0; nth < 70; nth++) {
      const { kind } = behaviourOf(endingOf(`+612555020${String(nth).padStart(2, '0')}`), 0);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts).toEqual({ answers: 42, busy: 7, 'rings out': 7, fails: 7, machine: 7 });
  });

  it('does something else the first time, where it says so', () => {
    const ending = endingOf('+61255501096');
    expect([behaviourOf(ending, 0).kind, behaviourOf(ending, 1).kind]).toEqual(['busy', 'answers']);
  });
});
