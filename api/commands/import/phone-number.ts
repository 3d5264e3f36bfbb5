import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { e164Schema } from '../../../contracts/phone.ts';

export type PhoneReading = { ok: true; phone: string } | { ok: false; cause: string };

export const PHONE_CAUSES = {
  missing: 'no phone number',
  invalid: 'the phone number is not one',
  national:
    'the phone number is national and its country is not given (in a column country, or by ?country=AU)',
  country: 'the country is not an ISO 3166 code such as AU',
  spreadsheet: 'a spreadsheet has rounded the phone number (such as 6.1E+10); format the column as text',
} as const;

/** `AU` or `au` as a country that numbers can be read for. */
export function readCountry(text: string): CountryCode | undefined {
  const code = text.trim().toUpperCase();
  return isSupportedCountry(code) ? code : undefined;
}

/**
 * Reads a number as people write it. A number counts when its length is possible where it lies: ranges within a
 * country change faster than any table, and Twilio answers for those.
 */
export function readPhone(text: string, country: string): PhoneReading {
  const given = text.trim();
  if (given === '') return fault('missing');
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(given)) return fault('spreadsheet');
  if (/^\+[1-9]\d{7,14}$/.test(given))
    return isPossible(given) ? { ok: true, phone: given } : fault('invalid');
  if (country !== '' && !readCountry(country)) return fault('country');
  const parsed = parsePhoneNumberFromString(given, { defaultCountry: readCountry(country), extract: false });
  if (parsed?.isPossible() && !parsed.ext && e164Schema.safeParse(parsed.number).success) {
    return { ok: true, phone: parsed.number };
  }
  const lacksCountry = country === '' && !given.startsWith('+');
  return fault(lacksCountry && /\d{4}/.test(given) ? 'national' : 'invalid');
}

/**
 * Most lists are in E.164, and whether such a number is possible hangs on its country code and its length alone: so
 * one verdict serves all with the same beginning and length. There are at most 9000 × 8 of them.
 */
const verdicts = new Map<string, boolean>();

function isPossible(e164: string): boolean {
  const key = `${e164.slice(1, 5)}/${e164.length}`;
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = parsePhoneNumberFromString(e164)?.isPossible() ?? false;
  verdicts.set(key, verdict);
  return verdict;
}

function fault(cause: keyof typeof PHONE_CAUSES): PhoneReading {
  return { ok: false, cause: PHONE_CAUSES[cause] };
}
