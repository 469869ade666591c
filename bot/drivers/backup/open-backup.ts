import { stat } from 'node:fs/promises';
import { emptyWallet, Verification, type Entry } from '../../../core/index.ts';
import { DriverError, type ArchivePage, type BackedUp, type OpenBackup } from '../../ports/index.ts';
import { storedEntry } from '../stored/entry.ts';
import { sha256 } from '../system/sha256.ts';
import { backupHead, readBackup } from './backup-file.ts';

/** Opens a backup and reads it to its end: every byte, and every entry of the present books. Memory stays flat, however large it is. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const { at } = await backupHead(file);
  const books = new CheckedBooks(file);
  for await (const page of readBackup(file)) books.add(page);
  const { size: bytes } = await stat(file);
  return { file, at, bytes, wallets: books.end(), pages: () => readBackup(file) };
}

interface CheckedBook {
  readonly tenant: string;
  readonly seq: number;
  readonly verification: Verification;
}

/** The present book of each organization, verified entry by entry as its pages come. */
class CheckedBooks {
  readonly #file: string;
  readonly #books = new Map<string, CheckedBook>();

  constructor(file: string) {
    this.#file = file;
  }

  add({ table, rows }: ArchivePage): void {
    if (table === 'books') for (const row of rows) this.#addBook(row);
    if (table === 'entries') for (const row of rows) this.#addEntry(row);
  }

  end(): readonly BackedUp[] {
    return [...this.#books.values()].map(({ tenant, seq, verification }) => {
      const damage = seq === 0 ? undefined : verification.end();
      const { wallet } = verification;
      if (damage !== undefined || wallet.seq !== seq) throw this.#damaged(tenant, damage?.seq ?? wallet.seq + 1);
      return { tenant, entries: wallet.seq, head: seq === 0 ? emptyWallet.head : wallet.head };
    });
  }

  #addBook(row: ArchivePage['rows'][number]): void {
    if (Number(row['isCurrent']) !== 1) return;
    const tenant = String(row['tenant']);
    this.#books.set(keyOf(row), { tenant, seq: Number(row['seq']), verification: new Verification(sha256) });
  }

  #addEntry(row: ArchivePage['rows'][number]): void {
    const book = this.#books.get(keyOf(row));
    if (book === undefined) return;
    // What is no entry at all breaks the form that is checked first.
    const damage = book.verification.add(storedEntry(row['entry']) as Entry);
    if (damage !== undefined) throw this.#damaged(book.tenant, damage.seq);
  }

  #damaged(tenant: string, seq: number): DriverError {
    return new DriverError('ledger-damaged', `${this.#file}: the journal of ${tenant} is damaged at entry ${seq}`);
  }
}

const keyOf = (row: ArchivePage['rows'][number]): string => `${String(row['tenant'])} ${String(row['book'])}`;
