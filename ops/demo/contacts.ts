import { type Country, fictionalNumber } from './fictional-numbers.ts';
import { pick, seededRandom } from './random.ts';

/**
 * What the people of a demo do, in the sandbox's endings: most answer, and every other common fate is there, as in a
 * list that is called in earnest. Dealt in turn, so that even a small demo has many outcomes.
 */
const ENDINGS = [
  ...['0', '5', '8', '1', '97', '7', '2', '3', '6', '99'],
  ...['9', '0', '4', '96', '81', '1', '98', '8', '82', '2'],
  ...['94', '0', '3', '83', '90', '1', '9'],
];

const PEOPLE: Record<Country, { first: string[]; last: string[]; cities: string[] }> = {
  AU: {
    first: ['Mia', 'Noah', 'Isla', 'Jack'],
    last: ['Nguyen', 'Walker', 'Singh'],
    cities: ['Sydney', 'Canberra'],
  },
  US: {
    first: ['Grace', 'Ethan', 'Zoe', 'Luis'],
    last: ['Carter', 'Reyes', 'Kim'],
    cities: ['Denver', 'Boston'],
  },
  GB: {
    first: ['Amelia', 'Oliver', 'Priya', 'Rhys'],
    last: ['Hughes', 'Patel', 'Reid'],
    cities: ['London', 'Leeds'],
  },
  FR: {
    first: ['Chloé', 'Louis', 'Inès', 'Hugo'],
    last: ['Moreau', 'Lefèvre', 'Diallo'],
    cities: ['Paris', 'Rouen'],
  },
  DE: {
    first: ['Lena', 'Jonas', 'Aylin', 'Paul'],
    last: ['Krüger', 'Yilmaz', 'Vogel'],
    cities: ['Berlin', 'Potsdam'],
  },
};
/** Countries in turn; when one has no number left, the next that has. */
const TURNS: readonly Country[] = ['AU', 'US', 'GB', 'FR', 'DE'];

/** More would not find fictional numbers for all. */
export const MOST_CONTACTS = 5_000;

export interface DemoContact {
  phone: string;
  firstName: string;
  lastName: string;
  city: string;
}

/** Fictional people of five countries, the same for the same seed, no number twice. */
export function demoContacts(count: number, seed: number): DemoContact[] {
  const random = seededRandom(seed);
  const used = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const ending = ENDINGS[index % ENDINGS.length] as string;
    const { phone, country } = numberFrom(random, index, ending, used);
    const { first, last, cities } = PEOPLE[country];
    return {
      phone,
      firstName: pick(random, first),
      lastName: pick(random, last),
      city: pick(random, cities),
    };
  });
}

function numberFrom(random: () => number, turn: number, ending: string, used: Set<string>) {
  for (let next = 0; next < TURNS.length; next += 1) {
    const country = TURNS[(turn + next) % TURNS.length] as Country;
    const phone = fictionalNumber(random, country, ending, used);
    if (phone) return { phone, country };
  }
  throw new Error(`No fictional number that ends in ${ending} is left`);
}

/** As a spreadsheet would write it. */
export function toCsv(contacts: readonly DemoContact[]): string {
  const rows = contacts.map(({ phone, firstName, lastName, city }) =>
    [phone, firstName, lastName, city].join(','),
  );
  return `${['phone,first_name,last_name,city', ...rows].join('\n')}\n`;
}
