import { z } from 'zod';
import { DriverError, type Documents } from '../ports/index.ts';

/**
 * One document with its shape. Reading gives the shape's values, or `fresh` where nothing was ever written; a codec in the shape says how
 * they are stored. A document that is not of that shape throws `damaged-document`, and stays as it is.
 */
export class TypedDocument<Kept, Fresh = undefined> {
  readonly #documents: Documents;
  readonly #name: string;
  readonly #shape: z.ZodType<Kept>;
  readonly #fresh: Fresh;

  constructor(
    documents: Documents,
    name: string,
    shape: z.ZodType<Kept>,
    ...fresh: undefined extends Fresh ? [fresh?: Fresh] : [fresh: Fresh]
  );
  constructor(documents: Documents, name: string, shape: z.ZodType<Kept>, fresh: Fresh) {
    this.#documents = documents;
    this.#name = name;
    this.#shape = shape;
    this.#fresh = fresh;
  }

  async read(): Promise<Kept | Fresh> {
    return this.#decoded(await this.#documents.read(this.#name));
  }

  /** The same where damage costs nothing but time: what cannot be understood counts as never written. */
  async readIntact(): Promise<Kept | Fresh> {
    return this.read().catch((error: unknown) => {
      if (error instanceof DriverError && error.code === 'damaged-document') return this.#fresh;
      throw error;
    });
  }

  /**
   * Replaces the document atomically with what `edit` makes of it, and gives that. Returning its argument writes nothing; if another
   * process changed the document first, `edit` is called again.
   */
  async change<Given extends Kept | Fresh>(edit: (before: Kept | Fresh) => Given): Promise<Given> {
    let made: { readonly value: Given } | undefined;
    await this.#documents.change(this.#name, stored => {
      const before = this.#decoded(stored);
      made = { value: edit(before) };
      return made.value === before ? stored : this.#encoded(made.value);
    });
    if (made === undefined) throw new Error(`${this.#name}: a document was changed without being read`);
    return made.value;
  }

  /** Replaces the document, whatever was there. */
  async write(value: Kept): Promise<void> {
    await this.#documents.change(this.#name, () => this.#encoded(value));
  }

  /** As if nothing had ever been written. */
  async clear(): Promise<void> {
    await this.#documents.change(this.#name, () => null);
  }

  #decoded(stored: unknown): Kept | Fresh {
    if (stored === null) return this.#fresh;
    const parsed = this.#shape.safeParse(stored);
    if (parsed.success) return parsed.data;
    // Where it is wrong, and not what stands there: that may be somebody's name.
    const places = parsed.error.issues.map(({ path }) => path.join('.') || 'all of it');
    throw new DriverError(
      'damaged-document',
      `the document ${this.#name} is not as this program writes it (${[...new Set(places)].slice(0, 3).join(', ')}): mend it or delete it`,
    );
  }

  #encoded(value: Kept | Fresh): unknown {
    return value === undefined ? null : z.encode(this.#shape, value as Kept);
  }
}
