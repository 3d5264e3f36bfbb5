const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'mjs', 'js', 'json', 'node'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2022' },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/tests/support/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/global-teardown.mjs',
};

/** Tests of the whole system: each of them fills two cores, so they have the machine to themselves. */
const WHOLE = ['<rootDir>/tests/flows/', '<rootDir>/tests/browser/'];

export default {
  projects: [
    {
      ...common,
      displayName: 'parts',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...WHOLE],
    },
    {
      ...common,
      displayName: 'whole',
      testMatch: WHOLE.map((folder) => `${folder}**/*.test.ts`),
      runner: '<rootDir>/tests/support/serial-runner.mjs',
    },
  ],
  reporters: ['default', '<rootDir>/tests/support/closing-line-reporter.mjs'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
