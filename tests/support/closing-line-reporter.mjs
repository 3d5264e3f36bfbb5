/** Prints `N passed, N failed` as the last line of a run, after jest's own summary. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    this.line = `${results.numPassedTests} passed, ${failed} failed`;
    // Jest writes its summary to stderr and tears down after this: the line must come after both.
    process.once('exit', () => process.stdout.write(`${this.line}\n`));
  }
}
