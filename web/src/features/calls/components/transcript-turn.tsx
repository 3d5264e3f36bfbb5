import { Bot, UserRound } from 'lucide-react';
import { memo } from 'react';
import type { Speaker, Turn } from '../../../../../contracts/transcript.ts';
import { cn } from '../../../lib/cn.ts';
import { formatDuration } from '../../../lib/format.ts';

const SPEAKERS: Record<Speaker, { name: string; Icon: typeof Bot; look: string; rail: string }> = {
  agent: { name: 'Agent', Icon: Bot, look: 'text-agent', rail: 'bg-agent' },
  contact: { name: 'Contact', Icon: UserRound, look: 'text-contact', rail: 'bg-contact' },
};

interface TranscriptTurnProps {
  turn: Turn;
  /** The speaker is named when it changes; screen readers hear it at every turn. */
  isFirstOfSpeaker: boolean;
  isCurrent: boolean;
  onSeek?: ((seconds: number) => void) | undefined;
}

/** Remembered as drawn: while a recording plays, only the turns that begin and end to be current are drawn anew. */
export const TranscriptTurn = memo(function TranscriptTurn(props: TranscriptTurnProps) {
  const { turn, isFirstOfSpeaker, isCurrent, onSeek } = props;
  const { name, Icon, look, rail } = SPEAKERS[turn.speaker];

  /** Text that is being selected for copying is not a click. */
  function turnOnClick(): void {
    if (onSeek && window.getSelection()?.isCollapsed !== false) onSeek(turn.atSeconds);
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the time of the turn is a button that does the same by keyboard
    <li
      onClick={turnOnClick}
      aria-current={isCurrent ? 'true' : undefined}
      className={cn(
        'relative grid scroll-mt-64 scroll-mb-16 grid-cols-[3.25rem_minmax(0,1fr)] gap-x-3 px-4 py-1.5 transition-colors sm:px-5',
        isFirstOfSpeaker && 'pt-3',
        onSeek && 'cursor-pointer hover:bg-sunken/70',
        isCurrent && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      {isCurrent && (
        <span aria-hidden className={cn('absolute inset-y-1 left-0 w-[3px] rounded-r-full', rail)} />
      )}
      <span
        className={cn('num text-right text-ink-faint text-xs leading-[1.375rem]', isFirstOfSpeaker && 'mt-5')}
      >
        {onSeek ? (
          <button
            type="button"
            // A turn that was clicked leaves the focus where it is, so that the space bar still plays.
            onMouseDown={(event) => event.preventDefault()}
            aria-label={`Go to ${formatDuration(turn.atSeconds)}`}
            className="rounded-sm hover:text-ink hover:underline"
          >
            {formatDuration(turn.atSeconds)}
          </button>
        ) : (
          formatDuration(turn.atSeconds)
        )}
      </span>
      <div className="min-w-0">
        <p
          className={cn(
            'flex items-center gap-1.5 font-medium text-xs',
            isFirstOfSpeaker ? 'mb-0.5' : 'sr-only',
          )}
        >
          <Icon aria-hidden className={cn('size-3.5', look)} />
          {name}
        </p>
        <p className="max-w-prose break-words">
          {turn.text}
          {turn.interrupted && (
            <span className="ml-2 whitespace-nowrap text-ink-faint text-xs">interrupted</span>
          )}
        </p>
      </div>
    </li>
  );
});
