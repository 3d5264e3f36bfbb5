import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { type ClockedWorld, startClockedWorld } from './clocked-world.ts';

/**
 * A campaign over the night in which Sydney's clocks are put back, with everything as it is but for a clock that jumps over
 * every wait. Where people are is known in every way in which it can be; when they may be called is reckoned here anew, from
 * zones that are written out and from what the sandbox saw.
 */
const HOUR = 3_600_000;
const DAY = { from: '09:00', to: '17:00' };
const NIGHT = { from: '22:30', to: '02:30' };
const SETTINGS = {
  schedule: {
    windows: [DAY, NIGHT].map((hours) => ({ timeZone: 'contact', days: [1, 2, 3, 4, 5, 6, 7], ...hours })),
  },
  retry: {
    maxAttempts: 4,
    // So that each call comes early enough in its hour for a slow machine.
    afterSeconds: { busy: 4.25 * 3600, no_answer: 8 * 3600 },
    most: { no_answer: 3 },
    spread: false,
  },
};

const SYDNEY = 'Australia/Sydney';
const CAPITALS = ['Sydney', 'Melbourne', 'Brisbane', 'Adelaide', 'Darwin', 'Perth', 'Hobart'];
const BUSY = 'done, busy';
const NO_ANSWER = 'done, no_answer';

interface Person {
  phone: string;
  /** Country, region, postcode and time zone, as in the file. */
  known: string;
  /** All zones where that may be. */
  zones: string[];
  fate: string;
  /** Days and hours of their calls, on the clock of the first zone. */
  called: string;
}

function person(phone: string, known: string, zones: string[], fate: string, called: string): Person {
  return { phone, known, zones, fate, called };
}

/** It is Saturday, 8 in the morning, in Sydney when they are imported. */
const PEOPLE = [
  // By the area of the number; that of 07 5 reaches over the border of Queensland.
  person('+61270100015', ',,,', [SYDNEY], BUSY, 'Sat 9, Sat 13, Sat 22, Sun 2'),
  person('+61770100015', ',,,', ['Australia/Brisbane'], BUSY, 'Sat 9, Sat 13, Sat 22, Sun 9'),
  person('+61755500016', ',,,', [SYDNEY, 'Australia/Brisbane'], NO_ANSWER, 'Sat 10, Sat 23, Sun 9'),
  person('+12135550105', ',,,', ['America/Los_Angeles'], BUSY, 'Fri 14, Fri 22, Sat 9, Sat 13'),
  person('+18505550107', ',,,', ['America/New_York', 'America/Chicago'], 'done, invalid_number', 'Fri 23'),
  // By a postcode or a region, beside a mobile.
  person('+61491570156', ',,4000,', ['Australia/Brisbane'], NO_ANSWER, 'Sat 9, Sat 22, Sun 9'),
  person('+61491578965', ',,2898,', ['Australia/Lord_Howe'], BUSY, 'Sat 9, Sat 13, Sat 22, Sun 2'),
  person('+61491570006', ',SA,,', ['Australia/Adelaide'], NO_ANSWER, 'Sat 9, Sat 22, Sun 9'),
  // By the time zone that was stated.
  person('+61491572665', ',,,Australia/Perth', ['Australia/Perth'], BUSY, 'Sat 9, Sat 13, Sat 22, Sun 9'),
  // By the country alone.
  person('+442079460005', ',,,', ['Europe/London'], BUSY, 'Fri 22, Sat 9, Sat 13, Sat 22'),
  person('+493023125106', 'DE,,,', ['Europe/Berlin'], NO_ANSWER, 'Fri 23, Sat 9, Sat 22'),
  person(
    '+61491571266',
    'AU,,,',
    CAPITALS.map((city) => `Australia/${city}`),
    NO_ANSWER,
    'Sat 12, Sun 1, Sun 11',
  ),
  // By evidence that conflicts; Sydney and London are never open at once.
  person(
    '+61270100025',
    ',,,Australia/Perth',
    [SYDNEY, 'Australia/Perth'],
    BUSY,
    'Sat 12, Sat 16, Sun 1, Sun 11',
  ),
  person('+61270100035', ',,,Europe/London', [SYDNEY, 'Europe/London'], 'done, expired', ''),
];

/** When Sydney's clocks are put back next, some days from now at least. */
const change = nextPutBack(SYDNEY, Date.now() + 48 * HOUR);
let world: ClockedWorld;
beforeAll(async () => {
  world = await startClockedWorld(change - 19 * HOUR);
}, 300_000);
afterAll(() => world?.end(), 60_000);

function nextPutBack(zone: string, from: number): number {
  const offset = (at: number) => DateTime.fromMillis(at, { zone }).offset;
  for (let at = Math.ceil(from / HOUR) * HOUR; ; at += HOUR) if (offset(at) < offset(at - HOUR)) return at;
}

function onWall(at: number, zone: string, format: string): string {
  return DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat(format);
}

function isOpen(at: number, zone: string): boolean {
  const time = onWall(at, zone, 'HH:mm');
  return (time >= DAY.from && time < DAY.to) || time >= NIGHT.from || time < NIGHT.to;
}

function callsTo({ phone }: Person): number[] {
  const { calls } = world.sandbox.referee.report();
  return calls.filter(({ to }) => to === phone).map(({ createdAt }) => createdAt);
}

async function fates(): Promise<Record<string, string>> {
  const phones = new Map((await Contacts.find().lean()).map(({ _id, phone }) => [_id, phone]));
  const enrolments = await Enrolments.find().lean();
  return Object.fromEntries(
    enrolments.map(({ contactId, state, outcome }) => [phones.get(contactId), `${state}, ${outcome}`]),
  );
}

it('a campaign calls nobody outside of their hours, before and after the clocks are put back', async () => {
  const rows = PEOPLE.map(({ phone, known }) => `${phone},${known}`);
  await world.runCampaign(SETTINGS, ['phone,country,region,postcode,time_zone', ...rows].join('\n'));

  const outside = PEOPLE.flatMap((one) =>
    callsTo(one).flatMap((at) =>
      one.zones
        .filter((zone) => !isOpen(at, zone))
        .map((zone) => `${one.phone} ${onWall(at, zone, 'ccc HH:mm z')}`),
    ),
  );
  expect(outside).toEqual([]);
  expect(await fates()).toEqual(Object.fromEntries(PEOPLE.map(({ phone, fate }) => [phone, fate])));
  const called = (one: Person) => callsTo(one).map((at) => onWall(at, one.zones[0] ?? '', 'ccc H'));
  expect(PEOPLE.map((one) => called(one).join(', '))).toEqual(PEOPLE.map((one) => one.called));

  // Due again at 02:45, when their hours were over, they were called as the clock showed 02:00 for the second time.
  const inSydney = PEOPLE.slice(0, 1).flatMap(callsTo);
  expect(inSydney.map((at) => at >= change)).toEqual([false, false, false, true]);
}, 900_000);
