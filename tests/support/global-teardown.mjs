/** Stops what the set-up started, and only that. */
export default async function globalTeardown() {
  await globalThis.stopTestStack?.();
}
