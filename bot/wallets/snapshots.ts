import { z } from 'zod';
import { Activity, type Hash, type Wallet } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';

/** A wallet as it was after an entry of a book, so that opening it need not begin at the first one. */
export interface Snapshot {
  readonly book: number;
  readonly wallet: Wallet;
  readonly history: Activity;
}

const document = z.object({ digest: z.string(), state: z.string() });
const state = z.object({
  version: z.literal(1),
  book: z.int(),
  wallet: z.looseObject({ seq: z.int().positive(), head: z.string() }),
  quarters: z.array(z.int()),
});

const name = 'snapshot';

/** Snapshots affect cost, never meaning: one that is damaged or of another format is treated as missing. */
export class Snapshots {
  readonly #documents: Documents;
  readonly #hash: Hash;

  constructor(documents: Documents, hash: Hash) {
    this.#documents = documents;
    this.#hash = hash;
  }

  async read(): Promise<Snapshot | undefined> {
    const read = await this.#documents.read(name).catch(() => null);
    const kept = document.safeParse(read);
    if (!kept.success || this.#hash(kept.data.state) !== kept.data.digest) return undefined;
    const parsed = state.safeParse(JSON.parse(kept.data.state));
    if (!parsed.success) return undefined;
    const { book, wallet, quarters } = parsed.data;
    // The digest proves that it is what was written, and the version that it has this format.
    return { book, wallet: wallet as unknown as Wallet, history: Activity.of(wallet.seq, quarters) };
  }

  async drop(): Promise<void> {
    await this.#documents.change(name, () => null);
  }

  async write({ book, wallet, history }: Snapshot): Promise<void> {
    const text = JSON.stringify({ version: 1, book, wallet, quarters: history.quarters() });
    await this.#documents.change(name, () => ({ digest: this.#hash(text), state: text }));
  }
}
