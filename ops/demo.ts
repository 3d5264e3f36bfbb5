import { parseArgs } from 'node:util';
import { MOST_CONTACTS } from './demo/contacts.ts';
import { progressLine } from './demo/progress-line.ts';
import { isClean } from './demo/report.ts';
import { runDemo } from './demo/run-demo.ts';
import { summaryLines } from './demo/summary.ts';
import { bringUp, ROOT } from './launch/bring-up.ts';
import { givenVariables } from './launch/dot-env.ts';
import { LaunchError } from './launch/launch-error.ts';
import { showPanel } from './launch/panel.ts';
import { abortedBy, runUntilStopped } from './launch/run-until-stopped.ts';
import { Terminal } from './launch/terminal.ts';
import { withoutVendors } from './launch/vendors.ts';

/**
 * `npm run demo`: everything up, fictional contacts imported and dialed in the sandbox, and what came of it; the last line
 * on stdout is one JSON object. On a terminal it stays up for the page to be looked at, unless told to `--exit`.
 */
const LINE_EVERY_MS = 5_000;
const terminal = new Terminal(process.stderr);

await runUntilStopped(terminal, {
  async start(signal) {
    const { verbose } = readOptions();
    const given = withoutVendors(givenVariables(ROOT, process.env).variables);
    return bringUp({ given, say: terminal.say, signal, verbose });
  },
  async work(running, signal) {
    const options = readOptions();
    showPanel(terminal, running);
    const report = await runDemo(running, {
      ...options,
      signal: AbortSignal.any([signal, abortedBy(running.failed)]),
      onProgress: showProgress(),
      onEvent: (text) => terminal.say('demo', text),
    });
    terminal.setStatus('');
    for (const line of summaryLines(report)) process.stdout.write(`${line}\n`);
    const lastWords = () => process.stdout.write(`${JSON.stringify(report)}\n`);
    if (options.exit || !process.stdout.isTTY) return { exitCode: isClean(report) ? 0 : 1, lastWords };
    lastWords();
    terminal.line(`  It stays up: look at it on ${running.urls.page}. Ctrl-C stops everything.`);
    return {};
  },
});

function readOptions() {
  const { values } = readArguments();
  const contacts = Number(values.contacts);
  if (!Number.isInteger(contacts) || contacts < 1 || contacts > MOST_CONTACTS) {
    throw new LaunchError(
      `--contacts must be a whole number from 1 to ${MOST_CONTACTS}, not ${values.contacts}.`,
    );
  }
  return { ...values, killWorker: values['kill-worker'], contacts, seed: 1 };
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        contacts: { type: 'string', default: '25' },
        exit: { type: 'boolean', default: false },
        'kill-worker': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new LaunchError(
      `${error instanceof Error ? error.message : error}\nUse: npm run demo -- [--contacts N] [--exit] [--kill-worker] [--verbose]`,
    );
  }
}

/** On a terminal one line that is redrawn; elsewhere a line every few seconds. */
function showProgress() {
  let shownAt = 0;
  return (...[campaign, elapsedMs]: Parameters<typeof progressLine>) => {
    const text = progressLine(campaign, elapsedMs);
    if (terminal.isLive) terminal.setStatus(text);
    else if (Date.now() - shownAt >= LINE_EVERY_MS || campaign.state === 'completed') {
      shownAt = Date.now();
      terminal.line(text);
    }
  };
}
