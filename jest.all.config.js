import base from './jest.config.js';

/** What `npm run test:all` runs: the long tests too. */
export default { ...base, testPathIgnorePatterns: ['/node_modules/'], testTimeout: 600_000 };
