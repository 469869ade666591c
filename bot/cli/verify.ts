import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  allocateCallByCall,
  BookedFacts,
  continuedIn,
  demandOf,
  disagreements,
  EarlierChain,
  isMonth,
  StatementReading,
  type DrawingCall,
  type Entry,
  type Wallet,
} from '../../core/index.ts';
import type { Head } from '../ports/index.ts';
import { readInto, readsOf } from '../wallets/open-journal.ts';
import { Snapshots } from '../wallets/snapshots.ts';
import { DrawnCalls } from './drawn-calls.ts';
import { journalAsked } from './journal-asked.ts';
import { statementJson } from './statement.ts';
import { counted } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms, verifiedWallet } from './wallet.ts';

export const verifyJournal = verb({
  name: 'verify',
  about:
    'check every entry of the journal and every sum of usage, and hold it to a head or a statement that was kept elsewhere',
  example: 'verify --statement 2026-10.json',
  options: {
    head: { value: 'SEQ:HASH', about: 'as statement and the log of each day have it', reads: text => text.trim() },
    statement: { value: 'FILE', about: 'what statement --json printed' },
    independent: { about: 'allocate every call once more, from the rows, by other code, and compare' },
  },
  run: async (session, { head: kept, statement: file, independent: isIndependent }) => {
    if (kept !== undefined) await holdTo(session, kept);
    if (file !== undefined) return verifyStatement(session, file);
    const wallet = await checkedStore(session);
    if (isIndependent) await compareIndependently(session, wallet);
    const { seq, head } = wallet;
    print(
      session,
      { entries: seq, head },
      `${counted(seq, 'entry', 'entries')} verified, head ${head === '' ? '(none)' : head}${kept === undefined ? '' : ', and the head that was kept is there'}`,
    );
  },
});

/** Whoever can write the store can write a journal that verifies anew, but none that has the entry of a head kept elsewhere (L12). */
async function holdTo({ journal, hash: hashed }: Session, kept: string): Promise<void> {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(kept) ?? [];
  if (seq === undefined)
    throw new WrongUsage(`--head ${kept}: the number of an entry and its hash, such as 12:9f86d081…`);
  const [entry] = await journal.entriesAfter(Number(seq) - 1, 1);
  if (entry === undefined)
    throw new Refused(`the journal ends before entry ${seq}: what was kept elsewhere is not all there`);
  if (entry.hash === hash) return;
  // It may be the head of a book that this one leads on: that one's chain can be worked out again from these entries.
  const links = continuedIn(await journal.entriesAfter(0, 1)).filter(link => Number(seq) <= link.seq);
  const chains = links.map(link => new EarlierChain(link, hashed));
  const reader = { add: (one: Entry) => chains.forEach(chain => chain.add(one)) };
  if (chains.length > 0) await readInto(readsOf(journal), reader, { until: Number(seq) });
  if (!chains.some(({ head }) => head === hash))
    throw new Refused(`entry ${seq} has another hash than was kept: the journal was rewritten at or before it`);
}

/** Checks the store itself, the journal, the calls that it bills, and the snapshot. */
async function checkedStore(session: Session): Promise<Wallet> {
  const { stores, rows, tenant, journal, progress } = session;
  progress('checking the store itself');
  const damage = await stores.inspect(tenant);
  if (damage !== undefined) throw new Refused(damage);
  for (let tries = 0; ; tries += 1) {
    const before = await journal.head();
    const wallet = await walletBesideSnapshot(session, before);
    progress('adding up the call rows');
    const { drawn } = await rows.totals();
    const wrongSum = await rows.wrongSum();
    const after = await journal.head();
    // If a bot wrote meanwhile, journal and rows are of different moments: try again.
    if (before.book !== after.book || before.revision !== after.revision) {
      if (tries < 5) continue;
    } else if (wrongSum !== undefined) throw new Refused(`${wrongSum} is not what the call rows add up to`);
    else if (drawn !== demandOf(wallet.pool))
      throw new Refused(`the call rows do not add up to what the journal bills: ${drawn} and ${demandOf(wallet.pool)}`);
    return wallet;
  }
}

/** What all entries lead to; on the way there, what the snapshot says. */
async function walletBesideSnapshot(session: Session, { book, seq }: Head): Promise<Wallet> {
  const { documents, hash } = session;
  const snapshot = await new Snapshots(documents, hash).read();
  if (snapshot?.book !== book || snapshot.wallet.seq > seq) return verifiedWallet(session);
  const { wallet } = snapshot;
  const refuseAnother = (replayed: Wallet): void => {
    if (!isDeepStrictEqual(replayed, wallet))
      throw new Refused(`the snapshot after entry ${wallet.seq} is not what the entries lead to: delete it`);
  };
  return verifiedWallet(session, { seq: wallet.seq, take: refuseAnother });
}

/** Holds the pool against what each call takes from which lot, worked out from the rows by code that shares nothing with it (L12). */
async function compareIndependently(session: Session, { seq, pool }: Wallet): Promise<void> {
  const facts = new BookedFacts();
  await readInto(readsOf(session.journal), facts, { until: seq });
  const differing = disagreements(pool, allocateCallByCall(facts, await drawingCalls(session)));
  if (differing.length > 0)
    throw new Refused(`the pool and an independent allocation disagree on ${differing.join(', ')}`);
  session.note(
    'an independent allocation, call by call, agrees on every lot, on what is owed, and on every reconciliation',
  );
}

async function drawingCalls({ rows, progress }: Session): Promise<DrawnCalls> {
  const calls = new DrawnCalls();
  for (let last: DrawingCall | undefined; ;) {
    const page = await rows.drawing({ after: last, limit: 5000 });
    last = page.at(-1);
    if (last === undefined) return calls;
    for (const call of page) calls.add(call);
    progress(`${counted(calls.length, 'call')} read`);
  }
}

/** Works a statement out again from the journal: each of its figures must be the same, and its head must still be there. */
async function verifyStatement(session: Session, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Refused(`${file}: cannot be read`);
  });
  const given = parsed(text, file);
  const month = (given as { month?: unknown }).month;
  if (typeof month !== 'string' || !isMonth(month)) throw new Refused(`${file}: not a statement (statement --json)`);
  const { wallet, readInto: give } = await journalAsked(session, { good: false, book: undefined });
  const figures = new StatementReading({ terms: neededTerms(wallet), month, now: session.now });
  await give(figures);
  const { closed, ...due } = statementJson(figures.statement());
  const differing = Object.entries(due).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify((given as Record<string, unknown>)[name]),
  );
  if (differing.length > 0)
    throw new Refused(`the journal does not agree with ${file}: ${differing.map(([name]) => name).join(', ')}`);
  print(
    session,
    { month, entries: due.entries, head: due.head, closed },
    `the statement of ${month} agrees with the journal up to entry ${due.entries}${closed ? '' : ' (the month is still open)'}`,
  );
}

function parsed(text: string, file: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Refused below, as for any other content.
  }
  throw new Refused(`${file}: not a statement (statement --json)`);
}
