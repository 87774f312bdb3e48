import { startTrinoSchema } from '../support/contract-engines.ts';
import { backendContract } from './backend-contract.ts';

await backendContract({
  name: 'trino (Iceberg)',
  start: startTrinoSchema,
  unmet: {
    'value: instant, second showing of a repeated hour': {
      reason: 'the text of a zoned timestamp does not tell them apart',
    },
    'write: one that fails leaves nothing of itself': {
      reason: 'no transactions over tables: they are stored one by one',
    },
  },
});
