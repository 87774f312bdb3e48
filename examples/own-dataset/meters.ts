import { parseArgs } from 'node:util';
import { ask } from '../client/ask.ts';
import { graphql } from './generated/gql.ts';

/** Prints what each site used and the price it paid on average: `node meters.ts`. */
const EnergyBySite = graphql(`
  query EnergyBySite($first: Int!) {
    meters {
      groups(groupBy: [SITE], orderBy: [{ by: { energy: SUM }, direction: DESC }], first: $first) {
        totalCount
        nodes {
          key { site }
          energy { sum units }
          price { avg units }
        }
      }
    }
  }
`);

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: `http://127.0.0.1:${process.env.PORT ?? 4000}/graphql` },
    first: { type: 'string', default: '10' },
  },
});

const { meters } = await ask(values.url, EnergyBySite, { first: Number(values.first) });
for (const { key, energy, price } of meters?.groups?.nodes ?? []) {
  // A decimal is text: no digit of a price is lost on the way.
  const text = `${energy.sum ?? '-'} ${energy.units} at ${price.avg ?? '-'} ${price.units}`;
  process.stdout.write(`${key.site}  ${text}\n`);
}
process.stdout.write(`${meters?.groups?.nodes.length ?? 0} of ${meters?.groups?.totalCount ?? 0} sites\n`);
