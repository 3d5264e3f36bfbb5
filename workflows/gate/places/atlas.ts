import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { australia } from './australia.ts';
import { canada } from './canada.ts';
import { europe, europeanCallingCodes } from './europe.ts';
import type { Clue, Land } from './place.ts';
import { unitedStates } from './united-states.ts';

/** Countries of which it is known where and by which clock their people live. */
export const ATLAS: Record<string, Land> = {
  AU: australia,
  US: unitedStates,
  CA: canada,
  ...europe,
};

const CALLING_CODES: Record<string, string> = { '61': 'AU', ...europeanCallingCodes };

/**
 * The country of a number and what its area says, from its first digits; undefined where no one country is known. A
 * country of which no more is known has no zones.
 */
export function placeOfNumber(phoneArea: string): { country: string; clue: Clue } | undefined {
  const digits = phoneArea.replace('+', '');
  const [country, national] = known(digits) ?? [countryByLibrary(digits), ''];
  return country
    ? { country, clue: ATLAS[country]?.byNumber?.(national) ?? wholeCountry(country) }
    : undefined;
}

/** What is known of a person if nothing but the country is. */
export function wholeCountry(country: string): Clue {
  return { places: [{ country }], zones: ATLAS[country]?.zones ?? [] };
}

export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/** Country and the digits after its code. +1 is shared by many, and told apart by the area codes of two. */
function known(digits: string): [country: string, national: string] | undefined {
  if (digits.startsWith('1')) {
    const country = ['US', 'CA'].find((one) => ATLAS[one]?.byNumber?.(digits.slice(1)));
    return country ? [country, digits.slice(1)] : undefined;
  }
  const code = [digits.slice(0, 3), digits.slice(0, 2)].find((start) => CALLING_CODES[start]);
  return code ? [CALLING_CODES[code] as string, digits.slice(code.length)] : undefined;
}

function countryByLibrary(digits: string): string | undefined {
  return parsePhoneNumberFromString(`+${digits}`.padEnd('+12125550100'.length, '0'))?.country;
}
