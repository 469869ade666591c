import { z } from 'zod';
import type { Documents } from '../../ports/index.ts';

const document = z.record(z.string(), z.string());

const name = 'sandbox-actors';

/** Which of the sandbox's people acts as which other (B5), stored so that every replica and a restart know it. */
export class SandboxActors {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async of(personId: string): Promise<string | undefined> {
    return parsed(await this.#documents.read(name)).get(personId);
  }

  async set(personId: string, other: string | undefined): Promise<void> {
    await this.#documents.change(name, before => {
      const actors = parsed(before);
      if (other === undefined || other === personId) actors.delete(personId);
      else actors.set(personId, other);
      return Object.fromEntries(actors);
    });
  }
}

const parsed = (read: unknown): Map<string, string> =>
  new Map(Object.entries(read === null ? {} : document.parse(read)));
