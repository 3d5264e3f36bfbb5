import type { PersonFacts, Reason } from '../../contracts/gate.ts';
import { phoneArea } from '../../contracts/phone.ts';
import { canonicalZone, isZone } from './local-time.ts';
import { ATLAS, isCountry, placeOfNumber, wholeCountry } from './places/atlas.ts';
import type { Clue, Place } from './places/place.ts';

export interface Whereabouts {
  /** Any of which the person may be in. */
  places: Place[];
  /** IANA names, each clock once; never empty unless there are problems. */
  zones: string[];
  /** Evidence that could not be read. Unknown means no. */
  problems: Reason[];
}

/**
 * Where a person may be, from all that is known: the number, the place and postcode stated, the time zone stated. Evidence
 * that is wider than other evidence and holds it says nothing more (a mobile beside a postcode); apart from that every
 * piece counts, so that conflicting evidence leaves only what is open wherever the person may be.
 */
export function whereabouts(person: PersonFacts): Whereabouts {
  const problems: Reason[] = [];
  const read = <T>(rule: string, text: string, value: T | undefined): T[] => {
    if (value === undefined) problems.push({ rule: `place.${rule}`, text });
    return value === undefined ? [] : [value];
  };
  const number = placeOfNumber(phoneArea(person.phone));
  const country = countryCode(person.country) ?? number?.country;
  const clues = [
    ...read('number', 'It is not known to which country the number belongs', number?.clue),
    ...(person.country
      ? read('country', notKnown('country', person.country, 'two letters such as AU'), countryClue(country))
      : []),
    ...(person.region
      ? read(
          'region',
          notKnown('region', person.region, 'its code, such as NSW or FL'),
          regionClue(country, person),
        )
      : []),
    ...(person.postcode
      ? read(
          'postcode',
          notKnown('postcode', person.postcode, 'one of that country'),
          postcodeClue(country, person),
        )
      : []),
    ...(person.timeZone
      ? read(
          'time_zone',
          notKnown('time zone', person.timeZone, 'an IANA name such as Australia/Perth'),
          zoneClue(person),
        )
      : []),
  ];
  for (const { places, zones } of clues)
    if (places[0] && zones.length === 0 && !person.timeZone)
      problems.push({
        rule: 'place.time_zone',
        text: `The time zone of people in ${places[0].country} is not known: it has to be stated`,
      });
  const telling = narrowest(clues, (clue) => clue.places, liesIn);
  return {
    places: distinct(
      telling.flatMap((clue) => clue.places),
      liesIn,
    ),
    zones: distinct(
      narrowest(telling, (clue) => clue.zones, isSameClock).flatMap((clue) => clue.zones),
      isSameClock,
    ),
    problems,
  };
}

function countryCode(given: string | undefined): string | undefined {
  const code = given?.trim().toUpperCase();
  return code === 'UK' ? 'GB' : code;
}

function countryClue(country: string | undefined): Clue | undefined {
  return country && isCountry(country) ? wholeCountry(country) : undefined;
}

/** Regions count where rules or clocks differ by them; elsewhere they say no more than the country. */
function regionClue(country: string | undefined, { region = '' }: PersonFacts): Clue | undefined {
  const land = country ? ATLAS[country] : undefined;
  if (!land?.regions) return countryClue(country);
  const code = region.trim().toUpperCase().replace(`${country}-`, '');
  const zones = land.regions[code];
  return zones && country ? { places: [{ country, region: code }], zones } : undefined;
}

function postcodeClue(country: string | undefined, { postcode = '' }: PersonFacts): Clue | undefined {
  const land = country ? ATLAS[country] : undefined;
  return land?.byPostcode ? land.byPostcode(postcode.trim().toUpperCase()) : countryClue(country);
}

function zoneClue({ timeZone = '' }: PersonFacts): Clue | undefined {
  return isZone(timeZone) ? { places: [], zones: [timeZone] } : undefined;
}

function notKnown(what: string, value: string, wanted: string): string {
  return `The ${what} "${value.slice(0, 60)}" is not known here: wanted is ${wanted}`;
}

/** All clues but those that only hold what another says more narrowly. */
function narrowest<T>(clues: Clue[], of: (clue: Clue) => T[], isIn: (one: T, other: T) => boolean): Clue[] {
  const holds = (wide: T[], narrow: T[]) => narrow.every((one) => wide.some((other) => isIn(one, other)));
  const saysMore = (clue: Clue, other: Clue) =>
    of(other).length > 0 && holds(of(clue), of(other)) && !holds(of(other), of(clue));
  return clues.filter((clue) => !clues.some((other) => saysMore(clue, other)));
}

function distinct<T>(list: T[], isIn: (one: T, other: T) => boolean): T[] {
  return list.filter((one, index) => list.findIndex((other) => isIn(one, other)) === index);
}

function isSameClock(zone: string, other: string): boolean {
  return canonicalZone(zone) === canonicalZone(other);
}

function liesIn(place: Place, other: Place): boolean {
  return place.country === other.country && (!other.region || other.region === place.region);
}
