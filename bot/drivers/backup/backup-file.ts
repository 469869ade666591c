import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { archiveTables, DriverError, type ArchivePage } from '../../ports/index.ts';
import { privateFile } from '../system/private.ts';

// A backup is one file: JSON lines, compressed by gzip. A head, pages of an archive, and an end with what all lines before it hash to.

/** A reader refuses a greater one. */
const formatNumber = 1;

const format = 'communications-credits-backup';

/** So many rows are a line at most, and a document is one alone: what is in memory at once stays small. */
const rowsInLine = 500;

/** The longest line that is read: far longer than any that is written. */
const longestLine = 1 << 28;

export interface BackupHead {
  /** Which store it is of: the same in all of its backups. */
  readonly store: string;
  readonly at: number;
  /** The version of the program that wrote it. */
  readonly program: string;
}

const headShape = z.object({
  format: z.literal(format),
  version: z.int(),
  store: z.string(),
  at: z.int(),
  program: z.string(),
});
const pageShape = z.object({
  table: z.enum(archiveTables),
  rows: z.array(z.custom<ArchivePage['rows'][number]>(isRecord)),
});
const endShape = z.object({ end: z.object({ rows: z.int(), sha256: z.string() }) });

/** Its columns become names in statements: whoever can write a file can write its hash too. */
function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).every(name => /^[a-z]{1,40}$/i.test(name));
}

/** Writes a backup into a new file that only the user of the program reads, and syncs it. `watch` is called between two lines. */
export async function writeBackup(
  file: string,
  {
    head,
    pages,
    watch,
  }: { readonly head: BackupHead; readonly pages: AsyncIterable<ArchivePage>; readonly watch: () => Promise<void> },
): Promise<void> {
  await pipeline(
    Readable.from(linesOf(head, pages, watch)),
    createGzip({ level: 3 }),
    createWriteStream(file, { flags: 'wx', mode: privateFile, flush: true }),
  );
}

async function* linesOf(
  head: BackupHead,
  pages: AsyncIterable<ArchivePage>,
  watch: () => Promise<void>,
): AsyncIterable<string> {
  const hash = createHash('sha256');
  const hashed = (value: unknown): string => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    return line;
  };
  yield hashed({ format, version: formatNumber, ...head });
  let count = 0;
  for await (const { table, rows } of pages) {
    const size = table === 'documents' ? 1 : rowsInLine;
    for (let from = 0; from < rows.length; from += size) {
      await watch();
      yield hashed({ table, rows: rows.slice(from, from + size) });
    }
    count += rows.length;
  }
  yield `${JSON.stringify({ end: { rows: count, sha256: hash.digest('hex') } })}\n`;
}

/** Reads a backup: its head, then every page. Rejects where it is none, of a later version, cut short, or not as it was written. */
export async function* readBackup(file: string): AsyncGenerator<ArchivePage, void, void> {
  for await (const line of checkedLines(file)) if ('table' in line) yield line;
}

/** The head of a backup, whatever follows it. */
export async function backupHead(file: string): Promise<BackupHead> {
  for await (const line of checkedLines(file)) if (!('table' in line)) return line;
  throw notAsWritten(file);
}

async function* checkedLines(file: string): AsyncGenerator<BackupHead | ArchivePage, void, void> {
  const hash = createHash('sha256');
  let isFirst = true;
  let count = 0;
  for await (const bytes of linesIn(file)) {
    const value = jsonOf(bytes);
    if (isFirst) {
      yield headOf(file, value);
      isFirst = false;
    } else {
      const end = endShape.safeParse(value);
      if (end.success) {
        if (end.data.end.rows === count && end.data.end.sha256 === hash.digest('hex')) return;
        throw notAsWritten(file);
      }
      const page = pageShape.safeParse(value);
      if (!page.success) throw notAsWritten(file);
      count += page.data.rows.length;
      // It has no table that this version does not know: a later version has another number.
      yield page.data;
    }
    hash.update(bytes);
    hash.update('\n');
  }
  throw isFirst ? noBackup(file) : notAsWritten(file);
}

function headOf(file: string, value: unknown): BackupHead {
  const named = z.looseObject({ format: z.literal(format), version: z.int() }).safeParse(value);
  if (!named.success) throw noBackup(file);
  if (named.data.version > formatNumber)
    throw new DriverError('backup-newer', `${file} was made by a later version of the program: install that one first`);
  const head = headShape.safeParse(value);
  if (!head.success) throw notAsWritten(file);
  const { store, at, program } = head.data;
  return { store, at, program };
}

/** Lines as bytes, without their ends; what follows the last end is none. */
async function* linesIn(file: string): AsyncIterable<Buffer> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  const piped = pipeline(source, unzipped);
  // Its failure is told where the lines are read.
  piped.catch(() => undefined);
  let parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
        yield Buffer.concat([...parts, chunk.subarray(from, to)]);
        parts = [];
        length = 0;
        from = to + 1;
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > longestLine) throw notAsWritten(file);
    }
  } catch (error) {
    throw readFailure(file, error);
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

function readFailure(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof DriverError || code === undefined) return error;
  if (code === 'Z_DATA_ERROR' && /header/.test((error as Error).message)) return noBackup(file);
  if (code.startsWith('Z_')) return notAsWritten(file, error);
  return new DriverError('backup-not-read', `${file} cannot be read: ${(error as Error).message}`, error);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const notAsWritten = (file: string, cause?: unknown): DriverError =>
  new DriverError('not-as-written', `${file} is cut short, or is not as it was written: take another backup`, cause);

const noBackup = (file: string): DriverError => new DriverError('no-backup', `${file} is no backup of this program`);
