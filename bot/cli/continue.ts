import { continued, goodPart, verify, type Entry, type Terms } from '../../core/index.ts';
import { LogCursors } from '../tenant/log-cursors.ts';
import { entriesLeftOut, statesLedOn } from '../wallets/lead-on.ts';
import { leftOutEntries, type LeftOut } from './by-hand.ts';
import { isConfirmed } from './confirm.ts';
import { goodPartOf } from './journal-asked.ts';
import { readCount, recording } from './options.ts';
import { counted } from './speech.ts';
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
      release();
    }
  },
});

async function leadOn(session: Session, from: number, consent: Parameters<typeof isConfirmed>[1]): Promise<void> {
  const { journal, hash, documents, stores, tenant } = session;
  const old = await journal.head();
  const { entries, terms, leftOut, unreadable, endHash } = await partsOf(session, from);
  const next = continued(entries, { seq: Math.max(old.seq, from), hash: endHash }, hash);
  const verified = verify(next, hash);
  if (!verified.ok) throw new Error(`the book that leads on would not verify: ${verified.refusal.invariant}`);
  const listed = leftOutEntries(leftOut, verified.value, terms);
  const plan = {
    changes: true,
    json: { from, entries: next.length, left: old.book, leftOut: listed, unreadable },
    text: [
      `a new book leads on from entry ${from}; book ${old.book} stays, and is read with --book ${old.book}`,
      ...leftOutLines(listed, unreadable),
    ].join('\n'),
  };
  if (!(await isConfirmed(session, consent, () => Promise.resolve(plan)))) return;
  // Before, and not after: whatever happens in between, calls that are left out come from the log again.
  await new LogCursors(documents).reset();
  const head = await stores.of(tenant).books.leadOn(old, { entries: next, stateOf: statesLedOn(entries) });
  if (head === 'moved-on') throw new Refused('the journal has gone on meanwhile: nothing was recorded');
  print(
    session,
    { ...plan.json, book: head.book, head: verified.value.head },
    `${plan.text}\nhead ${verified.value.head}`,
  );
}

/** The good entries up to `from`, and what comes after them. */
async function partsOf(
  session: Session,
  from: number,
): Promise<{
  readonly entries: readonly Entry[];
  readonly terms: Terms;
  readonly leftOut: readonly Entry[];
  readonly unreadable: number;
  /** The hash that the last entry carries, as far as it can be read. */
  readonly endHash: string;
}> {
  const { stores, tenant, journal, hash } = session;
  const { book, ...head } = await journal.head();
  const { entries, wallet, damage } = await goodPartOf(session, { book, ...head });
  if (damage === undefined)
    throw new Refused(`the journal verifies, up to its last entry, ${wallet.seq}: there is nothing to lead on from`);
  if (entries.length === 0)
    throw new Refused(`${refusedFor(damage).message}\nno entry before it is good: restore a backup`);
  refuseOtherMode(session, wallet);
  if (from > entries.length) throw new Refused(`the last good entry is ${entries.length}: --from ${entries.length}`);
  const kept = entries.slice(0, from);
  const whole = goodPart(kept, hash);
  if (whole.entries.length < from)
    throw new Refused(`entry ${from} is in the middle of what one command recorded: --from ${whole.entries.length}`);
  const read = (after: number, limit: number): Promise<readonly Entry[]> =>
    stores.of(tenant).books.entriesOf(book, after, limit);
  const { entries: leftOut, unreadable } = await entriesLeftOut(read, { kept: from, until: head.seq });
  const last: Partial<Entry> | undefined = leftOut.at(-1) ?? kept.at(-1);
  const endHash = typeof last?.hash === 'string' ? last.hash : '';
  return { entries: kept, terms: neededTerms(whole.wallet), leftOut, unreadable, endHash };
}

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
