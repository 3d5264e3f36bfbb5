import TestRunner from 'jest-runner';

/** Runs test files one after another, while nothing else runs: for those that watch time or fill the machine. */
export default class SerialRunner extends TestRunner {
  isSerial = true;
}
