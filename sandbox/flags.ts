import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SandboxOptions } from './context.ts';

const flagsSchema = z.object({
  realistic: z.boolean().default(false),
  'max-concurrent': z.coerce.number().int().min(1).optional(),
  'refuse-over-limit': z.boolean().default(false),
  insights: z.enum(['on', 'off']).default('on'),
});

export interface Flags {
  realistic: boolean;
  maxConcurrent: number | undefined;
  overLimit: NonNullable<SandboxOptions['overLimit']>;
  insights: NonNullable<SandboxOptions['insights']>;
}

/** What the command line says; ends the process with a message that names what is wrong with it. */
export function readFlags(words: string[]): Flags {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        realistic: { type: 'boolean' },
        'max-concurrent': { type: 'string' },
        'refuse-over-limit': { type: 'boolean' },
        insights: { type: 'string' },
      },
    });
    const flags = flagsSchema.parse(values);
    return {
      realistic: flags.realistic,
      maxConcurrent: flags['max-concurrent'],
      overLimit: flags['refuse-over-limit'] ? 'refused' : 'fails',
      insights: flags.insights,
    };
  } catch (error) {
    const fault = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    process.stderr.write(
      `${fault}\nFlags: --realistic, --max-concurrent <calls>, --refuse-over-limit, --insights on|off\n`,
    );
    process.exit(1);
  }
}
