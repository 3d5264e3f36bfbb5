import { parseArgs } from 'node:util';

export interface BridgeOptions {
  calls: number[];
  seconds: number;
  warmSeconds: number;
  /** A command that starts another bridge. */
  rival: string | undefined;
  /** 0: no soak. */
  soakMinutes: number;
  soakCalls: number;
  /** Leaves out the profiles, from which the share of the JavaScript is known. */
  profile: boolean;
  /** Leaves out the steps, for a soak alone. */
  steps: boolean;
}

export const USE = `Use: npm run bench -- bridge [--calls 50,100,…] [--seconds 20] [--warm-seconds 10] [--rival "COMMAND"]
       [--no-profile] [--soak MINUTES] [--soak-calls 300] [--soak-only]`;

/** What was asked for cannot be done; shown without a stack. */
export class UseError extends Error {
  override name = 'UseError';
}

/** @throws UseError that says what is wrong and what would do */
export function readOptions(args: string[]): BridgeOptions {
  const values = parse(args);
  return {
    calls: values.calls.split(',').map((text) => whole('calls', text, 1, 5_000)),
    seconds: whole('seconds', values.seconds, 1, 3_600),
    warmSeconds: whole('warm-seconds', values['warm-seconds'], 0, 600),
    rival: values.rival,
    soakMinutes: values.soak === undefined ? 0 : minutes(values.soak),
    soakCalls: whole('soak-calls', values['soak-calls'], 1, 5_000),
    profile: !values['no-profile'],
    steps: !values['soak-only'],
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UseError(`--${name} takes whole numbers from ${least} to ${most}, not "${text}".\n${USE}`);
}

/** Fractions are good for trying it out. */
function minutes(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 24 * 60) return value;
  throw new UseError(`--soak takes minutes, above 0 and up to a day, not "${text}".\n${USE}`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        calls: { type: 'string', default: '50,100,200,300,500,700,1000' },
        seconds: { type: 'string', default: '20' },
        'warm-seconds': { type: 'string', default: '10' },
        rival: { type: 'string' },
        soak: { type: 'string' },
        'soak-calls': { type: 'string', default: '300' },
        'soak-only': { type: 'boolean', default: false },
        'no-profile': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UseError(`${error instanceof Error ? error.message : error}\n${USE}`);
  }
}
