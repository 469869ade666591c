import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const refused = z.object({ why: z.string(), at: z.int() });

/** Why nothing more is sent to an address, and since when. */
export type RefusedAddress = z.infer<typeof refused>;

const document = z.object({ addresses: recordsOf(refused) });

/** The addresses that a mail server refused for good. */
export class RefusedAddresses {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'refused-addresses', document, { addresses: new Records() });
  }

  async all(): Promise<Records<RefusedAddress>> {
    return (await this.#document.read()).addresses;
  }

  /** It is refused; those that are no longer asked for are forgotten. */
  async note(address: string, asked: readonly string[], { why, at }: { why: string; at: Instant }): Promise<void> {
    await this.#document.change(({ addresses }) => ({
      addresses: addresses.without(({ id }) => !asked.includes(id)).with(address, { why, at }),
    }));
  }
}
