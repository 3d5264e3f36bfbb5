import { parseArgs } from 'node:util';
import { UseError } from '../bridge/options.ts';

export const PARTS = ['lines', 'pace', 'forecast', 'scale'] as const;
export type Part = (typeof PARTS)[number];

export interface CampaignOptions {
  parts: Part[];
  /** Calls of each of the first two parts. */
  calls: number;
  /** Calls per second where these are scarce, and where they are not. */
  cps: number;
  /** Lines where these are scarce. */
  lines: number;
  /** Contacts of the part about size. */
  contacts: number;
  /** Contacts of the campaign that is foretold. */
  foretold: number;
}

export const CAMPAIGN_USE =
  'Use: npm run bench -- campaign [--parts lines,pace,forecast,scale] [--calls 400] [--cps 5] [--lines 8] [--foretold 1000] [--contacts 100000]';

/** @throws UseError that says what is wrong and what would do */
export function readOptions(args: string[]): CampaignOptions {
  const values = parse(args);
  return {
    parts: values.parts.split(',').map(partOf),
    calls: whole('calls', values.calls, 20, 5_000),
    cps: whole('cps', values.cps, 1, 30),
    lines: whole('lines', values.lines, 2, 1_000),
    contacts: whole('contacts', values.contacts, 1_000, 100_000),
    foretold: whole('foretold', values.foretold, 20, 5_000),
  };
}

function partOf(text: string): Part {
  const part = PARTS.find((one) => one === text);
  if (part) return part;
  throw new UseError(`--parts takes ${PARTS.join(', ')}, not "${text}".\n${CAMPAIGN_USE}`);
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UseError(
    `--${name} takes a whole number from ${least} to ${most}, not "${text}".\n${CAMPAIGN_USE}`,
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        parts: { type: 'string', default: PARTS.join(',') },
        calls: { type: 'string', default: '400' },
        cps: { type: 'string', default: '5' },
        lines: { type: 'string', default: '8' },
        contacts: { type: 'string', default: '100000' },
        foretold: { type: 'string', default: '1000' },
      },
    }).values;
  } catch (error) {
    throw new UseError(`${error instanceof Error ? error.message : error}\n${CAMPAIGN_USE}`);
  }
}
