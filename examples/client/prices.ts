import { parseArgs } from 'node:util';
import { ask } from './ask.ts';
import { graphql } from './generated/gql.ts';

/** Prints price and volume by region from a declared dataset: `node examples/client/prices.ts --product DAY_AHEAD`. */
const PricesByRegion = graphql(`
  query PricesByRegion($where: EnergyPricesFilter, $first: Int!) {
    energyPrices {
      id
      title
      groups(groupBy: [REGION], where: $where, orderBy: [{ by: { volume: SUM }, direction: DESC }], first: $first) {
        totalCount
        nodes {
          id
          key { region }
          price { avg p95: percentile(p: 0.95) units }
          volume { sum units }
        }
      }
    }
  }
`);

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
    product: { type: 'string' },
    first: { type: 'string', default: '5' },
  },
});

const where = values.product === undefined ? null : { product: { eq: values.product } };
const { energyPrices } = await ask(values.url, PricesByRegion, { where, first: Number(values.first) });
const groups = energyPrices?.groups;
process.stdout.write(`${energyPrices?.title}\n`);
for (const { key, price, volume } of groups?.nodes ?? []) {
  // Decimals are text: no digit is lost on the way.
  const text = `${price.avg ?? '-'} ${price.units}, 95% below ${price.p95 ?? '-'}, ${volume.sum ?? 0} ${volume.units}`;
  process.stdout.write(`${key.region}  ${text}\n`);
}
process.stdout.write(`${groups?.nodes.length ?? 0} of ${groups?.totalCount ?? 0} regions\n`);
