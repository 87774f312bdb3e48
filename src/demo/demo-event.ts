import { z } from 'zod';
import { BACKEND_KINDS } from '../model/backend.ts';

const demoEventSchema = z.object({
  type: z.literal('table'),
  table: z.string(),
  backend: z.enum(BACKEND_KINDS),
  state: z.enum(['filling', 'filled', 'unchanged']),
  rows: z.number(),
  rowCount: z.number(),
});

/** How far a table is: `unchanged` where all its rows were there; `rows` of `rowCount` generated rows are stored. */
export type DemoEvent = Readonly<z.output<typeof demoEventSchema>>;

/** Reads an event that came as JSON; null for another message. */
export function demoEventOf(message: unknown): DemoEvent | null {
  return demoEventSchema.safeParse(message).data ?? null;
}
