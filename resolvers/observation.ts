import { instantText } from '../src/calendar/instant-text.ts';
import { labelInstant } from '../src/calendar/time-range.ts';
import { zoneOf } from '../src/calendar/zone.ts';
import { SplicedJson } from '../src/model/spliced-json.ts';
import { edges, inZone, type ObservationInZone, pageInfo } from './connection.ts';
import type {
  ObservationColumnsResolvers,
  ObservationConnectionResolvers,
  ObservationResolvers,
} from './generated/types.ts';
import { seriesOrigin } from './provenance.ts';

function text(millis: number, { frequency, timeZone }: ObservationInZone): string {
  const zone = zoneOf(timeZone);
  return instantText(labelInstant(millis, frequency, zone), zone);
}

export const Observation: ObservationResolvers = {
  start: (parent) => text(parent.startMillis, parent),
  end: (parent) => text(parent.endMillis, parent),
};

export const ObservationConnection: ObservationConnectionResolvers = {
  edges: ({ page, series: { frequency }, timeZone }) =>
    edges(page).map(({ cursor, node }) => ({ cursor, node: inZone(node, frequency, timeZone) })),
  nodes: ({ page, series: { frequency }, timeZone }) =>
    page.rows.map((observation) => inZone(observation, frequency, timeZone)),
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ series, page, timeZone, asOfMillis }, _, { eia }) =>
    eia.countObservations(series, page.range, timeZone, asOfMillis),
  provenance: (list, _, context) => seriesOrigin(list.page, list, context),
};

/** The arrays go into the answer as the engine wrote them: see `SPLICED_FIELDS`. */
export const ObservationColumns: ObservationColumnsResolvers = {
  time: ({ time }) => spliced(time),
  epochMillis: ({ epochMillis }) => spliced(epochMillis),
  period: ({ period }) => spliced(period),
  value: ({ value }) => spliced(value),
  provenance: (columns, _, context) => seriesOrigin(columns, columns, context),
};

function spliced(json: string | null): never {
  if (json === null) throw new Error('An array was selected but not loaded.');
  return new SplicedJson(json) as never;
}
