import type { Documents } from '../../ports.ts';

/** Documents that live as long as the process: for tests. */
export class MemoryDocuments implements Documents {
  readonly #documents = new Map<string, string>();

  read(name: string): Promise<unknown> {
    const text = this.#documents.get(name);
    return Promise.resolve(text === undefined ? null : (JSON.parse(text) as unknown));
  }

  write(name: string, document: unknown): Promise<void> {
    this.#documents.set(name, JSON.stringify(document));
    return Promise.resolve();
  }
}
