import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  goodPart,
  unreachable,
  unreadableEntry,
  versionStates,
  type Entry,
  type GoodPart,
  type Hash,
} from '../../core/index.ts';
import type { NextBook } from '../ports/index.ts';
import { pageEntries, readableAfter, type ReadEntries } from './open-journal.ts';

/** All entries up to the first that cannot be read, checked by nobody yet. */
async function readableEntries(read: ReadEntries, until: number): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  while (entries.length < until) {
    const page = await readableAfter(read, entries.length, Math.min(pageEntries, until - entries.length));
    if (page === undefined || page.length === 0) return entries;
    for (const entry of page) entries.push(entry);
    await yieldToEventLoop();
  }
  return entries;
}

/** What is good of a journal, up to `until`, and the first that is not. */
export async function goodPartOfJournal(read: ReadEntries, until: number, hash: Hash): Promise<GoodPart> {
  const part = goodPart(await readableEntries(read, until), hash);
  const isCutShort = part.damage === undefined && part.wallet.seq < until;
  return isCutShort ? { ...part, damage: unreadableEntry(part.wallet) } : part;
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
 */
export function statesLedOn(good: readonly Entry[]): NextBook['stateOf'] {
  const states = versionStates(good);
  const billed = new Set<string>();
  const ignored = new Set<string>();
  for (const [version, state] of states) {
    const id = version.slice(0, version.lastIndexOf('#'));
    if (state === 'standing') billed.add(id);
    if (state === 'ignored') ignored.add(id);
  }
  return ({ id, version, state, entrySeq, wasKnown }) => {
    const known = states.get(`${id}#${version}`);
    if (known !== undefined) return known;
    // What was billed later is unknown again; so is what came later.
    if (entrySeq !== null || !wasKnown) return undefined;
    switch (state) {
      case 'held':
      case 'replaced':
        return state;
      case 'ignored':
        return ignored.has(id) ? 'ignored' : 'held';
      case 'standing':
      case 'superseded':
      case 'reversed':
        // It draws nothing. Of one id one version stands: behind one that was billed it is an earlier one, behind one that is left out unknown.
        if (billed.has(id)) return 'superseded';
        return state === 'superseded' ? undefined : 'standing';
      default:
        return unreachable(state);
    }
  };
}
