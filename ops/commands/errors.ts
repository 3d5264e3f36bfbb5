/** A fault of whoever typed; shown with the command's usage, and ends with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What went wrong, in a sentence; ends with exit code 1. */
export class CommandError extends Error {
  override name = 'CommandError';
}
