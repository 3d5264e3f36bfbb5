import { COMMANDS } from './all.ts';
import { FILTERS } from './calls.ts';
import type { OpsCommand } from './ops-command.ts';

/** How a command is typed. */
export function usageOf({ words, takes, usage }: OpsCommand): string {
  return [words, ...takes, usage].filter(Boolean).join(' ');
}

/** The help, whole or of the commands that begin with a word. */
export function helpLines(commands: OpsCommand[] = COMMANDS): string[] {
  return [
    'npm run ops -- COMMAND',
    '',
    ...commands.flatMap((command) => [`  ${usageOf(command)}`, `      ${command.does}`]),
    '',
    `  FILTER  ${FILTERS}; all must fit`,
    '  --json prints one line for machines (npm run -s ops -- …)',
    '  --url, --key  which API; SERVER_URL and API_KEY when left out, or what the launcher made in DATA_DIR',
    '  Exit codes: 0 done, 1 failed, refused, or something is stuck, 2 not understood.',
    '  docs/operations.md says which command helps with which trouble.',
  ];
}

/** What could have been meant by words that are no command. */
export function suggestion(words: string[]): string[] {
  const [first = ''] = words;
  const related = COMMANDS.filter((command) => command.words.split(' ')[0] === first);
  const typed = words.slice(0, 2).join(' ');
  const known = related.length > 0 ? related : COMMANDS;
  return [`"${typed}" is no command. What would do:`, ...known.map((command) => `  ${usageOf(command)}`)];
}
