import fastifyStatic from '@fastify/static';
import { getDistDirectory, renderAltair } from 'altair-static';
import type { FastifyInstance } from 'fastify';

type Pages = { readonly landingPage: boolean; readonly ide: boolean };

/** What the IDE opens with: the first query of the README. */
const FIRST_QUERY = `{
  eiaSeriesConnection(where: { search: "iowa net generation" }) {
    totalCount
    nodes {
      name
      units
      latest { period value }
      columns(range: { periods: { from: "2014", through: "2017" } }) { period value }
    }
  }
}
`;

/** `/ide/`, which needs no internet, and `/`, which says what there is. */
export async function addPages(app: FastifyInstance, pages: Pages): Promise<void> {
  if (pages.ide) await addIde(app);
  const places = placesOf(pages);
  app.get('/', (request, reply) => {
    if (!request.headers.accept?.includes('text/html')) return Object.fromEntries(places);
    const lines = places.map(([path, what]) => `<li><a href="${path}">${path}</a> ${what}</li>`).join('\n');
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="en"><title>Aurum gateway</title><h1>Aurum gateway</h1><ul>\n${lines}\n</ul></html>`,
      );
  });
}

function placesOf({ landingPage, ide }: Pages): [path: string, what: string][] {
  return [
    ['/graphql', landingPage ? 'GraphQL; in a browser Apollo Sandbox, which needs the internet' : 'GraphQL'],
    ...(ide ? ([['/ide/', 'an IDE that works offline']] satisfies [string, string][]) : []),
    ['/livez', 'does the gateway run'],
    ['/readyz', 'can it answer queries'],
  ];
}

async function addIde(app: FastifyInstance): Promise<void> {
  const html = renderAltair({ endpointURL: '/graphql', baseURL: '/ide/', initialQuery: FIRST_QUERY });
  app.get('/ide', (_request, reply) => reply.redirect('/ide/'));
  app.get('/ide/', (_request, reply) => reply.type('text/html; charset=utf-8').send(html));
  await app.register(fastifyStatic, { root: getDistDirectory(), prefix: '/ide/', index: false });
}
