import { createRequire } from 'node:module';
import type Calendar from 'date-holidays';
import type { GateFacts, Reason } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { anyHourSpans } from './consent.ts';
import { holdsFor, placesOf } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import { dateIn, spansOnWall, WHOLE_DAY } from './local-time.ts';
import type { Place } from './places/place.ts';
import { union } from './spans.ts';

/** Whole days that a pack closes, in each zone where the person may be. */
export function holidayLimits(
  facts: GateFacts,
  packs: RulePack[],
  places: Place[],
  zones: string[],
): Limit[] {
  return packs.flatMap((pack) => {
    const rules = rulesOf(pack, facts);
    if (rules.length === 0) return [];
    const opened = rules.every((rule) => rule.consentOpens) ? anyHourSpans(facts.consents) : [];
    const nameOf = (date: string) => holidayName(placesOf(pack, places), date);
    return zones.map((zone) => ({
      rule: `holidays.${pack.id}`,
      closed: `A public holiday in ${pack.name}: ${nameOf(dateIn(zone, facts.now))}`,
      zones: [zone],
      spans: (period) =>
        union([...spansOnWall(zone, period, ({ date }) => (nameOf(date) ? [] : [WHOLE_DAY])), ...opened]),
    }));
  });
}

/** Places whose holidays are closed, and of which none is known: that would leave them open. */
export function unknownHolidays(facts: GateFacts, packs: RulePack[], places: Place[]): Reason[] {
  const year = new Date(facts.now).toISOString().slice(0, 4);
  return packs
    .filter((pack) => rulesOf(pack, facts).length > 0)
    .filter((pack) => placesOf(pack, places).some((place) => holidaysOf(place, year).size === 0))
    .map(({ id, name }) => ({
      rule: `holidays.${id}`,
      text: `${name} closes public holidays, and which those are is not known here`,
    }));
}

function rulesOf(pack: RulePack, { campaign }: GateFacts): RulePack['holidays'] {
  return pack.holidays.filter((rule) => holdsFor(rule, campaign.purpose));
}

/** The name of the public holiday that is kept in any of the places on a date such as `2026-12-25`. */
export function holidayName(places: Place[], date: string): string | undefined {
  return places.map((place) => holidaysOf(place, date.slice(0, 4)).get(date)).find(Boolean);
}

/** The library takes a second to load and some hundredths to reckon a year: only where it is asked, and once. */
const load = createRequire(import.meta.url);
const years = new Map<string, Map<string, string>>();

/** National holidays, and those of the region where it is known. */
function holidaysOf({ country, region }: Place, year: string): Map<string, string> {
  const key = `${country}-${region}-${year}`;
  const known = years.get(key);
  if (known) return known;
  const found = reckon(country, region, Number(year));
  years.set(key, found);
  return found;
}

function reckon(country: string, region: string | undefined, year: number): Map<string, string> {
  const Holidays = load('date-holidays') as typeof Calendar;
  const hasRegion = region !== undefined && region in (new Holidays().getStates(country) ?? {});
  const calendar = hasRegion ? new Holidays(country, region) : new Holidays(country);
  const all = calendar.getHolidays(year, 'en').filter((holiday) => holiday.type === 'public');
  return new Map(all.map((holiday) => [holiday.date.slice(0, 10), holiday.name]));
}
