import { z } from 'zod';
import type { Documents } from '../../ports/index.ts';
import { Records, recordsOf } from '../../work/records.ts';
import { TypedDocument } from '../../work/typed-document.ts';

/** Which of the sandbox's people acts as which other (B5), stored so that every replica and a restart know it. */
export class SandboxActors {
  readonly #actors: TypedDocument<Records<string>, Records<string>>;

  constructor(documents: Documents) {
    this.#actors = new TypedDocument(documents, 'sandbox-actors', recordsOf(z.string()), new Records<string>());
  }

  async of(personId: string): Promise<string | undefined> {
    const other = (await this.#actors.read()).get(personId);
    return other === personId ? undefined : other;
  }

  async set(personId: string, other = personId): Promise<void> {
    await this.#actors.change(actors => actors.with(personId, other));
  }

  /** Everybody is who they are again. */
  async reset(): Promise<void> {
    await this.#actors.clear();
  }
}
