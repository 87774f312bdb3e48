import base from './jest.config.js';

/** What `npm run test:all` runs: the long tests too, with one Trino for all that want it. */
export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
  testSequencer: '<rootDir>/test/support/measured-last-sequencer.js',
  globalSetup: '<rootDir>/test/support/trino-setup.js',
  globalTeardown: '<rootDir>/test/support/trino-teardown.js',
};
