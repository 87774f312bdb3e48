import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestName } from '../settings/nearest-name.ts';
import { type Declaration, declarationSchema } from './declaration-schema.ts';

/** A place inside a declaration: keys and list positions. */
export type DeclarationPath = readonly PropertyKey[];

/** Says what is wrong at a place: `file:line: measures.price is …`. */
export type Report = (path: DeclarationPath, message: string) => void;

/** One YAML file whose form is right. */
export type DeclarationFile = { readonly declaration: Declaration; readonly report: Report };

/** Reads the YAML of one declaration; adds every mistake of its form to `mistakes` and returns null for one that has any. */
export function readDeclaration(label: string, yaml: string, mistakes: string[]): DeclarationFile | null {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => `${label}:${lines.linePos(offset).line}`;
  for (const error of document.errors) mistakes.push(`${place(error.pos[0])}: is not YAML: ${error.message}`);
  if (document.errors.length > 0) return null;
  const report: Report = (path, message) => {
    const name = path.map(String).join('.') || 'the declaration';
    mistakes.push(`${place(offsetOf(document.contents, path))}: ${name} ${message}`);
  };
  const result = declarationSchema.safeParse(document.toJS());
  if (result.success) return { declaration: result.data, report };
  for (const issue of result.error.issues) reportIssue(issue, [], report);
  return null;
}

/** Where a place begins in the text; that of its nearest ancestor where it is missing. */
function offsetOf(contents: unknown, path: DeclarationPath): number {
  let node = contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const child: unknown = node.items[Number(step)];
      if (isMap(child) || isScalar(child) || isSeq(child)) offset = child.range?.[0] ?? offset;
      node = child;
    } else return offset;
  }
  return offset;
}

type Issue = z.core.$ZodIssue;

function reportIssue(issue: Issue, parent: DeclarationPath, report: Report): void {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report([...path, key], unknownKey(key, knownKeys(path)));
  } else if (issue.code === 'invalid_union' && isAboutMapping(issue)) {
    for (const inner of issue.errors.at(-1) ?? []) reportIssue(inner, path, report);
  } else if (issue.code === 'invalid_key') {
    for (const inner of issue.issues) report(path, inner.message);
  } else report(path, issue.message);
}

/** A union here is a name or a mapping: the mistakes of the mapping are told where one was given. */
function isAboutMapping({ errors }: Extract<Issue, { code: 'invalid_union' }>): boolean {
  return errors.at(-1)?.every(({ code, path }) => code !== 'invalid_type' || path.length > 0) ?? false;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return `is no known key. Allowed: ${known.join(', ')}.${hint}`;
}

/** The keys a mapping at a place of a declaration can have. */
function knownKeys(path: DeclarationPath): readonly string[] {
  let schema: z.core.$ZodType = declarationSchema;
  for (const step of path) schema = childOf(unwrapped(schema), step);
  const mapping = unwrapped(schema);
  return mapping instanceof z.ZodObject ? Object.keys(mapping.shape) : [];
}

function childOf(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : schema;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrapped(schema.unwrap());
  return schema instanceof z.ZodUnion ? unwrapped(schema.options.at(-1) ?? schema) : schema;
}
