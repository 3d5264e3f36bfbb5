import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { ImportResult } from '../../../../../contracts/http/campaigns.ts';
import { formatCount, plural } from '../../../lib/format.ts';

/** What came of an import: counts that add up, then the problems, each cause once. */
export function ImportOutcome({ result }: { result: ImportResult }) {
  const counts: [string, number][] = [
    ['Rows read', result.rows],
    ['Added', result.added],
    ['There already', result.duplicates],
    ['Left out', result.rejected],
  ];
  return (
    <>
      <p className="flex items-center gap-2.5 px-4 pt-4 font-medium sm:px-5">
        {result.added > 0 || result.rejected === 0 ? (
          <CircleCheck aria-hidden className="size-5 text-good" />
        ) : (
          <TriangleAlert aria-hidden className="size-5 text-warn" />
        )}
        {plural(result.added, 'contact')} added
      </p>
      <dl className="grid grid-cols-2 gap-4 px-4 py-4 sm:grid-cols-4 sm:px-5">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt className="text-ink-soft text-sm">{name}</dt>
            <dd className="num font-semibold text-xl">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {result.problems.length > 0 && <Problems problems={result.problems} />}
    </>
  );
}

function Problems({ problems }: Pick<ImportResult, 'problems'>) {
  return (
    <section aria-labelledby="problems-title" className="border-t px-4 py-4 sm:px-5">
      <h3 id="problems-title" className="text-sm">
        Rows left out, by cause
      </h3>
      <ul className="mt-2 divide-y">
        {problems.map(({ cause, count, lines }) => (
          <li key={cause} className="flex flex-wrap items-baseline gap-x-4 py-2 text-sm sm:flex-nowrap">
            <span className="num min-w-8 font-semibold">{formatCount(count)}</span>
            <span className="min-w-0 flex-1 first-letter:uppercase">{cause}</span>
            <span className="num text-ink-faint max-sm:w-full max-sm:pl-12 sm:max-w-[45%] sm:text-right">
              {describeLines(lines, count)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function describeLines(lines: number[], count: number): string {
  if (lines.length === 0) return '';
  const more = count > lines.length ? ', …' : '';
  return `${lines.length === 1 && !more ? 'line' : 'lines'} ${lines.join(', ')}${more}`;
}
