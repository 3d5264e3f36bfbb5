import { readCodebook, unique } from './codebook.ts';
import type { Clue, Land } from './place.ts';

const ZONES = {
  S: 'Australia/Sydney',
  V: 'Australia/Melbourne',
  Q: 'Australia/Brisbane',
  A: 'Australia/Adelaide',
  D: 'Australia/Darwin',
  P: 'Australia/Perth',
  T: 'Australia/Hobart',
  B: 'Australia/Broken_Hill',
  L: 'Australia/Lord_Howe',
  E: 'Australia/Eucla',
  N: 'Pacific/Norfolk',
  X: 'Indian/Christmas',
  C: 'Indian/Cocos',
};

/** First digits after +61 (Telecommunications Numbering Plan 2025). 07 5 reaches over the border of Queensland. */
const numbers = readCodebook('AU', ZONES, {
  NSW: '@S 2 75 @SL 26563 @B 880',
  ACT: '@S 2',
  VIC: '@V 3 @S 26',
  TAS: '@T 3',
  QLD: '@Q 7 75',
  SA: '@A 8 87 88 880',
  NT: '@D 8 889 879',
  WA: '@P 8 86 89 @X 89164 @C 89162',
});

/** Postcodes by state; 0872 lies in three, and 6443 by two clocks. */
const postcodes = readCodebook('AU', ZONES, {
  NSW: '@S 1000-2599 2619-2879 2881-2897 2921-2999 @B 2880 @L 2898 @N 2899',
  ACT: '@S 0200-0299 2600-2618 2900-2920',
  VIC: '@V 3000-3999 8000-8999',
  TAS: '@T 7000-7999',
  QLD: '@Q 4000-4999 9000-9999',
  SA: '@A 5000-5999 0872',
  NT: '@D 0800-0999',
  WA: '@P 6000-6797 6800-6999 0872 @E 6443 @X 6798 @C 6799',
});

const STATES = ['NSW', 'ACT', 'VIC', 'TAS', 'QLD', 'SA', 'NT', 'WA'];

/** A mobile says nothing of place: it may be anywhere on the mainland, or in Tasmania. */
export const australia: Land = {
  zones: ['S', 'V', 'Q', 'A', 'D', 'P', 'T'].map((letter) => ZONES[letter as keyof typeof ZONES]),
  regions: Object.fromEntries(STATES.map((state) => [state, mainZonesOf(state)])),
  byNumber: (national) => (/^[2378]/.test(national) ? numbers.find(national) : undefined),
  byPostcode: (postcode) => find4(postcode),
};

function find4(postcode: string): Clue | undefined {
  return /^\d{3,4}$/.test(postcode) ? postcodes.find(postcode.padStart(4, '0')) : undefined;
}

function mainZonesOf(state: string): string[] {
  return unique([...postcodes.zonesOf(state)]).filter(
    (zone) => zone !== ZONES.N && zone !== ZONES.X && zone !== ZONES.C,
  );
}
