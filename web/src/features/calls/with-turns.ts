import type { TranscriptView, Turn } from '../../../../contracts/transcript.ts';

/** The transcript with newly heard turns; undefined when some before them were missed and all must be asked for. */
export function withTurns(
  known: TranscriptView,
  { from, turns }: { from: number; turns: Turn[] },
): TranscriptView | undefined {
  if (known.source === 'final') return known;
  if (from > known.turns.length) return undefined;
  const after = known.turns.slice(from + turns.length);
  return { ...known, turns: [...known.turns.slice(0, from), ...turns, ...after] };
}
