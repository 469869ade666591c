import type { Hash } from './calls.ts';
import type { Entry } from './entries.ts';

type Unsealed = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'hash'> : never) : never;

/** The entry with its own hash: a chain in which no earlier entry can change unseen (SPEC L2). */
export const seal = (entry: Unsealed, hash: Hash): Entry => {
  const body = bodyOf(entry);
  return { ...body, hash: hash(JSON.stringify(body)) } as Entry;
};

/** The hash that an entry must have, whatever it claims. */
export const hashOf = (entry: Unsealed, hash: Hash): string => hash(JSON.stringify(bodyOf(entry)));

/** What is hashed: everything but the hash, in one order for ever. */
function bodyOf({ version, seq, id, kind, recordedAt, digest, facts, postings, previous }: Unsealed) {
  return { version, seq, id, kind, recordedAt, digest, facts, postings, previous };
}
