import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from './typed-document.ts';

const document = z.object({ key: z.string().regex(/^[\da-f]{64}$/) });

/** A key that is made once and kept in the store. It signs facts, and knows its own signatures again. */
export class SigningKey {
  readonly #document: TypedDocument<z.infer<typeof document>>;

  constructor(documents: Documents, name: string) {
    this.#document = new TypedDocument(documents, name, document);
  }

  /** 43 letters that may stand in an address. */
  async sign(facts: readonly (string | number)[]): Promise<string> {
    const { key } = await this.#document.change(kept => kept ?? { key: randomBytes(32).toString('hex') });
    return signature(key, facts).toString('base64url');
  }

  /** Whether it was signed here; nothing was by a key that was never made. */
  async isSigned(facts: readonly (string | number)[], typed: string): Promise<boolean> {
    const kept = await this.#document.read();
    if (kept === undefined) return false;
    const [given, expected] = [Buffer.from(typed, 'base64url'), signature(kept.key, facts)];
    // Other spellings of the same bytes are other signatures.
    return (
      given.length === expected.length && timingSafeEqual(given, expected) && given.toString('base64url') === typed
    );
  }
}

const signature = (key: string, facts: readonly (string | number)[]): Buffer =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(JSON.stringify(facts)).digest();
