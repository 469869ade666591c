import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const refused = z.object({ why: z.string(), at: z.int() });

/** Why nothing more is sent to an address, and since when. */
export type RefusedAddress = z.infer<typeof refused>;

const document = z.object({ addresses: recordsOf(refused) });

/** The addresses that a mail server refused for good, and those whose reader wants no more mails. */
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
    await this.#document.change(({ addresses }) => {
      const known = addresses.without(({ id }) => !asked.includes(id));
      // What was on its way when its reader ended the mails says nothing more of it.
      return { addresses: known.get(address)?.why === 'unsubscribed' ? known : known.with(address, { why, at }) };
    });
  }

  /** Whoever reads it wants no more mails; that they said so before stays as it was. */
  async unsubscribe(address: string, at: Instant): Promise<void> {
    await this.#document.change(before =>
      before.addresses.get(address)?.why === 'unsubscribed'
        ? before
        : { addresses: before.addresses.with(address, { why: 'unsubscribed', at }) },
    );
  }

  /** An admin asks for it anew. */
  async forget(address: string): Promise<void> {
    await this.#document.change(before => {
      const addresses = before.addresses.without(({ id }) => id.toLowerCase() === address.toLowerCase());
      return addresses === before.addresses ? before : { addresses };
    });
  }
}
