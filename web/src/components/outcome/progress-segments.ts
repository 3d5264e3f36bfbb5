import type { Progress } from '../../../../contracts/http/campaigns.ts';
import type { Outcome } from '../../../../contracts/outcome.ts';
import { plural } from '../../lib/format.ts';
import { OUTCOME_LOOKS, OUTCOMES_IN_ORDER, outcomeColour } from './outcomes.ts';

export interface Segment {
  key: Outcome | 'up' | 'waiting';
  label: string;
  count: number;
  colour: string;
}

/** The parts of a campaign's bar from left to right: outcomes, calls that are up, contacts that wait. None is empty. */
export function segmentsOf(progress: Progress): Segment[] {
  const outcomes = OUTCOMES_IN_ORDER.map((outcome) => ({
    key: outcome,
    label: OUTCOME_LOOKS[outcome].label,
    count: progress.outcomes[outcome] ?? 0,
    colour: outcomeColour(outcome),
  }));
  const all: Segment[] = [
    ...outcomes,
    { key: 'up', label: 'Up now', count: progress.up, colour: 'var(--tone-live)' },
    { key: 'waiting', label: 'Waiting', count: progress.waiting, colour: 'var(--line)' },
  ];
  return all.filter((segment) => segment.count > 0);
}

/** The whole bar in one sentence. */
export function describeProgress(progress: Progress): string {
  if (progress.total === 0) return 'No contacts yet';
  const parts = segmentsOf(progress).map((segment) => `${segment.count} ${segment.label.toLowerCase()}`);
  return `${progress.done} of ${plural(progress.total, 'contact')} done: ${parts.join(', ')}`;
}
