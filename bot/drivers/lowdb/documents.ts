import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { Low, type Adapter } from 'lowdb';
import { DriverError, type Documents } from '../../ports.ts';

/** Documents in one folder, a small JSON file each, through lowdb. */
export class LowdbDocuments implements Documents {
  readonly #folder: string;
  readonly #open = new Map<string, Promise<Low>>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(name: string): Promise<unknown> {
    const low = await this.#low(name);
    return structuredClone(low.data);
  }

  async write(name: string, document: unknown): Promise<void> {
    const low = await this.#low(name);
    const written = this.#writing.then(async () => {
      const before = low.data;
      low.data = structuredClone(document);
      try {
        await low.write();
      } catch (error) {
        low.data = before;
        throw error;
      }
    });
    this.#writing = written.catch(() => undefined);
    await written;
  }

  #low(name: string): Promise<Low> {
    let low = this.#open.get(name);
    if (low === undefined) {
      low = opened(path.join(this.#folder, `${name}.json`));
      this.#open.set(name, low);
      low.catch(() => this.#open.delete(name));
    }
    return low;
  }
}

async function opened(file: string): Promise<Low> {
  const low = new Low<unknown>(new SyncedJsonFile(file), null);
  await low.read();
  return low;
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
    if (text === undefined) return null;
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new DriverError('damaged-document', `${this.#file} is not valid JSON: mend it or move it away`, cause);
    }
  }

  async write(document: unknown): Promise<void> {
    const folder = path.dirname(this.#file);
    await mkdir(folder, { recursive: true });
    const draft = `${this.#file}.new`;
    await written(draft, `${JSON.stringify(document, null, 1)}\n`);
    await rename(draft, this.#file);
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
  }
}

async function written(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
