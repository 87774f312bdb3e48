/** JSON text written by an engine, put into the answer as it is. The text must be a complete JSON value. */
export class SplicedJson {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  /** While {@link stringifyWithMarks} runs, the mark of this text; for anyone else the value it stands for. */
  toJSON(): unknown {
    if (marking === undefined) return JSON.parse(this.json);
    marking.texts.push(this.json);
    return marking.mark;
  }
}

type Marking = { readonly mark: string; readonly texts: string[] };

/** JSON.stringify hands toJSON no state of its caller; it is synchronous, so one variable cannot be seen by two calls. */
let marking: Marking | undefined;

/**
 * JSON of a value with `mark` in the place of each {@link SplicedJson} in it, and their texts in the order of the marks.
 */
export function stringifyWithMarks(value: unknown, mark: string): { text: string; texts: readonly string[] } {
  const texts: string[] = [];
  const outer = marking;
  marking = { mark, texts };
  try {
    return { text: JSON.stringify(value), texts };
  } finally {
    marking = outer;
  }
}
