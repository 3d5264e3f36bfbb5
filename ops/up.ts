import { bringUp, ROOT } from './launch/bring-up.ts';
import { givenVariables } from './launch/dot-env.ts';
import { showPanel } from './launch/panel.ts';
import { runUntilStopped } from './launch/run-until-stopped.ts';
import { Terminal } from './launch/terminal.ts';

/** `npm start`: everything on this machine, until Ctrl-C. `--watch` reloads on changes, `--verbose` shows all logs. */
const flags = process.argv.slice(2);
const terminal = new Terminal(process.stdout);

await runUntilStopped(terminal, async (signal) => {
  const { variables, unknown } = givenVariables(ROOT, process.env);
  if (unknown.length) terminal.say('.env', `nothing reads ${unknown.join(', ')}: misspelt?`);
  const running = await bringUp({
    given: variables,
    say: terminal.say,
    signal,
    watch: flags.includes('--watch'),
    verbose: flags.includes('--verbose'),
  });
  showPanel(terminal, running);
  terminal.line('  Ctrl-C stops everything that was started here.');
  return { running };
});
