import type { Hash } from './calls.ts';
import type { Entry, Unsealed } from './entries.ts';

/** The entry with its own hash: a chain in which no earlier entry can change unseen (SPEC L2). */
export const seal = (entry: Unsealed, hash: Hash): Entry => ({ ...entry, hash: hash(textOf(entry)) });

/** The hash that an entry must have, whatever it claims. */
export const hashOf = (entry: Unsealed, hash: Hash): string => hash(textOf(entry));

/**
 * What is hashed: the JSON of everything but the hash, in one order for ever. Written out rather than left to JSON.stringify, which takes
 * twice as long; a million calls are a million entries. Only ids and facts hold text from outside: the rest needs no escaping.
 */
function textOf({ version, seq, id, kind, recordedAt, digest, facts, postings, previous }: Unsealed): string {
  let legs = '';
  for (const { account, at, amount } of postings)
    legs += `${legs === '' ? '' : ','}{"account":"${account}","at":${at},"amount":${amount}}`;
  return (
    `{"version":${version},"seq":${seq},"id":${JSON.stringify(id)},"kind":"${kind}","recordedAt":${recordedAt},` +
    `"digest":"${digest}","facts":${JSON.stringify(facts)},"postings":[${legs}],"previous":"${previous}"}`
  );
}
