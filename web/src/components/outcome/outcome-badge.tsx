import type { Outcome } from '../../../../contracts/outcome.ts';
import { cn } from '../../lib/cn.ts';
import { OUTCOME_LOOKS, outcomeColour } from './outcomes.ts';

/** An outcome by icon, word and colour, in that order of weight. */
export function OutcomeBadge({ outcome, className }: { outcome: Outcome; className?: string }) {
  const { label, meaning, Icon } = OUTCOME_LOOKS[outcome];
  return (
    <span
      title={meaning}
      className={cn('inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-sm', className)}
    >
      <Icon aria-hidden className="size-4 shrink-0" style={{ color: outcomeColour(outcome) }} />
      {label}
    </span>
  );
}
