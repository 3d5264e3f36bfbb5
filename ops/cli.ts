import { createInterface } from 'node:readline/promises';
import type { Terminal } from './commands/ops-command.ts';
import { runCli } from './commands/run-cli.ts';
import { ROOT } from './launch/bring-up.ts';
import { givenVariables } from './launch/dot-env.ts';

/** `npm run ops -- …`: what operators do, from a terminal. The help names the commands. */
const CLEAR = '\x1b[H\x1b[2J';
const stopping = new AbortController();
const { stdin, stdout, stderr } = process;

const terminal: Terminal & { err(line: string): void } = {
  out: (line) => stdout.write(`${line}\n`),
  err: (line) => stderr.write(`${line}\n`),
  isInteractive: stdin.isTTY === true && stdout.isTTY === true,
  redraw: (lines) => stdout.write(`${CLEAR}${lines.join('\n')}\n`),
  async confirm(question) {
    const reader = createInterface({ input: stdin, output: stdout });
    try {
      const answer = await reader.question(`${question} [y/N] `, { signal: stopping.signal });
      return /^y(es)?$/i.test(answer.trim());
    } catch {
      return false;
    } finally {
      reader.close();
    }
  },
};

function onInterrupt(): void {
  stopping.abort();
}

process.once('SIGINT', onInterrupt);
const { variables } = givenVariables(ROOT, process.env);
process.exitCode = await runCli(process.argv.slice(2), {
  variables,
  root: ROOT,
  terminal,
  signal: stopping.signal,
});
process.off('SIGINT', onInterrupt);
