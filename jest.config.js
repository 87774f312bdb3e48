/** What `npm test` runs: everything but the long tests. Jest runs the TypeScript sources as ES modules. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  reporters: [
    'default',
    '<rootDir>/test/support/engine-table-reporter.js',
    '<rootDir>/test/support/fault-table-reporter.js',
  ],
  maxWorkers: 2,
  testTimeout: 60_000,
};
