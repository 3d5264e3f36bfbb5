import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
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

/** The country of a number and what its area says, from its first digits; undefined where that is not known. */
export function placeOfNumber(phoneArea: string): { country: string; clue: Clue } | undefined {
  const digits = phoneArea.replace('+', '');
  if (digits.startsWith('1')) return northAmerican(digits.slice(1));
  const code = [digits.slice(0, 3), digits.slice(0, 2)].find((start) => countryOfCode(start));
  const country = code && countryOfCode(code);
  return country ? inCountry(country, digits.slice(code.length)) : undefined;
}

/** What a person is known to be in if nothing but the country is known. */
export function wholeCountry(country: string): Clue {
  return { places: [{ country }], zones: ATLAS[country]?.zones ?? [] };
}

function inCountry(country: string, national: string): { country: string; clue: Clue } {
  return { country, clue: ATLAS[country]?.byNumber?.(national) ?? wholeCountry(country) };
}

/** +1 is shared by many countries; of area codes that are in no table the library may still know the country. */
function northAmerican(national: string): { country: string; clue: Clue } | undefined {
  const listed = ['US', 'CA'].find((country) => ATLAS[country]?.byNumber?.(national));
  if (listed) return inCountry(listed, national);
  const country = parsePhoneNumberFromString(`+1${national.padEnd(10, '0')}`)?.country;
  return country && ATLAS[country] ? inCountry(country, national) : undefined;
}

function countryOfCode(code: string): string | undefined {
  return code === '61' ? 'AU' : europeanCallingCodes[code];
}
