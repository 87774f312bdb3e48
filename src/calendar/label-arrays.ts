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

/** Some elements of a JSON array of numbers or texts without commas, by ascending index, as they are written there. */
export function pickElements(json: string, indices: readonly number[]): string {
  const picked: string[] = [];
  let start = 1;
  let at = 0;
  for (const index of indices) {
    for (; at < index; at++) start = json.indexOf(',', start) + 1;
    const end = json.indexOf(',', start);
    picked.push(json.slice(start, end === -1 ? json.length - 1 : end));
  }
  return `[${picked.join(',')}]`;
}

function parseLabels(json: string): number[] {
  return json === '[]' ? [] : json.slice(1, -1).split(',').map(Number);
}
