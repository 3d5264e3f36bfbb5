import { parse } from 'csv-parse/browser/esm/sync';
import { isOtherPhoneColumn, PHONE_COLUMNS, variableName } from '../../../../contracts/contact-columns.ts';

/** What a column is taken for. `variable`: handed to the agent under its name. */
export type ColumnUse = 'phone' | 'name' | 'country' | 'variable' | 'unnamed';

export interface PreviewColumn {
  /** Counted from 0. */
  index: number;
  heading: string;
  use: ColumnUse;
  /** The name by which the agent knows the column's values; empty for those it does not get. */
  variable: string;
}

export interface CsvPreview {
  columns: PreviewColumn[];
  rows: { line: number; values: string[] }[];
  hasPhone: boolean;
}

const PREVIEW_BYTES = 64 * 1024;
const PREVIEW_ROWS = 5;
const NAME = ['name', 'first_name', 'last_name'];

/** The first rows of a file and what its columns are taken for. Throws with what is wrong when it is no CSV. */
export async function previewCsv(file: File): Promise<CsvPreview> {
  const text = await file.slice(0, PREVIEW_BYTES).text();
  return previewText(file.size > PREVIEW_BYTES ? wholeLines(text) : text);
}

export function previewText(text: string): CsvPreview {
  const [headings = [], ...rows] = parseRows(text);
  const names = headings.map(variableName);
  const phone = PHONE_COLUMNS.find((name) => names.includes(name));
  return {
    columns: headings.map((heading, index) => columnOf(index, heading, names[index] ?? '', phone)),
    rows: rows.map((values, index) => ({ line: index + 2, values })),
    hasPhone: phone !== undefined,
  };
}

function parseRows(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: PREVIEW_ROWS + 1,
    });
  } catch {
    throw new Error('This file cannot be read as CSV. Save it as “CSV UTF-8” and choose it again.');
  }
}

function columnOf(index: number, heading: string, name: string, phone: string | undefined): PreviewColumn {
  const use = purposeOf(name, phone);
  return { index, heading: heading.trim(), use, variable: use === 'variable' || use === 'name' ? name : '' };
}

function purposeOf(name: string, phone: string | undefined): ColumnUse {
  if (name === '') return 'unnamed';
  if (name === phone || isOtherPhoneColumn(name)) return 'phone';
  if (NAME.includes(name)) return 'name';
  return name === 'country' ? 'country' : 'variable';
}

/** Without the last line, which may be cut in the middle. */
function wholeLines(text: string): string {
  return text.slice(0, Math.max(text.lastIndexOf('\n'), 0));
}
