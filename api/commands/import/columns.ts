import { isOtherPhoneColumn, PHONE_COLUMNS, variableName } from '../../../contracts/contact-columns.ts';
import { ApiError } from '../../api-error.ts';
import { CONSENT_COLUMNS, type ConsentColumn, EVIDENCE_COLUMNS, type EvidenceColumn } from './evidence.ts';

/** Where in a row the parts of a contact stand. Variables have the name that the agent knows them by. */
export interface Columns {
  phone: number;
  /** Further numbers, in the order in which they are dialed. */
  otherPhones: { index: number; name: string }[];
  name: number | undefined;
  firstName: number | undefined;
  lastName: number | undefined;
  country: number | undefined;
  variables: { index: number; name: string }[];
  evidence: Partial<Record<EvidenceColumn, number>>;
  consent: Partial<Record<ConsentColumn, number>>;
  /** How many values a row may have. */
  count: number;
}

const MAX_COLUMNS = 100;
const MAX_NAME = 60;
/** ElevenLabs keeps these beginnings of dynamic variables to itself. */
const RESERVED = /^(system|secret)__/;

/** Reads the first line of a file, or throws `invalid_csv` and says what is wrong with it. */
export function readColumns(headings: string[]): Columns {
  const names = headings.map(variableName);
  refuseUnusable(names);
  const phone = PHONE_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0);
  if (phone === undefined) throw noPhoneColumn(names);
  // What somebody agreed to is evidence, and no word of the conversation.
  const ofConsent: string[] = Object.values(CONSENT_COLUMNS);
  const isVariable = (name: string, index: number) =>
    !['', 'name', ...ofConsent].includes(name) && index !== phone && !isOtherPhoneColumn(name);
  const named = names.map((name, index) => ({ name, index }));
  const at = (name: string) => (names.includes(name) ? names.indexOf(name) : undefined);
  return {
    phone,
    otherPhones: named.filter(({ name }) => isOtherPhoneColumn(name)),
    name: at('name'),
    firstName: at('first_name'),
    lastName: at('last_name'),
    country: at('country'),
    variables: named.filter(({ name, index }) => isVariable(name, index)),
    evidence: placesOf(EVIDENCE_COLUMNS, names),
    consent: placesOf(CONSENT_COLUMNS, names),
    count: headings.length,
  };
}

/** Where each part of the evidence stands, by the first of its headings that is there. */
function placesOf<Part extends string>(
  headings: Record<Part, string | readonly string[]>,
  names: string[],
): Partial<Record<Part, number>> {
  const entries = Object.entries<string | readonly string[]>(headings);
  const found = entries.flatMap(([part, those]) => {
    const heading = [those].flat().find((name) => names.includes(name));
    return heading === undefined ? [] : [[part, names.indexOf(heading)]];
  });
  return Object.fromEntries(found);
}

function refuseUnusable(names: string[]): void {
  if (names.length > MAX_COLUMNS) {
    throw new ApiError('invalid_csv', `The file has ${names.length} columns; ${MAX_COLUMNS} are accepted.`);
  }
  for (const [index, name] of names.entries()) {
    if (name === '') continue;
    if (names.indexOf(name) !== index) {
      throw new ApiError('invalid_csv', `Two columns are named "${name}"; names must differ.`);
    }
    if (RESERVED.test(name)) {
      throw new ApiError(
        'invalid_csv',
        `A column may not begin with system__ or secret__, as "${name}" does.`,
      );
    }
    if (name.length > MAX_NAME) {
      throw new ApiError(
        'invalid_csv',
        `Column ${index + 1} has a name of more than ${MAX_NAME} characters.`,
      );
    }
  }
}

function noPhoneColumn(names: string[]): ApiError {
  const found = names.filter((name) => /\p{L}/u.test(name)).slice(0, 20);
  const seen =
    found.length > 0 ? `The columns found are: ${found.join(', ')}.` : 'No column names were found.';
  return new ApiError(
    'invalid_csv',
    `The first line must name the columns, separated by commas, one of them ${PHONE_COLUMNS.join(' or ')}. ${seen}`,
  );
}
