import { expectNothingLeft, MARK } from './leaks.mjs';

/** Stops what the set-up started, and only that; fails the run when a test left something running. */
export default async function globalTeardown() {
  await globalThis.stopTestStack?.();
  await expectNothingLeft(process.env[MARK]);
}
