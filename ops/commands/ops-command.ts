import type { ParseArgsConfig } from 'node:util';
import type { Variables } from '../launch/dot-env.ts';
import type { AdminApi } from './admin-api.ts';

/** Where a command writes, and whom it may ask. */
export interface Terminal {
  out(line: string): void;
  /** Whether a person sits there. */
  isInteractive: boolean;
  /** Redraws the screen with these lines. */
  redraw(lines: string[]): void;
  confirm(question: string): Promise<boolean>;
}

export interface Context {
  api: () => Promise<AdminApi>;
  /** The environment with `.env` behind it. */
  variables: Variables;
  terminal: Terminal;
  /** Aborted when the person has had enough. */
  signal: AbortSignal;
  /** Whether a machine reads the answer. */
  json: boolean;
}

export type Options = Record<string, string | boolean | undefined>;

export interface OpsCommand {
  /** What is typed, such as `call show`. */
  words: string;
  /** Names of what follows, such as `ID`. */
  takes: string[];
  options: NonNullable<ParseArgsConfig['options']>;
  /** How the options are shown in the help. */
  usage: string;
  /** What it does, in a line. */
  does: string;
  /** Answers the exit code. */
  run(context: Context, args: string[], options: Options): Promise<number>;
}

/** The option's text; undefined when it was left out. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
