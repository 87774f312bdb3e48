import base from './jest.config.js';

const { reporters, maxWorkers, ...shared } = base;
const project = {
  ...shared,
  globalSetup: '<rootDir>/test/support/trino-setup.js',
  globalTeardown: '<rootDir>/test/support/trino-teardown.js',
};
delete project.testTimeout;

/** What `npm run test:all` runs: the long tests too, with one Trino for all that want it; faults by themselves, as they are timed. */
export default {
  reporters,
  maxWorkers,
  testTimeout: 600_000,
  projects: [
    { ...project, testPathIgnorePatterns: ['/node_modules/', '/test/faults/(?!ingest-killed)'] },
    {
      ...project,
      testPathIgnorePatterns: ['/node_modules/'],
      testMatch: ['<rootDir>/test/faults/!(ingest-killed*).long.test.ts'],
      runner: '<rootDir>/test/support/alone-runner.js',
    },
  ],
};
