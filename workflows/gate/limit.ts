import type { Reason } from '../../contracts/gate.ts';
import { intersectAll, type Span } from './spans.ts';

/** Something that is open at some times and closed at others. */
export interface Limit {
  /** Such as `hours.AU`. */
  rule: string;
  /** What is said while it is closed. */
  closed: string;
  /** In whose time its opening is told. */
  zones: string[];
  /** Clock times at which it opens, to tell which of several zones it waited for. */
  opensAt?: string[];
  /** When it is open within a period. */
  spans: (period: Span) => Span[];
}

export function isOpen(limit: Limit, moment: number): boolean {
  const now = { from: moment, until: moment + 1 };
  return intersectAll(now, [limit.spans(now)]).length > 0;
}

/** What is said of limits that are closed: one reason for each rule, however many zones it is closed in. */
export function reasonsOf(limits: Limit[]): Reason[] {
  return [...new Map(limits.map(({ rule, closed }) => [rule, { rule, text: closed }])).values()];
}
