import type { Frequency } from '../model/frequency.ts';
import { instantText } from './instant-text.ts';
import { isHourly, labelInstant } from './time-range.ts';
import { UTC, type Zone } from './zone.ts';

/** A JSON array of labels (epoch millis, civil dates as if UTC) as one of instants in a zone, epoch millis. */
export function epochMillisJson(labelsJson: string, frequency: Frequency, zone: Zone): string {
  if (zone === UTC || isHourly(frequency)) return labelsJson;
  return JSON.stringify(parseLabels(labelsJson).map((label) => labelInstant(label, frequency, zone)));
}

/** The same instants as a JSON array of RFC 3339 texts with the zone's offsets. */
export function timeJson(labelsJson: string, frequency: Frequency, zone: Zone): string {
  const texts = parseLabels(labelsJson).map((label) =>
    instantText(labelInstant(label, frequency, zone), zone),
  );
  return texts.length === 0 ? '[]' : `["${texts.join('","')}"]`;
}

function parseLabels(json: string): number[] {
  return json === '[]' ? [] : json.slice(1, -1).split(',').map(Number);
}
