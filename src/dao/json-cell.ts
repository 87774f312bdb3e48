import type { Cell } from '../backend/backend.ts';
import type { JsonValue } from '../model/json-value.ts';

/** A cell as it goes into JSON: 64-bit integers as text, NaN and infinities null. */
export function jsonCell(cell: Cell): JsonValue {
  if (typeof cell === 'bigint') return String(cell);
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (isList(cell)) return cell.map(jsonCell);
  if (typeof cell !== 'object' || cell === null) return cell;
  return Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, jsonCell(value)]));
}

function isList(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell);
}
