import type { Budget } from '../../contracts/budget.ts';
import type { Listed, Rules } from './contact.ts';
import type { Draw } from './draw.ts';
import type { GateAhead } from './gate-ahead.ts';

/** What bounds a campaign, for the forecast. */
export interface Terms extends Rules {
  /** Calls that may be up at once, after the ramp. */
  lines: number;
  rampUpMinutes?: number | undefined;
  /** Of its first start, where it has been started. Epoch milliseconds. */
  startedAt?: number | undefined;
  /** Starts per second. */
  perSecond: number;
  /** Starts in 24 hours, where its caller ids allow no more. */
  perDay?: number | undefined;
  budget?: Budget | undefined;
  currency?: string | undefined;
  /** What it has used already, in all and since midnight UTC. */
  spent: { inAll: number; today: number };
  /** What a call costs on average; undefined where nothing says it. */
  perCall: number | undefined;
}

export interface Simulation {
  people: readonly Listed[];
  terms: Terms;
  draw: Draw;
  gate: GateAhead;
  /** Epoch milliseconds. */
  from: number;
  /**
   * Contacts that each of these stands for, where they are drawn from more: its calls hold their line, and their place in the
   * pace, so many times as long, so that lines and pace are used up as by all of them.
   */
  each: number;
  /** Awaited now and again, so that whoever runs this can do something else meanwhile. */
  breathe: () => Promise<void>;
}
