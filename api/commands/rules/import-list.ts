import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { PHONE_COLUMNS, variableName } from '../../../contracts/contact-columns.ts';
import type { suppressionImportQuerySchema } from '../../../contracts/http/rules.ts';
import { type SuppressionDoc, Suppressions, suppressionIdOf } from '../../../platform/models/suppression.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { csvRows } from '../import/csv-rows.ts';
import { insertMissing, UNORDERED } from '../import/enrol-people.ts';
import { readPhone } from '../import/phone-number.ts';
import { Problems } from '../import/problems.ts';
import { recordWash } from './wash.ts';

export type ListImport = z.output<typeof suppressionImportQuerySchema>;

const BATCH = 500;

/**
 * Reads numbers that must not be called from a file as it arrives. Sending it again changes nothing. Of a register it is
 * noted when it was asked, once every row of its list could be read: a number that could not be would be called.
 * @param by account that brings them
 */
export async function importList(deps: ApiDeps, file: Readable, list: ListImport, by: string) {
  const problems = new Problems();
  let waiting: string[] = [];
  let rows = 0;
  let added = 0;
  const keep = async () => {
    added += await keepNumbers(waiting, list, by);
    waiting = [];
  };
  for await (const { number, line } of numbersIn(file, deps.importLimits.bytes)) {
    if (rows === deps.importLimits.rows)
      throw new ApiError('too_large', `The file has more than ${rows} rows; send it in parts.`);
    rows += 1;
    const reading = readPhone(number, list.country);
    if (reading.ok) waiting.push(reading.phone);
    else problems.add(reading.cause, line);
    if (waiting.length === BATCH) await keep();
  }
  await keep();
  if (rows === 0) throw new ApiError('invalid_csv', 'The file holds no number.');
  const rejected = problems.count;
  const { kind, list: registry, washedAt, covers } = list;
  const isWashed = kind === 'registry' && rejected === 0 && registry !== undefined && washedAt !== undefined;
  if (isWashed) await recordWash(registry, { washedAt, covers, by }, 'if newer');
  return {
    rows,
    added,
    duplicates: rows - added - rejected,
    rejected,
    problems: problems.list(),
    washRecorded: isWashed,
  };
}

async function* numbersIn(
  file: Readable,
  maxBytes: number,
): AsyncGenerator<{ number: string; line: number }> {
  let column: number | undefined;
  for await (const { values, line } of csvRows(file, maxBytes)) {
    if (column === undefined) {
      const heading = headingAt(values);
      column = heading ?? 0;
      if (heading !== undefined) continue;
      refuseOtherHeadings(values);
    }
    yield { number: values[column] ?? '', line };
  }
}

function headingAt(values: string[]): number | undefined {
  const names = values.map(variableName);
  return PHONE_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0);
}

/** Registers hand out bare numbers, too. */
function refuseOtherHeadings([first = '']: string[]): void {
  if (/^[+\d][\d\s().-]+$/.test(first.trim())) return;
  throw new ApiError(
    'invalid_csv',
    `The first line must name the columns, one of them ${PHONE_COLUMNS.join(' or ')}, or begin with a number.`,
  );
}

async function keepNumbers(phones: string[], list: ListImport, by: string): Promise<number> {
  const docs = new Map(phones.map((phone) => entryOf(phone, list, by)).map((doc) => [doc._id, doc]));
  const there = await Suppressions.find({ _id: { $in: [...docs.keys()] } }, { _id: 1 }).lean();
  for (const { _id } of there) docs.delete(_id);
  const missing = [...docs.values()];
  return insertMissing(missing, () => Suppressions.insertMany(missing, UNORDERED));
}

function entryOf(phone: string, { kind, list, washedAt }: ListImport, by: string): SuppressionDoc {
  const _id = suppressionIdOf({ phone, kind, ...(list ? { list } : {}) });
  const where = kind === 'internal' ? {} : { kind, phone, ...(list ? { list } : {}) };
  const asked = washedAt ? { washedAt } : {};
  return { _id, ...where, ...asked, source: 'imported list', addedAt: new Date(), by, schemaVersion: 1 };
}
