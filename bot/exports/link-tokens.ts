import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({ key: z.string().regex(/^[\da-f]{64}$/) });

/** What a link is for: an offer, and until when. The offer says whose it is. */
export interface LinkedOffer {
  readonly id: string;
  readonly until: Instant;
}

/** The organization, before the first point, is read by the server too: it asks the one that a token says that it is of. */
const shape = /^([a-z0-9-]{1,100})\.([\da-f]{32})\.([1-9]\d{0,14})\.([\w-]{43})$/;

/** Signs links and knows them again, with a key that is made once and kept in the store. */
export class LinkTokens {
  readonly #document: TypedDocument<z.infer<typeof document>>;
  readonly #tenant: string;

  constructor(documents: Documents, tenant: string) {
    this.#document = new TypedDocument(documents, 'export-key', document);
    this.#tenant = tenant;
  }

  async sign({ id, until }: LinkedOffer): Promise<string> {
    const { key } = await this.#document.change(kept => kept ?? { key: randomBytes(32).toString('hex') });
    return `${this.#tenant}.${id}.${until}.${this.#mac(key, id, until).toString('base64url')}`;
  }

  /** What a token is for; undefined where it was not signed here, or its time is over. */
  async read(token: string, now: Instant): Promise<LinkedOffer | undefined> {
    const [, tenant, id = '', typedUntil, typedMac = ''] = shape.exec(token) ?? [];
    const until = Number(typedUntil);
    if (tenant !== this.#tenant || !(now < until)) return undefined;
    const kept = await this.#document.read();
    const mac = Buffer.from(typedMac, 'base64url');
    if (kept === undefined) return undefined;
    const expected = this.#mac(kept.key, id, until);
    // Other spellings of the same bytes are other tokens.
    const isSame = mac.length === expected.length && timingSafeEqual(mac, expected);
    return isSame && mac.toString('base64url') === typedMac ? { id, until } : undefined;
  }

  #mac(key: string, id: string, until: Instant): Buffer {
    return createHmac('sha256', Buffer.from(key, 'hex'))
      .update(JSON.stringify(['export-link', this.#tenant, id, until]))
      .digest();
  }
}
