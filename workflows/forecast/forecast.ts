import type { Forecast } from '../../contracts/http/preflight.ts';
import { createDraw, type PastCall } from './draw.ts';
import { createGateAhead } from './gate-ahead.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './terms.ts';

/** Runs with other draws, of which the middle one is told; an odd number, so that there is one. */
const RUNS = 5;

/**
 * Forecasts a campaign: several runs with other draws, of which the one that finishes in the middle is told whole, and the
 * first and last one by their finish. The same input gives the same answer.
 */
export async function forecast(
  input: Omit<Simulation, 'draw' | 'gate'>,
  past: readonly [PastCall, ...PastCall[]],
  seed: number,
): Promise<Forecast> {
  const gate = createGateAhead();
  const courses = [];
  for (let run = 0; run < RUNS; run += 1) {
    courses.push(await simulate({ ...input, gate, draw: createDraw(past, seed * RUNS + run) }));
  }
  courses.sort((one, other) => one.finishedAt - other.finishedAt);
  const [first, middle, last] = [courses[0], courses[(RUNS - 1) / 2], courses[RUNS - 1]];
  if (!first || !middle || !last) throw new Error('no run was made');
  const hasCosts = input.terms.perCall !== undefined || past.some(({ cost }) => cost !== undefined);
  const iso = (at: number) => new Date(at).toISOString();
  return {
    finish: {
      earliest: iso(first.finishedAt),
      likely: iso(middle.finishedAt),
      latest: iso(last.finishedAt),
    },
    ...middle.told(input.each, hasCosts),
  };
}
