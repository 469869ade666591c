import type { Hash } from './hash.ts';
import type { Entry, Unposted } from './entries.ts';

/** What an entry moves, and the hash that it follows. */
type Link = Pick<Entry, 'postings' | 'previous'>;

/** Seals an entry with its own hash, over that of the entry before: no earlier entry can change unnoticed (L2). */
export function seal(unposted: Unposted, { postings, previous }: Link, hash: Hash): Entry {
  const { version, seq, id, kind, recordedAt, at, digest, facts } = unposted;
  const own = hash(textOf(unposted, { postings, previous }));
  // The cast is safe: a kind and its facts come from one happening, which the compiler cannot see.
  const instant = at === undefined ? {} : { at };
  return { version, seq, id, kind, recordedAt, ...instant, digest, facts, postings, previous, hash: own } as Entry;
}

/** The hash worked out from an entry's content, not the one that it carries. */
export const hashOf = (entry: Entry, hash: Hash): string => hash(textOf(entry, entry));

/** An entry as one line of JSON, as stores keep it: what is hashed, and the hash. */
export const lineOf = (entry: Entry): string => `${textOf(entry, entry).slice(0, -1)},"hash":"${entry.hash}"}`;

/** Those of a call that nothing was known of, which are nearly all, by hand too; only where they are what they are taken for. */
function factsText({ kind, facts }: { readonly kind: string; readonly facts: object }): string {
  if (kind !== 'call-drawn') return JSON.stringify(facts);
  const { start, cost, was } = facts as { readonly start?: unknown; readonly cost?: unknown; readonly was?: unknown };
  const isUsual = was === null && Number.isSafeInteger(start) && Number.isSafeInteger(cost) && hasUsualKeys(facts);
  return isUsual ? `{"start":${String(start)},"cost":${String(cost)},"was":null}` : JSON.stringify(facts);
}

const usualKeys = ['start', 'cost', 'was'];

function hasUsualKeys(facts: object): boolean {
  let count = 0;
  for (const key in facts) {
    if (key !== usualKeys[count]) return false;
    count += 1;
  }
  return count === usualKeys.length;
}

/**
 * What is hashed: the JSON of everything but the hash, in a fixed order. Written by hand because JSON.stringify takes twice as long, and a
 * million calls are a million entries. Only ids and facts hold text from outside: the rest needs no escaping.
 */
function textOf(
  { version, seq, id, kind, recordedAt, at: instant, digest, facts }: Unposted,
  { postings, previous }: Link,
): string {
  let legs = '';
  for (const { account, at, amount } of postings)
    legs += `${legs === '' ? '' : ','}{"account":"${account}","at":${at},"amount":${amount}}`;
  return (
    `{"version":${version},"seq":${seq},"id":${JSON.stringify(id)},"kind":"${kind}","recordedAt":${recordedAt},` +
    `${instant === undefined ? '' : `"at":${instant},`}"digest":"${digest}","facts":${factsText({ kind, facts })},"postings":[${legs}],"previous":"${previous}"}`
  );
}
