import type { GoodPart, Instant, Wallet } from '../../core/index.ts';
import type { Head } from '../ports/index.ts';
import { goodPartOfJournal } from '../wallets/lead-on.ts';
import { readInto, readsOf, type EntryReader, type ReadEntries } from '../wallets/open-journal.ts';
import { readCount, type reading } from './options.ts';
import { counted, grouped } from './speech.ts';
import { Refused, type Session } from './terminal.ts';
import type { Values } from './verb.ts';
import { checkedOf, ownWallet, refusedFor, refuseOtherMode } from './wallet.ts';

/** A journal, or the good part of one, every entry of which has been checked. */
export interface AskedJournal {
  readonly wallet: Wallet;
  /** The present, by the clock that this journal has. */
  readonly now: Instant;
  /** Gives each entry, in order, to a reader: however many there are, they are never in memory together. */
  readonly readInto: (reader: EntryReader) => Promise<void>;
}

/** The journal that a reading verb is about: the present one, which must verify; or, where that was asked, what is good of it, or of another book. */
export async function journalAsked(session: Session, asked: Values<typeof reading>): Promise<AskedJournal> {
  if (!isPartAsked(asked)) {
    const wallet = await ownWallet(session);
    return { wallet, now: session.now, readInto: readerOf(session, readsOf(session.journal), wallet) };
  }
  const end = await bookAsked(session, asked.book);
  const { wallet, damage } = await goodPartOf(session, end);
  if (damage !== undefined)
    session.note(`${refusedFor(damage).message}\nwhat follows is what it says up to entry ${wallet.seq}`);
  refuseOtherMode(session, wallet);
  const now = session.now + (damage === undefined ? 0 : wallet.clockOffsetMs);
  return { wallet, now, readInto: readerOf(session, readsOfBook(session, end), wallet) };
}

const readerOf =
  ({ progress }: Session, read: ReadEntries, { seq: until }: Wallet): AskedJournal['readInto'] =>
  reader =>
    readInto(read, reader, {
      until,
      onProgress: seq => progress(`${grouped(seq)} of ${counted(until, 'entry', 'entries')} read`),
    });

/** Whether it is not about the present journal as a whole. */
export const isPartAsked = ({ good, book }: Values<typeof reading>): boolean => good || book !== undefined;

/** What is good of a book's journal, and the first that is not. */
export const goodPartOf = (session: Session, end: Head): Promise<GoodPart> =>
  goodPartOfJournal(readsOfBook(session, end), end.seq, {
    hash: session.hash,
    onProgress: seq => session.progress(checkedOf(seq, end.seq)),
  });

/** The entries of one of the tenant's books. */
export const readsOfBook =
  ({ stores, tenant }: Session, { book }: Head): ReadEntries =>
  (after, limit) =>
    stores.of(tenant).books.entriesOf(book, after, limit);

async function bookAsked({ stores, tenant }: Session, typed: string | undefined): Promise<Head> {
  const all = await stores.of(tenant).books.all();
  const number = typed === undefined ? all.at(-1)?.book : readCount('book', typed);
  const found = all.find(({ book }) => book === number);
  if (found !== undefined) return found;
  throw new Refused(
    all.length === 0
      ? 'there is no wallet yet'
      : `there is no book ${typed}: ${all.map(({ book }) => book).join(', ')}`,
  );
}
