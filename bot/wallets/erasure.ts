import { z } from 'zod';
import { isOfCallsBefore, withoutCalls, type Instant } from '../../core/index.ts';
import type { Documents, Journal, Matters, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { FixedDepartments } from './fixed-departments.ts';
import { KeptDigests } from './kept-digests.ts';
import type { Ledger } from './ledger.ts';
import { Reasons } from './reasons.ts';

const document = z.object({ book: z.int(), before: z.int() });

interface ErasurePorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly documents: Documents;
  readonly matters: Pick<Matters, 'all' | 'find' | 'replace'>;
}

/** What looks ahead keeps what it has found in this document, which tells whose calls they were: it is found again without those. */
export const foundAheadDocument = 'foresight';

/** Blanks what the last erasure asked for: its entry comes first, so that nothing of it comes back (L10). */
export class Erasure {
  readonly #ports: ErasurePorts;
  readonly #ledger: Ledger;
  readonly #reasons: Reasons;
  readonly #departments: FixedDepartments;
  readonly #digests: KeptDigests;
  /** What was done last. */
  readonly #done: TypedDocument<z.infer<typeof document>>;

  constructor(ports: ErasurePorts, ledger: Ledger) {
    this.#ports = ports;
    this.#ledger = ledger;
    this.#reasons = new Reasons(ports.documents);
    this.#departments = new FixedDepartments(ports.documents);
    this.#digests = new KeptDigests(ports.documents);
    this.#done = new TypedDocument(ports.documents, 'erasure', document);
  }

  /** Whether all of a book was blanked that began before an instant, where that was asked for. */
  async isDone(book: number, before: Instant | undefined): Promise<boolean> {
    if (before === undefined) return true;
    // Without an intact document the work is only done once more.
    const done = await this.#done.readIntact();
    return done?.book === book && done.before >= before;
  }

  /**
   * Goes on until it is done, after a crash too; gives how many rows were blanked. `alone` runs work while nobody else may write, or gives
   * `others-write`: then a later call does that work.
   */
  async finish(alone: (work: () => Promise<void>) => Promise<'done' | 'others-write'>): Promise<number> {
    const { journal, rows } = this.#ports;
    const read = await this.#ledger.read();
    const { erasedBefore: before, terms } = read.ok ? read.value.wallet : {};
    if (before === undefined) return 0;
    const { book } = await journal.head();
    if (await this.isDone(book, before)) return 0;
    const erased = await rows.erase(before);
    await this.#reasons.eraseBefore(before);
    await this.#departments.eraseBefore(before, rows, terms?.timeZone ?? 'UTC');
    await this.#digests.eraseBefore(before, terms?.timeZone ?? 'UTC');
    await this.#eraseMatters(before, read.ok ? read.value.wallet.at : before);
    if ((await alone(() => rows.forgetErased())) === 'done') await this.#done.write({ book, before });
    return erased;
  }

  /** Those that tell of somebody's calls; cards that are still there are drawn without them. */
  async #eraseMatters(before: Instant, at: Instant): Promise<void> {
    const { documents, matters } = this.#ports;
    await documents.change(foundAheadDocument, () => null);
    for (const { id } of (await matters.all()).filter(matter => isOfCallsBefore(matter, before)))
      for (let matter = await matters.find(id); matter !== undefined; matter = await matters.find(id))
        if (!isOfCallsBefore(matter, before) || (await matters.replace(withoutCalls(matter, at), matter.version)))
          break;
  }
}
