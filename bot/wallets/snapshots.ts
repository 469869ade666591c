import { z } from 'zod';
import { Activity, Contents, type Hash, type KeptContents, type Wallet } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** A wallet as it was after an entry of a book, so that opening it need not begin at the first one. */
export interface Snapshot {
  readonly book: number;
  readonly wallet: Wallet;
  readonly history: Activity;
}

const document = z.object({ digest: z.string(), state: z.string() });
const state = z.object({
  version: z.literal(6),
  book: z.int(),
  wallet: z.looseObject({ seq: z.int().positive(), head: z.string() }),
  quarters: z.array(z.int()),
  contents: z.custom<KeptContents>(value => typeof value === 'object' && value !== null),
});

/** Snapshots affect cost, never meaning: one that is damaged or of another format is treated as missing. */
export class Snapshots {
  readonly #document: TypedDocument<z.infer<typeof document>>;
  readonly #hash: Hash;

  constructor(documents: Documents, hash: Hash) {
    this.#document = new TypedDocument(documents, 'snapshot', document);
    this.#hash = hash;
  }

  async read(): Promise<Snapshot | undefined> {
    const kept = await this.#document.read().catch(() => undefined);
    if (kept === undefined || this.#hash(kept.state) !== kept.digest) return undefined;
    const parsed = state.safeParse(JSON.parse(kept.state));
    if (!parsed.success) return undefined;
    const { book, wallet, quarters, contents } = parsed.data;
    // The digest proves that it is what was written, and the version that it has this format.
    return {
      book,
      wallet: wallet as unknown as Wallet,
      history: Activity.of(wallet.seq, quarters, Contents.of(contents)),
    };
  }

  drop(): Promise<void> {
    return this.#document.clear();
  }

  async write({ book, wallet, history }: Snapshot): Promise<void> {
    const text = JSON.stringify({
      version: 6,
      book,
      wallet,
      quarters: history.quarters(),
      contents: history.contents.kept(),
    });
    await this.#document.write({ digest: this.#hash(text), state: text });
  }
}
