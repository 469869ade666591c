import {
  Continuation,
  correctedRow,
  Verification,
  VersionStates,
  type Continued,
  type Entry,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Head } from '../ports/index.ts';
import { LogCursors } from '../tenant/log-cursors.ts';
import { entriesLeftOut, statesLedOn } from '../wallets/lead-on.ts';
import { checkedUpTo, readInto } from '../wallets/open-journal.ts';
import { leftOutEntries, type LeftOut } from './by-hand.ts';
import { isConfirmed } from './confirm.ts';
import { goodPartOf, readsOfBook } from './journal-asked.ts';
import { readCount, recording } from './options.ts';
import { counted, grouped } from './speech.ts';
import { print, Refused, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms, refuseOtherMode, refusedFor } from './wallet.ts';

export const continueJournal = verb({
  name: 'continue',
  about: 'lead a damaged journal on in a new book, from its last good entry; the bot must be stopped',
  example: 'continue --from 7',
  options: {
    from: { value: 'SEQ', about: 'its last good entry, as verify or --dry-run tells', isNeeded: true },
    ...recording,
  },
  run: async (session, values) => {
    const from = readCount('from', values.from, 'the number of an entry');
    const release = await session.stores.archive.alone();
    try {
      await leadOn(session, from, values);
    } finally {
      await release();
    }
  },
});

async function leadOn(session: Session, from: number, consent: Parameters<typeof isConfirmed>[1]): Promise<void> {
  const { hash, documents, stores, tenant } = session;
  const { old, wallet, terms, links, states, leftOut, unreadable } = await partsOf(session, from);
  const listed = leftOutEntries(leftOut, wallet, terms);
  const plan = {
    changes: true,
    json: { from, entries: from, left: old.book, leftOut: listed, unreadable },
    text: [
      `a new book leads on from entry ${from}; book ${old.book} stays, and is read with --book ${old.book}`,
      ...leftOutLines(listed, unreadable),
    ].join('\n'),
  };
  if (!(await isConfirmed(session, consent, () => Promise.resolve(plan)))) return;
  // Before, and not after: whatever happens in between, calls that are left out come from the log again.
  await new LogCursors(documents).reset();
  const continuation = new Continuation(links, hash);
  const lead = (entries: readonly Entry[]): readonly Entry[] => {
    const led = entries.map(entry => continuation.lead(entry));
    const { seq } = continuation.wallet;
    session.progress(`${grouped(seq)} of ${counted(from, 'entry', 'entries')} led on`);
    if (seq === from) continuation.end();
    return led;
  };
  const head = await stores.of(tenant).books.leadOn(old, { seq: from, lead, stateOf: statesLedOn(states, from) });
  if (head === 'moved-on') throw new Refused('the journal has gone on meanwhile: nothing was recorded');
  const { head: hashed } = continuation.wallet;
  print(session, { ...plan.json, book: head.book, head: hashed }, `${plan.text}\nhead ${hashed}`);
}

interface Parts {
  readonly old: Head;
  /** What the good entries up to `from` lead to. */
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly links: readonly Continued[];
  readonly states: VersionStates;
  /** What comes after them. */
  readonly leftOut: readonly Entry[];
  readonly unreadable: number;
}

async function partsOf(session: Session, from: number): Promise<Parts> {
  const { journal, hash } = session;
  const old = await journal.head();
  const { wallet: good, damage } = await goodPartOf(session, old);
  if (damage === undefined)
    throw new Refused(`the journal verifies, up to its last entry, ${good.seq}: there is nothing to lead on from`);
  if (good.seq === 0) throw new Refused(`${refusedFor(damage).message}\nno entry before it is good: restore a backup`);
  refuseOtherMode(session, good);
  if (from > good.seq) throw new Refused(`the last good entry is ${good.seq}: --from ${good.seq}`);
  const read = readsOfBook(session, old);
  const corrected = new Set<string>();
  const kept = new Verification(hash);
  await checkedUpTo(read, kept, { until: from, reader: { add: entry => addDefined(corrected, correctedRow(entry)) } });
  const { seq } = kept.good();
  if (seq < from) throw new Refused(`entry ${from} is in the middle of what one command recorded: --from ${seq}`);
  const states = new VersionStates(corrected, hash);
  await readInto(read, states, { until: from });
  const { entries: leftOut, unreadable } = await entriesLeftOut(read, { kept: from, until: old.seq });
  // The hash that the last entry carries, as far as it can be read.
  const last: Partial<Entry> | undefined = leftOut.at(-1) ?? (await read(from - 1, 1))[0];
  const end = typeof last?.hash === 'string' ? last.hash : '';
  const links = kept.links({ seq: Math.max(old.seq, from), hash: end });
  return { old, wallet: kept.wallet, terms: neededTerms(kept.wallet), links, states, leftOut, unreadable };
}

const addDefined = (set: Set<string>, value: string | undefined): void => {
  if (value !== undefined) set.add(value);
};

/** What to enter by hand: calls in one line, since there may be thousands, and nothing of what follows by itself. */
function leftOutLines(listed: readonly LeftOut[], unreadable: number): readonly string[] {
  const calls = listed.filter(({ kind }) => kind === 'call-drawn');
  const others = listed.filter(({ kind, byHand }) => kind !== 'call-drawn' && byHand !== null);
  return [
    `left out: ${counted(listed.length + unreadable, 'entry', 'entries')}, of which ${counted(others.length + unreadable, 'entry', 'entries')} to enter by hand, in this order`,
    ...others.flatMap(({ seq, recordedAt, text, byHand }) => [`  ${seq}, ${recordedAt}: ${text}`, `     ${byHand}`]),
    ...(unreadable > 0
      ? [`  ${counted(unreadable, 'entry', 'entries')} cannot be read at all: see the old book’s backups`]
      : []),
    ...(calls.length > 0 ? [`  ${counted(calls.length, 'call')}: ${calls[0]?.byHand}`] : []),
  ];
}
