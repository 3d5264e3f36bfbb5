import { parseArgs } from 'node:util';
import type { Variables } from '../launch/dot-env.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { COMMANDS } from './all.ts';
import { connect } from './connect.ts';
import { CommandError, UsageError } from './errors.ts';
import { helpLines, suggestion, usageOf } from './help.ts';
import type { OpsCommand, Options, Terminal } from './ops-command.ts';

export interface Surroundings {
  variables: Variables;
  root: string;
  terminal: Terminal & { err(line: string): void };
  signal: AbortSignal;
}

const COMMON = { json: { type: 'boolean' }, url: { type: 'string' }, key: { type: 'string' } } as const;

/** Does what was typed, and answers the exit code: 0 done, 1 failed, 2 not understood. */
export async function runCli(words: string[], around: Surroundings): Promise<number> {
  const { terminal } = around;
  if (words.length === 0 || words[0] === 'help' || words.includes('--help')) {
    for (const line of helpLines()) terminal.out(line);
    return words.length === 0 ? 2 : 0;
  }
  const command = commandIn(words);
  if (!command) {
    for (const line of suggestion(words)) terminal.err(line);
    return 2;
  }
  try {
    return await runCommand(command, words, around);
  } catch (error) {
    return explain(error, command, terminal);
  }
}

/** The command whose words begin what was typed. */
function commandIn(words: string[]): OpsCommand | undefined {
  return COMMANDS.find((command) => command.words.split(' ').every((word, index) => word === words[index]));
}

async function runCommand(command: OpsCommand, words: string[], around: Surroundings): Promise<number> {
  const { args, options } = readArguments(command, words.slice(command.words.split(' ').length));
  const { json, url, key, ...own } = options;
  const variables = {
    ...around.variables,
    ...(typeof url === 'string' ? { SERVER_URL: url } : {}),
    ...(typeof key === 'string' ? { API_KEY: key } : {}),
  };
  const { terminal, signal, root } = around;
  const context = {
    api: () => connect(variables, root, signal),
    variables,
    terminal,
    signal,
    json: json === true,
  };
  return command.run(context, args, own);
}

function readArguments(command: OpsCommand, words: string[]): { args: string[]; options: Options } {
  const { positionals, values } = parse(command, words);
  const { takes } = command;
  if (positionals.length < takes.length) {
    throw new UsageError(`${takes.slice(positionals.length).join(' and ')} is missing.`);
  }
  if (positionals.length > takes.length) {
    throw new UsageError(`"${positionals[takes.length]}" is one word too many.`);
  }
  return { args: positionals, options: values as Options };
}

function parse({ options }: OpsCommand, args: string[]) {
  try {
    return parseArgs({ args, options: { ...options, ...COMMON }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function explain(error: unknown, command: OpsCommand, terminal: Surroundings['terminal']): number {
  if (error instanceof UsageError) {
    terminal.err(error.message);
    terminal.err(`Use: npm run ops -- ${usageOf(command)}`);
    return 2;
  }
  if (!(error instanceof CommandError || error instanceof LaunchError)) throw error;
  terminal.err(error.message);
  return 1;
}
