import type { BackendKind } from '../model/backend.ts';
import type { DimensionType, MeasureType, TimeType } from '../model/declared-dataset.ts';

/** What an engine's type is to a declaration; `scale` is null where the engine does not bound it. */
export type ColumnKind =
  | { readonly kind: 'text' | 'int64' | 'boolean' | 'float' | 'instant' | 'date' }
  | { readonly kind: 'decimal'; readonly scale: number | null };

type Words = readonly [RegExp, Exclude<ColumnKind['kind'], 'decimal'>][];

const WORDS: Readonly<Record<BackendKind, Words>> = {
  timescale: [
    [/^(?:text|character varying(?:\(\d+\))?)$/, 'text'],
    [/^(?:smallint|integer|bigint)$/, 'int64'],
    [/^boolean$/, 'boolean'],
    [/^(?:real|double precision)$/, 'float'],
    [/^timestamp(?:\(\d\))? with time zone$/, 'instant'],
    [/^date$/, 'date'],
  ],
  clickhouse: [
    [/^String$/, 'text'],
    [/^(?:Int(?:8|16|32|64)|UInt(?:8|16|32))$/, 'int64'],
    [/^Bool$/, 'boolean'],
    [/^Float(?:32|64)$/, 'float'],
    [/^DateTime(?:64)?(?:\(.*\))?$/, 'instant'],
    [/^Date(?:32)?$/, 'date'],
  ],
  trino: [
    [/^varchar(?:\(\d+\))?$/, 'text'],
    [/^(?:tinyint|smallint|integer|bigint)$/, 'int64'],
    [/^boolean$/, 'boolean'],
    [/^(?:real|double)$/, 'float'],
    [/^timestamp(?:\(\d+\))? with time zone$/, 'instant'],
    [/^date$/, 'date'],
  ],
};

/** A decimal of any engine: `numeric(18,4)`, `Decimal(18, 4)`, `numeric`. */
const DECIMAL = /^(?:numeric|decimal)(?:\(\d+(?:,\s*(\d+))?\))?$/i;

/** What an engine's type is to a declaration; null for one that no declaration can have. */
export function columnKind(backend: BackendKind, type: string): ColumnKind | null {
  const bare = type.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
  const decimal = DECIMAL.exec(bare);
  if (decimal !== null) {
    const bounded = bare.includes('(');
    return { kind: 'decimal', scale: bounded ? Number(decimal[1] ?? 0) : null };
  }
  const kind = WORDS[backend].find(([words]) => words.test(bare))?.[1];
  return kind === undefined ? null : { kind };
}

/** True where a declared type can hold every value of a live one. */
export function fits(
  declared: { readonly type: DimensionType | MeasureType | TimeType; readonly scale?: number },
  live: ColumnKind,
): boolean {
  if (declared.type === 'epoch_millis') return live.kind === 'int64';
  if (declared.type !== live.kind) return false;
  return live.kind !== 'decimal' || live.scale === null || live.scale <= (declared.scale ?? 0);
}
