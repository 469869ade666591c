import { z } from 'zod';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({
  last: z.int(),
  secrets: z.array(z.object({ number: z.int(), secret: z.string() })).readonly(),
});

type Document = z.infer<typeof document>;

/** An address that was chosen and one that it may be taken back to need theirs; others are of changes that did not come about. */
const mostSecrets = 20;

/** The secrets by which calls of a webhook are signed. Each address that is saved gets its own: an earlier receiver cannot forge what is told a later one. */
export class WebhookSecrets {
  readonly #document: TypedDocument<Document, Document>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'webhook-secrets', document, { last: 0, secrets: [] });
  }

  async of(number: number): Promise<string | undefined> {
    return (await this.#document.read()).secrets.find(one => one.number === number)?.secret;
  }

  /** Keeps one, and gives its number. */
  async add(secret: string): Promise<number> {
    const after = await this.#document.change(({ last, secrets }) => ({
      last: last + 1,
      secrets: [...secrets, { number: last + 1, secret }].slice(-mostSecrets),
    }));
    return after.last;
  }
}
