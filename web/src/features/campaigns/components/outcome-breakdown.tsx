import { ChartNoAxesGantt } from 'lucide-react';
import type { Progress } from '../../../../../contracts/http/campaigns.ts';
import { OUTCOME_LOOKS } from '../../../components/outcome/outcomes.ts';
import { StackedBar } from '../../../components/outcome/progress-bar.tsx';
import { describeProgress, type Segment, segmentsOf } from '../../../components/outcome/progress-segments.ts';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { EmptyState } from '../../../components/ui/states.tsx';
import { formatCount, formatShare } from '../../../lib/format.ts';

/** What came of the contacts: one bar, and the same as a table. */
export function OutcomeBreakdown({ progress }: { progress: Progress }) {
  const outcomes = segmentsOf(progress).filter(({ key }) => key !== 'up' && key !== 'waiting');
  return (
    <Card aria-labelledby="outcomes-title" className="flex flex-col">
      <CardHeader id="outcomes-title" title="Outcomes" hint="of contacts that are done" />
      <div className="px-4 pt-4 sm:px-5">
        <span className="sr-only">{describeProgress(progress)}</span>
        <StackedBar progress={progress} className="h-3" />
      </div>
      {outcomes.length === 0 ? (
        <EmptyState icon={<ChartNoAxesGantt className="size-5" />} title="Nothing has come of it yet">
          Outcomes appear here as calls end.
        </EmptyState>
      ) : (
        <OutcomeTable outcomes={outcomes} done={progress.done} />
      )}
    </Card>
  );
}

function OutcomeTable({ outcomes, done }: { outcomes: Segment[]; done: number }) {
  return (
    <table className="mx-4 my-3 sm:mx-5">
      <thead className="sr-only">
        <tr>
          <th>Outcome</th>
          <th>Contacts</th>
          <th>Share</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map((segment) => (
          <OutcomeLine key={segment.key} segment={segment} done={done} />
        ))}
      </tbody>
    </table>
  );
}

function OutcomeLine({ segment, done }: { segment: Segment; done: number }) {
  const look = segment.key === 'up' || segment.key === 'waiting' ? undefined : OUTCOME_LOOKS[segment.key];
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" title={look?.meaning} className="py-2 text-left font-normal">
        <span className="flex items-center gap-2.5">
          {look && <look.Icon aria-hidden className="size-4 shrink-0" style={{ color: segment.colour }} />}
          {segment.label}
        </span>
      </th>
      <td className="num w-16 py-2 text-right font-medium">{formatCount(segment.count)}</td>
      <td className="num w-16 py-2 text-right text-ink-faint">{formatShare(segment.count, done)}</td>
    </tr>
  );
}
