import {
  unreachable,
  Verification,
  type Entry,
  type GoodPart,
  type Hash,
  type VersionStates,
} from '../../core/index.ts';
import type { NextBook } from '../ports/index.ts';
import { checkedUpTo, pageEntries, readableAfter, type ReadEntries } from './open-journal.ts';

/** What is good of a journal, up to `until`, and the first that is not. */
export async function goodPartOfJournal(
  read: ReadEntries,
  until: number,
  { hash, onProgress }: { readonly hash: Hash; readonly onProgress?: (seq: number) => void },
): Promise<GoodPart> {
  const verification = new Verification(hash);
  const damage = await checkedUpTo(read, verification, { until, onProgress });
  return { wallet: verification.good(), damage: damage ?? verification.endOfBatch() };
}

/** The entries behind those that are kept, as far as they can be read, and how many cannot. */
export async function entriesLeftOut(
  read: ReadEntries,
  { kept, until }: { readonly kept: number; readonly until: number },
): Promise<{ readonly entries: readonly Entry[]; readonly unreadable: number }> {
  const entries: Entry[] = [];
  let unreadable = 0;
  for (let seq = kept; seq < until;) {
    const page = await readableAfter(read, seq, Math.min(pageEntries, until - seq));
    if (page === undefined) {
      unreadable += 1;
      seq += 1;
      continue;
    }
    for (const entry of page) entries.push(entry);
    const last = page.at(-1);
    // Some may be missing in between.
    seq = last === undefined ? until : Math.max(seq + page.length, Number.isSafeInteger(last.seq) ? last.seq : 0);
  }
  return { entries, unreadable };
}

/**
 * What becomes of the calls of a book that is led on up to its last good entry (L2): those that its good entries billed or judged come along, in
 * the state that these left them in, as do calls that draw nothing and were known by then. All others come from the log again.
 *
 * @param good How many entries are led on; `states` has read all of them.
 */
export function statesLedOn(states: VersionStates, good: number): NextBook['stateOf'] {
  return ({ id, version, state, entrySeq, wasKnown }) => {
    const known = states.of({ id, version }, entrySeq !== null && entrySeq <= good);
    if (known !== undefined) return known;
    // What was billed later is unknown again; so is what came later.
    if (entrySeq !== null || !wasKnown) return undefined;
    switch (state) {
      case 'held':
      case 'replaced':
        return state;
      case 'ignored':
        return states.isIgnored(id) ? 'ignored' : 'held';
      case 'standing':
      case 'superseded':
      case 'reversed':
        // It draws nothing. Of one id one version stands: behind one that was billed it is an earlier one, behind one that is left out unknown.
        if (states.isBilled(id)) return 'superseded';
        return state === 'superseded' ? undefined : 'standing';
      default:
        return unreachable(state);
    }
  };
}
