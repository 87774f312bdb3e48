import { startClickHouseServer } from '../support/contract-engines.ts';
import { backendContract } from './backend-contract.ts';

await backendContract({
  name: 'clickhouse (HTTP)',
  start: startClickHouseServer,
  unmet: {
    'value: date of 1859': { reason: 'Date32 begins in 1900' },
    'value: null array': { reason: 'an Array of ClickHouse is never null' },
    'parameter: null arrays': { reason: 'an Array of ClickHouse is never null' },
    'parameter: minus zero in an array': { reason: 'its client writes it as 0' },
    'write: one that fails leaves nothing of itself': {
      reason: 'no transactions: tables are stored one by one',
    },
  },
});
