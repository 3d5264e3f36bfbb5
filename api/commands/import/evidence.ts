import { IANAZone } from 'luxon';
import { consentBasisSchema, lineTypeSchema } from '../../../contracts/rules.ts';
import type { ConsentDoc } from '../../../platform/models/consent.ts';
import type { Whereabouts } from '../../../platform/models/contact.ts';
import { readCountry } from './phone-number.ts';

/** The columns that say where somebody is, and what they agreed to; the first heading that is there counts. */
export const EVIDENCE_COLUMNS = {
  timeZone: ['time_zone', 'timezone'],
  country: ['country'],
  region: ['region', 'state'],
  postcode: ['postcode', 'zip', 'postal_code', 'zip_code'],
  lineType: ['line_type'],
} as const;

export const CONSENT_COLUMNS = {
  basis: 'consent',
  givenAt: 'consent_given',
  expiresAt: 'consent_expires',
  evidence: 'consent_evidence',
  outsideHours: 'consent_outside_hours',
} as const;

export type EvidenceColumn = keyof typeof EVIDENCE_COLUMNS;
export type ConsentColumn = keyof typeof CONSENT_COLUMNS;
/** The text of a column, empty where there is none. */
type Cells<Column extends string> = (column: Column) => string;

export type NewConsent = Pick<ConsentDoc, 'basis' | 'evidence' | 'givenAt' | 'expiresAt' | 'outsideHours'>;

type Reading<T> = { ok: true; value: T } | { ok: false; cause: string };

const MAX_EVIDENCE = 1000;

/**
 * Where somebody is, as their row says it. What cannot be read is a fault of the row: left out, it would have us call
 * them at an hour that it speaks against.
 */
export function readWhereabouts(cell: Cells<EvidenceColumn>): Reading<Whereabouts> {
  const timeZone = cell('timeZone');
  if (timeZone && !IANAZone.isValidZone(timeZone))
    return fault('the time zone is not an IANA name such as Australia/Sydney');
  const country = cell('country').toUpperCase();
  if (country && !readCountry(country)) return fault('the country is not an ISO 3166 code such as AU');
  const region = cell('region').toUpperCase();
  if (region && !/^[A-Z0-9]{1,3}$/.test(region))
    return fault('the region or state is not a code of its country, such as NSW or FL');
  const postcode = cell('postcode').toUpperCase();
  if (postcode && !/^[A-Z0-9][A-Z0-9 -]{1,9}$/.test(postcode))
    return fault('the postcode is not one: 2 to 10 letters and digits');
  const line = cell('lineType').toLowerCase();
  const lineType = lineTypeSchema.safeParse(line);
  if (line && !lineType.success)
    return fault(`the line type is not one of ${lineTypeSchema.options.join(', ')}`);
  const given = { timeZone, country, region, postcode, lineType: lineType.data };
  return { ok: true, value: Object.fromEntries(Object.entries(given).filter(([, value]) => value)) };
}

/** What somebody agreed to, as their row says it; undefined where it says nothing. */
export function readConsent(cell: Cells<ConsentColumn>, now = Date.now()): Reading<NewConsent | undefined> {
  const basis = consentBasisSchema.safeParse(cell('basis').toLowerCase());
  if (cell('basis') === '') return { ok: true, value: undefined };
  if (!basis.success) return fault(`the consent is not one of ${consentBasisSchema.options.join(', ')}`);
  const givenAt = readDay(cell('givenAt'));
  if (!givenAt) return fault('consent_given is not a day such as 2026-11-21, and a consent needs one');
  if (givenAt.getTime() > now) return fault('consent_given lies in the future');
  const evidence = cell('evidence');
  if (evidence === '' || evidence.length > MAX_EVIDENCE)
    return fault(`consent_evidence is missing, or has more than ${MAX_EVIDENCE} characters`);
  const expiresAt = readDay(cell('expiresAt'));
  if (cell('expiresAt') && !expiresAt) return fault('consent_expires is not a day such as 2027-11-21');
  const outsideHours = cell('outsideHours').toLowerCase();
  if (!['', 'yes', 'no'].includes(outsideHours)) return fault('consent_outside_hours is neither yes nor no');
  return {
    ok: true,
    value: {
      basis: basis.data,
      evidence,
      givenAt,
      ...(expiresAt ? { expiresAt } : {}),
      ...(outsideHours === 'yes' ? { outsideHours: true } : {}),
    },
  };
}

/** A day begins in UTC: a consent that expires on a day does not reach into it. A moment is taken as it is. */
function readDay(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const day = new Date(text);
  const isReal = !Number.isNaN(day.getTime()) && (text.includes('T') || day.toISOString().startsWith(text));
  return isReal ? day : undefined;
}

function fault(cause: string): { ok: false; cause: string } {
  return { ok: false, cause };
}
