import type { Hash } from './calls.ts';
import type { Entry } from './entries.ts';

type Unsealed = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'hash'> : never) : never;

/** The entry with its own hash: a chain in which no earlier entry can change unseen (SPEC L2). */
export const seal = (entry: Unsealed, hash: Hash): Entry => ({ ...entry, hash: hashOf(entry, hash) });

/** The hash that an entry must have, whatever it claims. */
export function hashOf(entry: Unsealed | Entry, hash: Hash): string {
  const { version, seq, id, kind, recordedAt, digest, facts, postings, previous } = entry;
  return hash(JSON.stringify({ version, seq, id, kind, recordedAt, digest, facts, postings, previous }));
}
