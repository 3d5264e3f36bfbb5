import type { ImportResult } from '../../../contracts/http/campaigns.ts';

const LINES_SHOWN = 20;

/** Rows that could not be taken, grouped by cause; the first line numbers of each are kept, so it stays small. */
export class Problems {
  readonly #byCause = new Map<string, { count: number; lines: number[] }>();

  add(cause: string, line: number): void {
    const group = this.#byCause.get(cause) ?? { count: 0, lines: [] };
    group.count += 1;
    if (group.lines.length < LINES_SHOWN) group.lines.push(line);
    this.#byCause.set(cause, group);
  }

  get count(): number {
    return [...this.#byCause.values()].reduce((sum, group) => sum + group.count, 0);
  }

  /** The most frequent cause first. */
  list(): ImportResult['problems'] {
    return [...this.#byCause]
      .map(([cause, { count, lines }]) => ({ cause, count, lines }))
      .sort((one, other) => other.count - one.count);
  }
}
