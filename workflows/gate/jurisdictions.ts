import type { CallPurpose, RulePack } from '../../contracts/rules.ts';
import type { Place } from './places/place.ts';

/** Packs of every place where the person may be; where the region is not known, those of all regions. */
export function packsFor(packs: RulePack[], places: Place[]): RulePack[] {
  return packs.filter((pack) => placesOf(pack, places).length > 0);
}

/** Those of the places that a pack binds. */
export function placesOf({ appliesTo }: RulePack, places: Place[]): Place[] {
  return places.filter(
    ({ country, region }) =>
      country === appliesTo.country && (!appliesTo.region || !region || region === appliesTo.region),
  );
}

/** Countries of whose rules no pack tells. */
export function countriesWithoutPack(packs: RulePack[], places: Place[]): string[] {
  const known = packs.filter((pack) => !pack.appliesTo.region).map((pack) => pack.appliesTo.country);
  return [...new Set(places.map((place) => place.country))].filter((country) => !known.includes(country));
}

/** Whether a rule binds calls of this kind. */
export function holdsFor(rule: { purposes?: CallPurpose[] }, purpose: CallPurpose): boolean {
  return rule.purposes === undefined || rule.purposes.includes(purpose);
}
