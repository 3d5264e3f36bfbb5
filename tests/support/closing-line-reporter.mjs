import { writeSync } from 'node:fs';

/** Prints `N passed, N failed` as the last line of a run, after jest's own summary and after the teardown. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', (code) => {
      // A set-up, a teardown or an interruption that failed the run is a failure too.
      const told = code === 0 ? failed : Math.max(failed, 1);
      // Straight to the file: when jest gives up it has closed `process.stdout` to everybody.
      writeSync(1, `${results.numPassedTests} passed, ${told} failed\n`);
    });
  }
}
