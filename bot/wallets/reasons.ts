import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { CommandResult, Ledger, Request } from './ledger.ts';

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

  /**
   * Records what is asked, with its reason: first the words, so that there is no entry without them. Words of what was not recorded give way
   * to newer ones; those of an entry stay.
   */
  async record(
    ledger: Ledger,
    request: Request,
    { by, ...reason }: Reason & { readonly by: string | null },
  ): Promise<CommandResult> {
    // What is agreed to at once is recorded under the id of what was proposed.
    const id = request.kind === 'ask-and-approve' ? request.proposal.id : request.id;
    if ((await ledger.entry(id)) === undefined) await this.#document.change(kept => kept.with(id, reason));
    const recorded = await ledger.execute(request, by);
    if (!recorded.ok) await this.forget(ledger, id);
    return recorded;
  }

  /** Keeps the words of what may be recorded later under that id; those of an entry stay. */
  async keep(ledger: Pick<Ledger, 'entry'>, id: string, reason: Reason): Promise<void> {
    if ((await ledger.entry(id)) === undefined) await this.#document.change(kept => kept.with(id, reason));
  }

  /** Forgets the words of what was not recorded after all; those of an entry stay. */
  async forget(ledger: Pick<Ledger, 'entry'>, id: string): Promise<void> {
    if ((await ledger.entry(id)) === undefined) await this.#document.change(kept => kept.without(one => one.id === id));
  }

  /** The words kept under that id. */
  async of(id: string): Promise<string | undefined> {
    return (await this.#document.readIntact()).get(id)?.text;
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
