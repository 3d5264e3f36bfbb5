import { startTestStack } from './infra/test-stack.ts';
import { CannotProvision } from './provision/context.ts';

/**
 * `tsx ops/test-stack.ts` starts what `npm test` would start, prints it as exports, and stays until Ctrl-C. With those in
 * the environment a test run begins at once, again and again.
 */
const quit = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => quit.abort());
const say = (about: string, text: string) => process.stderr.write(`${about}: ${text}\n`);

try {
  const context = { env: process.env, say, signal: quit.signal };
  const stack = await startTestStack(context, ['temporal', 'mongo', 'timeSkipping', 'bundle', 'chromium']);
  for (const [name, value] of Object.entries(stack.variables))
    process.stdout.write(`export ${name}='${value}'\n`);
  await new Promise<void>((resolve) => {
    if (quit.signal.aborted) resolve();
    // Node would end here, with nothing to wait for but a signal.
    const stay = setInterval(() => {}, 60_000);
    quit.signal.addEventListener('abort', () => {
      clearInterval(stay);
      resolve();
    });
  });
  await stack.stop();
} catch (error) {
  if (!quit.signal.aborted) {
    process.stderr.write(`${error instanceof CannotProvision ? error.message : (error as Error).stack}\n`);
  }
  process.exitCode = 1;
}
