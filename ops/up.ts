import { bringUp, ROOT } from './launch/bring-up.ts';
import { givenVariables } from './launch/dot-env.ts';
import { showPanel } from './launch/panel.ts';
import { runUntilStopped } from './launch/run-until-stopped.ts';
import { Terminal } from './launch/terminal.ts';

/** `npm start`: everything on this machine, until Ctrl-C. `--watch` reloads on changes, `--verbose` shows all logs. */
const flags = process.argv.slice(2);
const terminal = new Terminal(process.stdout);

await runUntilStopped(terminal, {
  async start(signal) {
    const { variables, unknown } = givenVariables(ROOT, process.env);
    if (unknown.length) terminal.say('.env', `nothing reads ${unknown.join(', ')}: misspelt?`);
    const watch = flags.includes('--watch');
    return bringUp({
      given: variables,
      say: terminal.say,
      signal,
      watch,
      verbose: flags.includes('--verbose'),
    });
  },
  async work(running) {
    showPanel(terminal, running);
    terminal.line('  Ctrl-C stops everything that was started here.');
    return {};
  },
});
