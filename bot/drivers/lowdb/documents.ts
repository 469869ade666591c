import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { Low, type Adapter } from 'lowdb';
import { DriverError, type Documents } from '../../ports/index.ts';
import { checkDocumentName } from '../stored/document-name.ts';
import { privateFile, privateFolder } from '../system/private.ts';

export interface KeptDocument {
  readonly tenant: string;
  readonly name: string;
  readonly document: unknown;
}

/** Documents as an archive holds them. */
export const documentsOf = (rows: readonly Readonly<Record<string, unknown>>[]): readonly KeptDocument[] =>
  rows.map(row => ({ tenant: String(row['tenant']), name: String(row['name']), document: row['document'] }));

/** A document in memory, and which file that is. */
interface OpenDocument {
  readonly low: Low;
  stamp: string;
}

/** A change that is to be written. */
interface WaitingChange {
  readonly tenant: string;
  readonly name: string;
  readonly edit: (document: unknown) => unknown;
  readonly resolve: (done: undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Documents in one folder, a small JSON file each, through lowdb. What an operator changes beside the bot is read anew; one document is
 * changed by one process at a time.
 */
export class LowdbDocuments {
  readonly #folder: string;
  readonly #open = new Map<string, Promise<OpenDocument>>();
  #waiting: WaitingChange[] = [];
  #isWriting = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those of one tenant: a folder of its own. */
  of(tenant: string): Documents {
    return {
      read: name => this.#read(tenant, name),
      change: (name, edit) => this.#change(tenant, name, edit),
    };
  }

  async #read(tenant: string, name: string): Promise<unknown> {
    return structuredClone((await this.#current(tenant, name)).low.data);
  }

  async #change(tenant: string, name: string, edit: (document: unknown) => unknown): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#waiting.push({ tenant, name, edit, resolve, reject });
    if (!this.#isWriting) void this.#writeAll();
    await promise;
  }

  /** One document after the other; the changes of one that wait together wait for the disk once. */
  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const { tenant, name } = first;
      const isOfIt = (change: WaitingChange): boolean => change.tenant === tenant && change.name === name;
      const together = this.#waiting.filter(isOfIt);
      this.#waiting = this.#waiting.filter(change => !isOfIt(change));
      await this.#write(tenant, name, together).catch((error: unknown) =>
        together.forEach(({ reject }) => reject(error)),
      );
    }
    this.#isWriting = false;
  }

  /** An edit that throws fails alone; a write that fails fails every one of them. */
  async #write(tenant: string, name: string, changes: readonly WaitingChange[]): Promise<void> {
    const document = await this.#current(tenant, name);
    const { low } = document;
    const before = low.data;
    const edited: WaitingChange[] = [];
    for (const change of changes) {
      try {
        const given = structuredClone(low.data);
        const after = change.edit(given);
        if (after !== given) low.data = structuredClone(after);
        edited.push(change);
      } catch (error) {
        change.reject(error);
      }
    }
    try {
      if (low.data !== before) {
        // lowdb itself writes no document that is null.
        await low.adapter.write(low.data);
        document.stamp = stampOf(this.#file(tenant, name));
      }
    } catch (error) {
      low.data = before;
      throw error;
    }
    for (const { resolve } of edited) resolve(undefined);
  }

  /** Every document, for an archive of the whole store. */
  async all(): Promise<readonly KeptDocument[]> {
    const kept: KeptDocument[] = [];
    for (const tenant of await filesIn(this.#folder)) {
      const files = await filesIn(path.join(this.#folder, tenant));
      for (const file of files.filter(one => one.endsWith('.json')))
        kept.push(await this.#kept(tenant, file.slice(0, -'.json'.length)));
    }
    return kept;
  }

  async #kept(tenant: string, name: string): Promise<KeptDocument> {
    return { tenant, name, document: await this.#read(tenant, name) };
  }

  /** The document as its file has it now. */
  async #current(tenant: string, name: string): Promise<OpenDocument> {
    checkDocumentName(tenant, name);
    const file = this.#file(tenant, name);
    let opening = this.#open.get(file);
    if (opening === undefined) {
      opening = opened(file);
      this.#open.set(file, opening);
      opening.catch(() => this.#open.delete(file));
    }
    const document = await opening;
    const stamp = stampOf(file);
    if (document.stamp !== stamp) {
      // At once: nothing may come between this and a change that is being written.
      document.low.data = existsSync(file) ? jsonOf(file, readFileSync(file, 'utf8')) : null;
      document.stamp = stamp;
    }
    return document;
  }

  #file(tenant: string, name: string): string {
    return path.join(this.#folder, tenant, `${name}.json`);
  }
}

/** Names the content of a file: each one that is written is another file. */
function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.ino} ${found.mtimeNs} ${found.size}`;
}

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DriverError('damaged-document', `${file} is not valid JSON: mend it or move it away`, cause);
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
}

/** Moves documents of earlier versions, which had the tenant's id in the file's name, into the tenant's folder. */
export function moveOlderDocuments(folder: string): void {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    const [, name, tenant] = /^(settings|conversations|setup)-([\w-]+)\.json$/.exec(file) ?? [];
    if (name === undefined || tenant === undefined) continue;
    mkdirSync(path.join(folder, tenant), { recursive: true, mode: privateFolder });
    renameSync(path.join(folder, file), path.join(folder, tenant, `${name}.json`));
  }
}

async function opened(file: string): Promise<OpenDocument> {
  const stamp = stampOf(file);
  const low = new Low<unknown>(new SyncedJsonFile(file), null);
  await low.read();
  return { low, stamp };
}

/** lowdb's own adapter renames without fsync: after a power cut the file may be empty. This one syncs the file, then the folder. */
class SyncedJsonFile implements Adapter<unknown> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<unknown> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? null : jsonOf(this.#file, text);
  }

  async write(document: unknown): Promise<void> {
    await this.#written(document).catch((cause: unknown) => {
      const { message } = cause as Error;
      throw new DriverError('document-not-written', `cannot write ${this.#file}: ${message}`, cause);
    });
  }

  async #written(document: unknown): Promise<void> {
    const folder = path.dirname(this.#file);
    const made = await mkdir(folder, { recursive: true, mode: privateFolder });
    // A new folder is itself an entry of its parent, which is synced too.
    for (let child = folder; made !== undefined && child.startsWith(made); child = path.dirname(child))
      await synced(path.dirname(child));
    const draft = `${this.#file}.new`;
    await written(draft, `${JSON.stringify(document, null, 1)}\n`);
    await rename(draft, this.#file);
    await synced(folder);
  }
}

/** Syncs a folder, so that the names in it survive a power cut. */
async function synced(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function written(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', privateFile);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
