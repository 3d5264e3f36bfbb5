import type { HistogramData } from '../../measure/histogram.ts';
import type { Observed } from './tally.ts';

/** What the bench asks its generator, and what that answers, as messages between the two processes. */
export type Order =
  | { kind: 'measure'; port: number; calls: number; warmSeconds: number; seconds: number }
  | { kind: 'soak'; port: number; calls: number; seconds: number; meanSeconds: number }
  | { kind: 'quit' };

export type Answer =
  | { kind: 'listening'; port: number }
  /** The load is on, and counts from now. */
  | { kind: 'begun' }
  /** It does not count any more. */
  | { kind: 'ended' }
  | { kind: 'done'; observed: Observed; headroom: Headroom; ended: number }
  | { kind: 'failed'; message: string };

/** What the generator itself had to spare: when it has nothing, its own delays are in the figures. */
export interface Headroom {
  cores: number;
  /** Share of the time in which its one thread had something to do. */
  busy: number;
  /** How late its sending was, in microseconds; a timer of Node is up to 1,000 late on an idle machine. */
  late: HistogramData;
}
