import type { Hash } from './calls.ts';
import type { Entry, Unposted } from './entries.ts';

/** What an entry moves, and the hash that it follows. */
type Link = Pick<Entry, 'postings' | 'previous'>;

/** The entry with its own hash: a chain in which no earlier entry can change unseen (L2). */
export function seal(unposted: Unposted, { postings, previous }: Link, hash: Hash): Entry {
  const { version, seq, id, kind, recordedAt, digest, facts } = unposted;
  const own = hash(textOf(unposted, { postings, previous }));
  // A kind and its facts come from one happening: they belong together, which the compiler cannot see.
  return { version, seq, id, kind, recordedAt, digest, facts, postings, previous, hash: own } as Entry;
}

/** The hash that an entry must have, whatever it claims. */
export const hashOf = (entry: Entry, hash: Hash): string => hash(textOf(entry, entry));

/** An entry as one line of JSON, as stores keep it: what is hashed, and the hash. */
export const lineOf = (entry: Entry): string => `${textOf(entry, entry).slice(0, -1)},"hash":"${entry.hash}"}`;

/**
 * What is hashed: the JSON of everything but the hash, in one order for ever. Written out rather than left to JSON.stringify, which takes
 * twice as long; a million calls are a million entries. Only ids and facts hold text from outside: the rest needs no escaping.
 */
function textOf({ version, seq, id, kind, recordedAt, digest, facts }: Unposted, { postings, previous }: Link): string {
  let legs = '';
  for (const { account, at, amount } of postings)
    legs += `${legs === '' ? '' : ','}{"account":"${account}","at":${at},"amount":${amount}}`;
  return (
    `{"version":${version},"seq":${seq},"id":${JSON.stringify(id)},"kind":"${kind}","recordedAt":${recordedAt},` +
    `"digest":"${digest}","facts":${JSON.stringify(facts)},"postings":[${legs}],"previous":"${previous}"}`
  );
}
