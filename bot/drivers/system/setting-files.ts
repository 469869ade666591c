import { readFileSync } from 'node:fs';

/** The files that settings were read from, as they were then: whether one of them holds something else now. */
export class SettingFiles {
  readonly #known = new Map<string, string | undefined>();

  /** Whether there is any. */
  get areUsed(): boolean {
    return this.#known.size > 0;
  }

  /** A file's text, which is remembered; one that cannot be read is an error of the system. */
  readonly read = (path: string): string => {
    this.#known.set(path, undefined);
    const text = readFileSync(path, 'utf8');
    this.#known.set(path, text);
    return text;
  };

  /** Whether any but one has changed, come or gone since it was read last. */
  haveChanged({ but }: { readonly but?: string | undefined } = {}): boolean {
    return [...this.#known].some(([path, text]) => path !== but && textNow(path) !== text);
  }
}

function textNow(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
