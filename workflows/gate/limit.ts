import type { Span } from './spans.ts';

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
