import type { Entry, GoodPart, Instant, Wallet } from '../../core/index.ts';
import type { Head } from '../ports/index.ts';
import { goodPartOfJournal } from '../wallets/lead-on.ts';
import { readCount, type reading } from './options.ts';
import { Refused, type Session } from './terminal.ts';
import type { Values } from './verb.ts';
import { ownJournal, refusedFor, refuseOtherMode } from './wallet.ts';

/** A journal, or the good part of one. */
export interface AskedJournal {
  readonly entries: readonly Entry[];
  readonly wallet: Wallet;
  /** The present, by the clock that this journal has. */
  readonly now: Instant;
}

/** The journal that a reading verb is about: the present one, which must verify; or, where that was asked, what is good of it, or of another book. */
export async function journalAsked(session: Session, asked: Values<typeof reading>): Promise<AskedJournal> {
  if (!isPartAsked(asked)) return { ...(await ownJournal(session)), now: session.now };
  const { entries, wallet, damage } = await goodPartOf(session, await bookAsked(session, asked.book));
  if (damage !== undefined)
    session.note(`${refusedFor(damage).message}\nwhat follows is what it says up to entry ${wallet.seq}`);
  refuseOtherMode(session, wallet);
  return { entries, wallet, now: session.now + (damage === undefined ? 0 : wallet.clockOffsetMs) };
}

/** Whether it is not about the present journal as a whole. */
export const isPartAsked = ({ good, book }: Values<typeof reading>): boolean => good || book !== undefined;

/** What is good of a book's journal, and the first that is not. */
export function goodPartOf({ stores, tenant, hash }: Session, { book, seq }: Head): Promise<GoodPart> {
  const { books } = stores.of(tenant);
  return goodPartOfJournal((after, limit) => books.entriesOf(book, after, limit), seq, hash);
}

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
