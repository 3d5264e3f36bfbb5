import { tsImport } from 'tsx/esm/api';
import { MARK } from './leaks.mjs';
import { needsOf } from './needs.mjs';

/**
 * Starts what the tests asked for need, and puts its addresses in the environment that the workers of jest inherit.
 * Plain JavaScript, since jest loads it before it can load anything else.
 */
export default async function globalSetup({ testPathPatterns }) {
  process.env.NODE_ENV = 'test';
  process.env[MARK] = String(process.pid);
  const needs = needsOf(testPathPatterns.patterns);
  if (needs.length === 0) return;
  const { startTestStack } = await tsImport('../../ops/infra/test-stack.ts', import.meta.url);
  const say = (about, text) => process.stderr.write(`${about}: ${text}\n`);
  const quit = new AbortController();
  const onSignal = () => quit.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const stack = await startTestStack({ env: process.env, say, signal: quit.signal }, needs);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  Object.assign(process.env, stack.variables);
  globalThis.stopTestStack = stack.stop;
}
