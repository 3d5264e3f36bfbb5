import type { Progress } from '../../../../contracts/http/campaigns.ts';
import { cn } from '../../lib/cn.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { describeProgress, type Segment, segmentsOf } from './progress-segments.ts';

/** Contacts by outcome, stacked in one bar. Its words are on the element that holds it or in a table beside it. */
export function StackedBar({ progress, className }: { progress: Progress; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn('flex h-2 w-full gap-px overflow-hidden rounded-full bg-line', className)}
    >
      {segmentsOf(progress).map((segment) => (
        <span
          key={segment.key}
          className={cn(
            'h-full min-w-[3px] transition-[flex-grow] duration-500',
            segment.key === 'unknown' && 'hatch',
          )}
          style={{ flexGrow: segment.count, flexBasis: 0, backgroundColor: segment.colour }}
        />
      ))}
    </span>
  );
}

/** The bar as a list shows it: its legend appears on hover and on focus. */
export function ProgressBar({ progress }: { progress: Progress }) {
  return (
    <Tooltip wide content={<Legend segments={segmentsOf(progress)} total={progress.total} />}>
      <button
        type="button"
        className="relative z-10 block w-full cursor-default rounded-full py-1.5"
        aria-label={describeProgress(progress)}
      >
        <StackedBar progress={progress} />
      </button>
    </Tooltip>
  );
}

function Legend({ segments, total }: { segments: Segment[]; total: number }) {
  if (segments.length === 0) return <span>No contacts yet</span>;
  return (
    <span className="grid grid-cols-[auto_1fr_auto_auto] items-center gap-x-2 gap-y-1 text-sm">
      {segments.map((segment) => (
        <span key={segment.key} className="contents">
          <span
            className={cn(
              'size-2 rounded-full',
              segment.key === 'waiting' && 'ring-1 ring-line-strong ring-inset',
            )}
            style={{ backgroundColor: segment.colour }}
          />
          <span className="pr-4">{segment.label}</span>
          <span className="num text-right font-medium">{formatCount(segment.count)}</span>
          <span className="num w-11 text-right text-ink-faint">{formatShare(segment.count, total)}</span>
        </span>
      ))}
    </span>
  );
}
