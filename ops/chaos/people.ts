import { ENDINGS } from '../../sandbox/endings.ts';
import type { DemoContact } from '../demo/contacts.ts';
import { type Country, fictionalNumber } from '../demo/fictional-numbers.ts';
import { pick, seededRandom } from '../demo/random.ts';
import { shuffled } from './plan.ts';

const COUNTRIES: readonly Country[] = ['AU', 'GB', 'FR', 'US', 'DE'];
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dana', 'Emil', 'Fay', 'Gus', 'Hana'];

/** More would not find fictional numbers for all. */
export const MOST_PEOPLE = 5_000;

/** Fictional people whose endings cover the sandbox's whole table, evenly and in an order of the seed. */
export function chaosPeople(count: number, seed: number): DemoContact[] {
  const random = seededRandom(seed);
  const used = new Set<string>();
  const people: DemoContact[] = [];
  while (people.length < count) {
    const endings = shuffled(random, ENDINGS).slice(0, count - people.length);
    people.push(...endings.map(({ digits }) => person(random, digits, used)));
  }
  return people;
}

function person(random: () => number, digits: string, used: Set<string>): DemoContact {
  for (const country of shuffled(random, COUNTRIES)) {
    const phone = fictionalNumber(random, country, digits, used);
    if (phone) return { phone, firstName: pick(random, NAMES), lastName: 'Example', city: 'Anywhere' };
  }
  throw new Error(`No fictional number that ends in ${digits} is left`);
}
