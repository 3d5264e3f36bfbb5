import type { Clue } from './place.ts';

/**
 * Area codes or postcodes by region, written short: letters after `@` name zones, and the codes after them lie in all of those.
 * `{ TX: '@C 210 214 @M 915' }` says that Texas has 210 and 214 in Central and 915 in Mountain time. A code is a prefix, or
 * a range of prefixes as `320-323`; the longest that fits counts, and where several of that length do, all of them.
 */
export type Codebook = Record<string, string>;

interface Entry {
  region: string;
  zones: string[];
  first: string;
  last: string;
}

export function readCodebook(country: string, letters: Record<string, string>, book: Codebook) {
  const entries = Object.entries(book).flatMap(([region, line]) => entriesOf(region, line, letters));
  return {
    zonesOf: (region: string) => unique(entries.filter((entry) => entry.region === region).flatMap(zones)),
    find: (code: string): Clue | undefined => {
      const found = longest(entries.filter((entry) => fits(entry, code)));
      if (found.length === 0) return undefined;
      const regions = unique(found.map((entry) => entry.region));
      return { places: regions.map((region) => ({ country, region })), zones: unique(found.flatMap(zones)) };
    },
  };
}

function entriesOf(region: string, line: string, letters: Record<string, string>): Entry[] {
  let current: string[] = [];
  return line.split(' ').flatMap((word) => {
    if (word.startsWith('@')) {
      current = [...word.slice(1)].flatMap((letter) => letters[letter] ?? []);
      return [];
    }
    const [first = word, last = first] = word.split('-');
    return [{ region, zones: current, first, last }];
  });
}

function fits({ first, last }: Entry, code: string): boolean {
  const start = code.slice(0, first.length);
  return first <= start && start <= last;
}

function longest(entries: Entry[]): Entry[] {
  const length = Math.max(...entries.map((entry) => entry.first.length));
  return entries.filter((entry) => entry.first.length === length);
}

function zones(entry: Entry): string[] {
  return entry.zones;
}

export function unique<T>(list: T[]): T[] {
  return [...new Set(list)];
}
