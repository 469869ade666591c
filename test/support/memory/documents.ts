import type { Documents } from '../../../bot/ports/index.ts';
import { checkDocumentName } from '../../../bot/drivers/stored/document-name.ts';

/** Documents that live as long as the process: for tests. */
export class MemoryDocuments implements Documents {
  readonly #tenant: string;
  readonly #documents: Map<string, string>;

  constructor(tenant = 'contoso', documents: ReadonlyMap<string, string> = new Map()) {
    this.#tenant = tenant;
    this.#documents = new Map(documents);
  }

  /** Others that begin with what these are now. */
  copied(): MemoryDocuments {
    return new MemoryDocuments(this.#tenant, this.#documents);
  }

  read(name: string): Promise<unknown> {
    return Promise.resolve(this.#read(name));
  }

  async change(name: string, edit: (document: unknown) => unknown): Promise<void> {
    checkDocumentName(this.#tenant, name);
    const before = this.#read(name);
    const after = edit(before);
    if (after !== before) this.#documents.set(name, JSON.stringify(after));
    await Promise.resolve();
  }

  #read(key: string): unknown {
    const text = this.#documents.get(key);
    return text === undefined ? null : (JSON.parse(text) as unknown);
  }
}
