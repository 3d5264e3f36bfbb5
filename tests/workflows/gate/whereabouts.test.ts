import { describe, expect, it } from '@jest/globals';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PersonFacts } from '../../../contracts/gate.ts';
import { ATLAS, placeOfNumber } from '../../../workflows/gate/places/atlas.ts';
import { whereabouts } from '../../../workflows/gate/whereabouts.ts';

const MAINLAND = ['Sydney', 'Melbourne', 'Brisbane', 'Adelaide', 'Darwin', 'Perth', 'Hobart'];

function told(person: Partial<PersonFacts>) {
  const { places, zones, problems } = whereabouts({ phone: '+61491570156', lineType: 'unknown', ...person });
  return {
    places: places.map(({ country, region }) => (region ? `${country}-${region}` : country)),
    zones: zones.map((zone) => zone.split('/').at(-1)),
    problems: problems.map((problem) => problem.rule),
  };
}

describe('where a person may be', () => {
  it.each<[string, Partial<PersonFacts>, string[], string[]]>([
    ['an Australian mobile', {}, ['AU'], MAINLAND],
    ['… in a known postcode', { postcode: '6000' }, ['AU-WA'], ['Perth']],
    ['… whose postcode lost its zero', { postcode: '800' }, ['AU-NT'], ['Darwin']],
    ['… in a known state', { region: 'vic' }, ['AU-VIC'], ['Melbourne']],
    ['… in a known zone', { timeZone: 'Australia/Perth' }, ['AU'], ['Perth']],
    ['… in a zone by another name', { timeZone: 'Australia/ACT' }, ['AU'], ['ACT']],
    [
      '… of somebody in Queensland who gives Perth time',
      { region: 'QLD', timeZone: 'Australia/Perth' },
      ['AU-QLD'],
      ['Brisbane', 'Perth'],
    ],
    ['a number of Perth', { phone: '+6189200' }, ['AU-WA'], ['Perth']],
    [
      'a number of Perth with a postcode of Sydney',
      { phone: '+6189200', postcode: '2000' },
      ['AU-WA', 'AU-NSW'],
      ['Perth', 'Sydney'],
    ],
    [
      'a number of Melbourne or Hobart',
      { phone: '+61355501234' },
      ['AU-VIC', 'AU-TAS'],
      ['Melbourne', 'Hobart'],
    ],
    [
      '… with a postcode of Melbourne',
      { phone: '+61355501234', postcode: '3000' },
      ['AU-VIC'],
      ['Melbourne'],
    ],
    ['Broken Hill', { postcode: '2880' }, ['AU-NSW'], ['Broken_Hill']],
    ['New York', { phone: '+12125550123' }, ['US-NY'], ['New_York']],
    [
      'New York with a ZIP of Los Angeles',
      { phone: '+12125550123', postcode: '90210' },
      ['US-NY', 'US-CA'],
      ['New_York', 'Los_Angeles'],
    ],
    ['the Panhandle of Florida', { phone: '+18505550123' }, ['US-FL'], ['New_York', 'Chicago']],
    [
      '… with a ZIP of Tallahassee',
      { phone: '+18505550123', postcode: '32301-1234' },
      ['US-FL'],
      ['New_York'],
    ],
    ['El Paso', { phone: '+19155550123' }, ['US-TX'], ['Denver']],
    [
      'a toll-free number',
      { phone: '+18005550123' },
      ['US'],
      ['New_York', 'Chicago', 'Denver', 'Phoenix', 'Los_Angeles'],
    ],
    ['… of somebody in Hawaii', { phone: '+18005550123', region: 'HI' }, ['US-HI'], ['Honolulu']],
    ['Puerto Rico', { phone: '+17875550123' }, ['US-PR'], ['Puerto_Rico']],
    ['Toronto', { phone: '+14165550123' }, ['CA-ON'], ['Toronto']],
    [
      'Toronto with a code of Vancouver',
      { phone: '+14165550123', postcode: 'V6B 1A1' },
      ['CA-ON', 'CA-BC'],
      ['Toronto', 'Vancouver'],
    ],
    ['London', { phone: '+442079460958' }, ['GB'], ['London']],
    [
      'a British mobile that has moved to Ireland',
      { phone: '+447700900123', country: 'IE' },
      ['GB', 'IE'],
      ['London', 'Dublin'],
    ],
    ['Spain', { phone: '+3461234' }, ['ES'], ['Madrid', 'Canary']],
    ['the country by its other name', { phone: '+447700900123', country: 'uk' }, ['GB'], ['London']],
  ])('%s', (_, person, places, zones) => expect(told(person)).toEqual({ places, zones, problems: [] }));

  it('asks for the zone of people in a country of which it knows none', () => {
    expect(told({ phone: '+6421555123' })).toEqual({
      places: ['NZ'],
      zones: [],
      problems: ['place.time_zone'],
    });
    expect(told({ phone: '+6421555123', timeZone: 'Pacific/Auckland' })).toEqual({
      places: ['NZ'],
      zones: ['Auckland'],
      problems: [],
    });
  });

  it('knows no better for the whole number than for its area', () => {
    expect(told({ phone: '+6149157' })).toEqual(told({}));
    expect(told({ phone: '+1212555' })).toEqual(told({ phone: '+12125550123' }));
  });

  describe('by area code', () => {
    const CODES = Array.from({ length: 800 }, (_, index) => String(index + 200));
    const ours = (code: string) => placeOfNumber(`+1${code}555`);
    const theirs = (code: string) => {
      const number = parsePhoneNumberFromString(`+1${code}5550123`);
      const isPlace = number?.getType() === 'FIXED_LINE_OR_MOBILE';
      return isPlace ? (number?.country ?? '').replace(/^(PR|VI|GU|AS|MP)$/, 'US') : undefined;
    };

    it('contradicts the library of phone numbers nowhere', () => {
      const known = CODES.filter((code) => theirs(code) && ours(code));
      expect(known.filter((code) => ours(code)?.country !== theirs(code))).toEqual([]);
    });

    it('knows the region of all that the library gives to the United States or Canada, but for one', () => {
      const given = CODES.filter((code) => ['US', 'CA'].includes(theirs(code) ?? ''));
      expect(given.length).toBeGreaterThan(400);
      // Of 273 no more than the country is certain: it gets all of Canada's zones.
      expect(given.filter((code) => !ours(code)?.clue.places[0]?.region)).toEqual(['273']);
      expect(ours('273')?.clue.places).toEqual([{ country: 'CA' }]);
    });
  });

  it('has a zone for each region and country', () => {
    const zones = Object.values(ATLAS).flatMap((land) => [land.zones, ...Object.values(land.regions ?? {})]);
    expect(zones.filter((list) => list.length === 0)).toEqual([]);
  });
});
