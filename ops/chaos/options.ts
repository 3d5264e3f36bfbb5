import { parseArgs } from 'node:util';
import { LaunchError } from '../launch/launch-error.ts';
import { MOST_PEOPLE } from './people.ts';

export interface ChaosOptions {
  seed: number;
  /** Processes killed or frozen. */
  kills: number;
  contacts: number;
  /** Calls at once and calls per second that the account allows. */
  lines: number;
  cps: number;
  /** How long it may take after the last deed until all is done. */
  settleMinutes: number;
  /** Keeps the logs of a run that passed, too. */
  keep: boolean;
  verbose: boolean;
}

const USE =
  'Use: npm run chaos -- [--seed S] [--kills N] [--contacts N] [--lines N] [--cps N] [--settle-minutes N] [--keep] [--verbose]';

export function readOptions(args: string[]): ChaosOptions {
  const { keep, verbose, ...values } = parse(args);
  const whole = (name: keyof typeof values, least: number, most: number) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new LaunchError(
      `--${name} must be a whole number from ${least} to ${most}, not ${values[name]}.\n${USE}`,
    );
  };
  return {
    seed: whole('seed', 0, 2 ** 31 - 1),
    kills: whole('kills', 0, 10_000),
    contacts: whole('contacts', 20, MOST_PEOPLE),
    lines: whole('lines', 1, 500),
    cps: whole('cps', 1, 100),
    settleMinutes: whole('settle-minutes', 1, 120),
    keep,
    verbose,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        kills: { type: 'string', default: '20' },
        contacts: { type: 'string', default: '150' },
        lines: { type: 'string', default: '20' },
        cps: { type: 'string', default: '10' },
        'settle-minutes': { type: 'string', default: '8' },
        keep: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${USE}`);
  }
}
