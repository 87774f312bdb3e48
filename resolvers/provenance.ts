import { instantText, inZoneText } from '../src/calendar/instant-text.ts';
import { intervalOf } from '../src/calendar/period.ts';
import { labelInstant } from '../src/calendar/time-range.ts';
import { zoneOf } from '../src/calendar/zone.ts';
import type { RequestContext } from '../src/context.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { Provenance as ProvenanceModel, Sourced } from '../src/model/provenance.ts';
import type { SeriesReading } from './connection.ts';
import type { ProvenanceResolvers } from './generated/types.ts';

/** Where an answer came from, and what finds the newest time it could see when that is asked for. */
export type AnswerOrigin = ProvenanceModel & { readonly watermark: () => Promise<string | null> };

/**
 * Of an answer about one EIA series: it could see the series to the end of the newest period there was as it stood, in the
 * zone's reading.
 */
export function seriesOrigin(
  answer: Sourced<object>,
  { series, timeZone, asOfMillis }: SeriesReading,
  { eia }: Pick<RequestContext, 'eia'>,
): AnswerOrigin {
  const watermark = async (): Promise<string | null> => {
    const { frequency } = series;
    const labelMillis = await eia.findNewestLabel(series, asOfMillis);
    if (labelMillis === null) return null;
    const zone = zoneOf(timeZone);
    const { endMillis } = intervalOf(frequency, labelMillis);
    return instantText(labelInstant(endMillis, frequency, zone), zone);
  };
  return { ...answer.provenance(), watermark };
}

/** Of an answer about a declared table, or a rollup in its place: it could see the newest row. */
export function datasetOrigin(
  answer: Sourced<object>,
  dataset: DeclaredDataset,
  timeZone: string,
  { daoOf }: Pick<RequestContext, 'daoOf'>,
): AnswerOrigin {
  const watermark = async (): Promise<string | null> => {
    const time = await daoOf(dataset).findNewestTime(dataset);
    return time === null ? null : inZoneText(time, zoneOf(timeZone));
  };
  return { ...answer.provenance(), watermark };
}

/** Of an answer whose data have no known time. */
export function timelessOrigin(answer: Sourced<object>): AnswerOrigin {
  return { ...answer.provenance(), watermark: async () => null };
}

/** Where lists came from: a list has no field that could say so. */
const LIST_ORIGINS = new WeakMap<readonly unknown[], AnswerOrigin>();

/** A list that can be asked for its origin by {@link listOrigin}. */
export function listFrom<Row>(rows: readonly Row[], origin: AnswerOrigin): Row[] {
  const list = [...rows];
  LIST_ORIGINS.set(list, origin);
  return list;
}

/** Where a list came from; undefined for one that does not say. */
export function listOrigin(list: unknown): AnswerOrigin | undefined {
  return Array.isArray(list) ? LIST_ORIGINS.get(list) : undefined;
}

/** The fields of Provenance as plain values, the backend by its name; a watermark that cannot be read is null. */
export async function tellOrigin({ backend, source, watermark, fallback, ...rest }: AnswerOrigin) {
  const { rollup, rejected, rowsRead, bytesRead, statementHash, elapsedMillis } = rest;
  return {
    backend,
    source,
    rollup,
    rejected,
    watermark: await watermark().catch(() => null),
    cachedAt: null,
    fallback: fallback !== null,
    rowsRead,
    bytesRead,
    statementHash,
    elapsedMillis,
  };
}

export const Provenance: ProvenanceResolvers = {
  backend: ({ backend }, _, { backends }) => backendNamed(backend, backends()),
  rejected: ({ rejected }) => [...rejected],
  watermark: ({ watermark }) => watermark(),
  // Every answer is computed for its request.
  cachedAt: () => null,
  fallback: ({ fallback }) => fallback !== null,
};

function backendNamed<Known extends { readonly name: string }>(name: string, all: readonly Known[]): Known {
  const found = all.find((backend) => backend.name === name);
  if (found === undefined) throw new Error(`There is no backend ${name}.`);
  return found;
}
