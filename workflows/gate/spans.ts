/** A stretch of time in epoch milliseconds: `from` belongs to it, `until` does not. */
export interface Span {
  from: number;
  until: number;
}

/** The same time as sorted spans that do not touch. */
export function union(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].filter(isSome).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until);
    else merged.push({ ...span });
  }
  return merged;
}

/** The time that is in both; each list sorted, its spans apart. */
export function intersect(a: Span[], b: Span[]): Span[] {
  return a.flatMap((one) => b.map((other) => overlap(one, other)).filter(isSome));
}

/** The time that is in all of the lists, within a period. */
export function intersectAll(period: Span, lists: Span[][]): Span[] {
  return lists.reduce(intersect, [period]);
}

export function overlap(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}

export function isSome(span: Span): boolean {
  return span.from < span.until;
}
