import type { Documents } from '../../../bot/ports/index.ts';
import { checkDocumentName } from '../../../bot/drivers/stored/document-name.ts';

/** Documents that live as long as the process: for tests. */
export class MemoryDocuments implements Documents {
  readonly #documents = new Map<string, string>();

  read(tenant: string, name: string): Promise<unknown> {
    return Promise.resolve(this.#read(`${tenant} ${name}`));
  }

  async change(tenant: string, name: string, edit: (document: unknown) => unknown): Promise<void> {
    checkDocumentName(tenant, name);
    const key = `${tenant} ${name}`;
    const before = this.#read(key);
    const after = edit(before);
    if (after !== before) this.#documents.set(key, JSON.stringify(after));
    await Promise.resolve();
  }

  #read(key: string): unknown {
    const text = this.#documents.get(key);
    return text === undefined ? null : (JSON.parse(text) as unknown);
  }
}
