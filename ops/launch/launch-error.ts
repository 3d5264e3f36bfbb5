/** A reason not to start, or not to go on, that a person can do something about; shown without a stack. */
export class LaunchError extends Error {
  override name = 'LaunchError';
}
