import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { privateFile } from '../system/private.ts';

/** How many transactions a book had when the last one was acknowledged. */
export interface Seen {
  readonly book: number;
  readonly commits: number;
}

const bytes = 64;

/**
 * A small file beside the database that remembers the last acknowledged commit. SQLite silently takes a damaged write-ahead log for one
 * that ends early: this detects it. It is written after the commit and not synced, so that it may be behind, never ahead; if it is missing
 * or cannot be read, the database is trusted.
 */
export class Witness {
  readonly file: string;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.file = file;
  }

  read(): Seen | undefined {
    try {
      const [book = '', commits = '', sum = ''] = readFileSync(this.file, 'utf8').trim().split(' ');
      return sum === String(crc32(`${book} ${commits}`)) ? { book: Number(book), commits: Number(commits) } : undefined;
    } catch {
      return undefined;
    }
  }

  write({ book, commits }: Seen): void {
    const text = `${book} ${commits}`;
    try {
      this.#descriptor ??= openSync(this.file, constants.O_RDWR | constants.O_CREAT, privateFile);
      writeSync(this.#descriptor, `${text} ${crc32(text)}`.padEnd(bytes), 0);
    } catch {
      // The commit itself is safe.
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
