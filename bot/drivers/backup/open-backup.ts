import { stat } from 'node:fs/promises';
import { emptyWallet, Verification, type Entry } from '../../../core/index.ts';
import { DriverError, type ArchivePage, type BackedUp, type OpenBackup } from '../../ports/index.ts';
import { storedEntry } from '../stored/entry.ts';
import { sha256 } from '../system/sha256.ts';
import { backupHead, readBackup } from './backup-file.ts';

/** Opens a backup and reads it to its end: every byte, and every entry of the present books. What is in memory at once is of one book. */
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

/**
 * The present book of each organization, verified entry by entry as its pages come. Once its last entry has come nothing of a book is kept but
 * its head: what is in memory is of one book, however many there are.
 */
class CheckedBooks {
  readonly #file: string;
  readonly #open = new Map<string, CheckedBook>();
  readonly #whole = new Map<string, BackedUp>();

  constructor(file: string) {
    this.#file = file;
  }

  add({ table, rows }: ArchivePage): void {
    if (table === 'books') for (const row of rows) this.#addBook(row);
    if (table === 'entries') for (const row of rows) this.#addEntry(row);
  }

  end(): readonly BackedUp[] {
    for (const { tenant, verification } of this.#open.values())
      throw this.#damaged(tenant, verification.wallet.seq + 1);
    return [...this.#whole.values()];
  }

  #addBook(row: ArchivePage['rows'][number]): void {
    if (Number(row['isCurrent']) !== 1) return;
    const tenant = String(row['tenant']);
    const seq = Number(row['seq']);
    if (seq === 0) this.#whole.set(keyOf(row), { tenant, entries: 0, head: emptyWallet.head });
    else this.#open.set(keyOf(row), { tenant, seq, verification: new Verification(sha256) });
  }

  #addEntry(row: ArchivePage['rows'][number]): void {
    const key = keyOf(row);
    const whole = this.#whole.get(key);
    if (whole !== undefined) throw this.#damaged(whole.tenant, whole.entries + 1);
    const book = this.#open.get(key);
    if (book === undefined) return;
    const { tenant, seq, verification } = book;
    // What is no entry at all breaks the form that is checked first.
    const damage = verification.add(storedEntry(row['entry']) as Entry);
    if (damage !== undefined) throw this.#damaged(tenant, damage.seq);
    if (verification.wallet.seq === seq) this.#close(key, book);
  }

  #close(key: string, { tenant, verification }: CheckedBook): void {
    const damage = verification.end();
    if (damage !== undefined) throw this.#damaged(tenant, damage.seq);
    const { seq: entries, head } = verification.wallet;
    this.#open.delete(key);
    this.#whole.set(key, { tenant, entries, head });
  }

  #damaged(tenant: string, seq: number): DriverError {
    return new DriverError('ledger-damaged', `${this.#file}: the journal of ${tenant} is damaged at entry ${seq}`);
  }
}

const keyOf = (row: ArchivePage['rows'][number]): string => `${String(row['tenant'])} ${String(row['book'])}`;
