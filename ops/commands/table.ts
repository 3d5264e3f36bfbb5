/** A column: its heading, and what stands in it. */
export type Column<T> = [heading: string, cell: (row: T) => string | number | null | undefined];

/** Rows below headings, as wide as what stands in them; the last column is not filled up. */
export function table<T>(rows: T[], columns: Column<T>[]): string[] {
  const cells = rows.map((row) => columns.map(([, cell]) => show(cell(row))));
  return aligned([columns.map(([heading]) => heading), ...cells]);
}

/** Names and values below each other; what is not known is left out. */
export function facts(entries: [name: string, value: string | number | null | undefined][]): string[] {
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return aligned(known.map(([name, value]) => [name, show(value)])).map((line) => `  ${line}`);
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function show(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** `2026-11-21 09:00:05` of an ISO moment, in UTC. */
export function clock(moment: string | null | undefined): string | null {
  return moment ? moment.slice(0, 19).replace('T', ' ') : null;
}

/** `2 h 5 min` from seconds. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
