import type { ReactNode } from 'react';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { LiveDot } from '../../../components/ui/live-dot.tsx';
import { Tooltip } from '../../../components/ui/tooltip.tsx';
import { formatCount, formatShare } from '../../../lib/format.ts';

/** The figures of a campaign, as they are now. */
export function LiveNumbers({ campaign }: { campaign: CampaignView }) {
  const { progress, settings } = campaign;
  const people = progress.outcomes.human ?? 0;
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-lg border bg-line shadow-card [gap:1px] lg:grid-cols-4">
      <Figure
        name="Up now"
        value={formatCount(progress.up)}
        of={`of ${formatCount(settings.lines)} ${settings.lines === 1 ? 'line' : 'lines'}`}
        mark={progress.up > 0 && <LiveDot />}
      />
      <Figure name="Waiting" value={formatCount(progress.waiting)} of={`of ${formatCount(progress.total)}`} />
      <Figure
        name="Done"
        value={formatCount(progress.done)}
        of={formatShare(progress.done, progress.total)}
      />
      <Figure
        name="Reached a person"
        value={formatShare(people, progress.done)}
        of={
          <Tooltip content="Contacts whose last call a person answered, of the contacts that are done">
            <button
              type="button"
              className="cursor-help rounded underline decoration-dotted underline-offset-3"
            >
              {formatCount(people)} of {formatCount(progress.done)}
            </button>
          </Tooltip>
        }
      />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string;
  of: ReactNode;
  mark?: ReactNode;
}

function Figure({ name, value, of, mark }: FigureProps) {
  return (
    <div className="flex flex-col gap-1 bg-surface px-4 py-3.5 sm:px-5">
      <dt className="flex items-center gap-2 text-ink-soft text-sm">
        {name}
        {mark}
      </dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        <span className="num font-semibold text-2xl tracking-[-0.02em]">{value}</span>
        <span className="num text-ink-faint text-sm">{of}</span>
      </dd>
    </div>
  );
}
