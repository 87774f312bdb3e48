import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** Text that no log, error or JSON shows; `reveal` hands it to whoever must send it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
