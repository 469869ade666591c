import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** The longest reason that is kept. */
export const longestReason = 300;

const shape = z.object({ text: z.string().max(longestReason), at: z.int(), lotId: z.string().nullable() });

type Reason = z.infer<typeof shape>;

/** What somebody wrote as the reason of what they recorded, by its entry's id: words of people stand beside the journal (B9). */
export class Reasons {
  readonly #document: TypedDocument<Records<Reason>, Records<Reason>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'reasons', recordsOf(shape), new Records());
  }

  /** The first one given for an id stays. */
  async keep(id: string, reason: Reason): Promise<void> {
    await this.#document.change(kept => (kept.get(id) === undefined ? kept.with(id, reason) : kept));
  }

  /** Of what was not recorded after all. */
  async forget(id: string): Promise<void> {
    await this.#document.change(kept => kept.without(one => one.id === id));
  }

  /** Those given before an instant: an erasure takes what people wrote too (L10). */
  async eraseBefore(before: Instant): Promise<void> {
    await this.#document.change(kept => kept.without(({ item }) => item.at < before));
  }

  /** Why parts of a lot were given back, by the ids of the entries. */
  async ofLot(lotId: string): Promise<ReadonlyMap<string, string>> {
    const kept = Object.entries((await this.#document.readIntact()).toObject());
    return new Map(kept.flatMap(([id, reason]) => (reason.lotId === lotId ? [[id, reason.text] as const] : [])));
  }
}
