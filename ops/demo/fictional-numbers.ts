import { pick } from './random.ts';

/**
 * Where each country keeps numbers for fiction, so that nobody's phone could ring even by mistake: everything but the
 * last two digits. Sources: ACMA (Australia), NANPA 555-0100 to 0199, Ofcom, ARCEP, Bundesnetzagentur.
 */
const hundreds = (prefix: string, digits: number) =>
  Array.from({ length: 10 ** digits }, (_, index) => `${prefix}${String(index).padStart(digits, '0')}`);
const US_AREAS = [
  '205',
  '206',
  '212',
  '213',
  '303',
  '305',
  '312',
  '404',
  '415',
  '512',
  '602',
  '617',
  '702',
  '808',
  '907',
];

export const COUNTRIES = {
  AU: [...hundreds('+6125550', 2), ...hundreds('+6127010', 2)],
  US: US_AREAS.map((area) => `+1${area}55501`),
  GB: [...hundreds('+442079460', 1), ...hundreds('+447700900', 1)],
  FR: hundreds('+3319900', 2),
  DE: hundreds('+493023125', 1),
} as const;
export type Country = keyof typeof COUNTRIES;

/** Endings of two digits that the sandbox reads as such (docs/sandbox.md); one digit decides only with others before. */
const TENS_OF_ONE_DIGIT = ['0', '1', '2', '3', '4', '5', '6'];

/** The caller's own number in the sandbox. */
const CALLER = '+61255501000';
const TRIES = 300;

/** A number of a country that ends as asked and is not in `used`, to which it is added; undefined when none is found. */
export function fictionalNumber(
  random: () => number,
  country: Country,
  ending: string,
  used: Set<string>,
): string | undefined {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const tail = ending.length === 2 ? ending : `${pick(random, TENS_OF_ONE_DIGIT)}${ending}`;
    const number = `${pick(random, COUNTRIES[country])}${tail}`;
    if (used.has(number) || number === CALLER) continue;
    used.add(number);
    return number;
  }
  return undefined;
}
