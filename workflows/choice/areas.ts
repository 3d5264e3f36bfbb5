import { phoneArea } from '../../contracts/phone.ts';
import { placeOfNumber } from '../gate/places/atlas.ts';

/** How near a number of ours is to a person's: nothing in common, the country, the state or province, the area code. */
export const NEARNESS = { none: 0, country: 1, region: 2, area: 3 } as const;

export function nearness(ours: string, theirs: string): number {
  const area = areaOf(ours);
  if (area !== undefined && area === areaOf(theirs)) return NEARNESS.area;
  const [here, there] = [placeOfNumber(phoneArea(ours)), placeOfNumber(phoneArea(theirs))];
  if (!here || !there) return callingCode(ours) === callingCode(theirs) ? NEARNESS.country : NEARNESS.none;
  if (here.country !== there.country) return NEARNESS.none;
  const regions = new Set(here.clue.places.flatMap(({ region }) => region ?? []));
  const shared = there.clue.places.some(({ region }) => region !== undefined && regions.has(region));
  return shared ? NEARNESS.region : NEARNESS.country;
}

/**
 * Country and area code of a number that belongs to an area: Australia 02, 03, 07, 08; North America's area codes; the
 * United Kingdom's of two to four digits (National Telephone Numbering Plan). Undefined for mobiles and elsewhere.
 */
export function areaOf(phone: string): string | undefined {
  const [area] = /^\+(61[2378]|1[2-9]\d\d|442\d|441(1\d|\d1)|441\d{3})/.exec(phone) ?? [];
  return area;
}

/** The first digits, of countries that are in no table: two of one country have these in common. */
function callingCode(phone: string): string {
  return phone.slice(0, 4);
}
