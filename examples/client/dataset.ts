import { parseArgs } from 'node:util';
import { ask } from './ask.ts';
import { graphql } from './generated/gql.ts';

/** Prints the newest value of each series of a dataset: `node examples/client/dataset.ts --dataset ELEC`. */
const DatasetSeries = graphql(`
  query DatasetSeries($dataset: String!, $first: Int!) {
    eiaSeriesConnection(where: { dataset: { eq: $dataset } }, first: $first) {
      totalCount
      nodes {
        id
        name
        units
        latest { period value }
      }
    }
  }
`);

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
    dataset: { type: 'string', default: 'IOWA' },
    first: { type: 'string', default: '10' },
  },
});

const answer = await ask(values.url, DatasetSeries, { dataset: values.dataset, first: Number(values.first) });
const series = answer.eiaSeriesConnection;
for (const { name, units, latest } of series?.nodes ?? []) {
  process.stdout.write(`${latest?.period ?? 'no data'}  ${latest?.value ?? '-'} ${units ?? ''}  ${name}\n`);
}
process.stdout.write(`${series?.nodes.length ?? 0} of ${series?.totalCount ?? 0} series\n`);
