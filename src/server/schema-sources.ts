import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createDatasetResolvers } from '../../resolvers/dataset.ts';
import { resolvers, SPLICED_FIELDS } from '../../resolvers/index.ts';
import { loadDatasets } from '../datasets/load-datasets.ts';
import { allDatasetTypeDefs } from '../datasets/type-defs.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { packageRoot } from '../settings/package-root.ts';
import type { SchemaSources } from './schemas.ts';
import { readTypeDefs } from './type-defs.ts';

/** The whole schema of a gateway: its own part and that of the declared datasets. */
export type GatewaySchema = {
  readonly datasets: readonly DeclaredDataset[];
  readonly sources: SchemaSources & { readonly typeDefs: readonly string[] };
  /** Changes whenever the schema does. */
  readonly hash: string;
};

/** Reads the schema's own SDL and the declarations of a folder. Throws BAD_USER_INPUT that lists their mistakes. */
export function readGatewaySchema(datasetsFolder: string): GatewaySchema {
  const core = readTypeDefs(join(packageRoot(), 'schema'));
  const datasets = loadDatasets({ folder: datasetsFolder, coreTypeDefs: core });
  const typeDefs = [...core, ...allDatasetTypeDefs(datasets)];
  return {
    datasets,
    sources: {
      typeDefs,
      resolvers: [resolvers, ...createDatasetResolvers(datasets)],
      splicedFields: SPLICED_FIELDS,
    },
    hash: createHash('sha256').update(typeDefs.join('\n')).digest('hex').slice(0, 16),
  };
}
