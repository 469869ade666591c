import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { SigningKey } from '../work/signing-key.ts';

/** What a link is for: an offer, and until when. The offer says whose it is. */
export interface LinkedOffer {
  readonly id: string;
  readonly until: Instant;
}

/** The organization, before the first point, is read by the server too: it asks the one that a token says that it is of. */
const shape = /^([a-z0-9-]{1,100})\.([\da-f]{32})\.([1-9]\d{0,14})\.([\w-]{43})$/;

/** Signs links to files and knows them again. */
export class LinkTokens {
  readonly #key: SigningKey;
  readonly #tenant: string;

  constructor(documents: Documents, tenant: string) {
    this.#key = new SigningKey(documents, 'export-key');
    this.#tenant = tenant;
  }

  async sign(linked: LinkedOffer): Promise<string> {
    return `${this.#tenant}.${linked.id}.${linked.until}.${await this.#key.sign(this.#facts(linked))}`;
  }

  /** What a token is for; undefined where it was not signed here, or its time is over. */
  async read(token: string, now: Instant): Promise<LinkedOffer | undefined> {
    const [, tenant, id = '', typedUntil, signature = ''] = shape.exec(token) ?? [];
    const linked = { id, until: Number(typedUntil) };
    if (tenant !== this.#tenant || !(now < linked.until)) return undefined;
    return (await this.#key.isSigned(this.#facts(linked), signature)) ? linked : undefined;
  }

  #facts({ id, until }: LinkedOffer): readonly (string | number)[] {
    return ['export-link', this.#tenant, id, until];
  }
}
