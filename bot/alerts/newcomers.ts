import { z } from 'zod';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { Destination } from './destinations.ts';

const given = z.object({ asked: z.int() });

const document = z.object({ given: recordsOf(given) });

/**
 * Those who asked since everybody was last given what is amiss. It is worked out of who is told and who was given it, so that nobody who
 * asks has to leave word: whatever dies after they asked, the next look finds them.
 */
export class Newcomers {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'newcomers', document, { given: new Records() });
  }

  /** Lets `give` give it to those of all who are told, and notes them after that: of a death in between they get it once more. */
  async receive(all: readonly Destination[], give: (fresh: readonly Destination[]) => Promise<void>): Promise<void> {
    const { given: before } = await this.#document.read();
    const fresh = all.filter(({ id, asked = 0 }) => before.get(id)?.asked !== asked);
    const staying = new Set(all.map(({ id }) => id));
    // Those of whom this process does not know yet stay.
    const isLeaving = ({ id }: { readonly id: string }): boolean => before.get(id) !== undefined && !staying.has(id);
    if (fresh.length > 0) await give(fresh);
    else if (before.without(isLeaving) === before) return;
    const noted = fresh.map(({ id, asked = 0 }) => [id, { asked }] as const);
    await this.#document.change(({ given: kept }) => ({ given: kept.without(isLeaving).withAll(noted) }));
  }
}
