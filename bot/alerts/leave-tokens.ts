import type { Documents } from '../ports/index.ts';
import { SigningKey } from '../work/signing-key.ts';

/** The organization, before the point, is read by the server too. The address is not in it: links stand in the logs of whatever passes them on. */
const shape = /^([a-z0-9-]{1,100})\.([\w-]{43})$/;

/** Signs the links by which an address ends its mails. They do not expire: mails are kept for years (RFC 8058). */
export class LeaveTokens {
  readonly #key: SigningKey;
  readonly #tenant: string;

  constructor(documents: Documents, tenant: string) {
    this.#key = new SigningKey(documents, 'mail-key');
    this.#tenant = tenant;
  }

  async sign(address: string): Promise<string> {
    return `${this.#tenant}.${await this.#key.sign(this.#facts(address))}`;
  }

  /** Which of the addresses a token is of; undefined where it is of none. */
  async read(token: string, addresses: readonly string[]): Promise<string | undefined> {
    const [, tenant, signature = ''] = shape.exec(token) ?? [];
    if (tenant !== this.#tenant) return undefined;
    for (const address of addresses) if (await this.#key.isSigned(this.#facts(address), signature)) return address;
    return undefined;
  }

  /** A mailbox is the same however it is written. */
  #facts(address: string): readonly string[] {
    return ['leave-mails', this.#tenant, address.toLowerCase()];
  }
}
