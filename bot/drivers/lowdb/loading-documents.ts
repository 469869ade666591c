import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LowdbDocuments, type KeptDocument } from './documents.ts';

/**
 * The documents of an archive that is being loaded, in a folder of their own until its books are there: whoever is killed in between leaves a store
 * that is empty, or one that has both. That folder is named by these books: no others get its documents.
 */
export class LoadingDocuments {
  readonly #place: string;

  /** @param place Where they belong. */
  constructor(place: string) {
    this.#place = place;
  }

  /** @param books Names the books that they come with. */
  async write(kept: readonly KeptDocument[], books: string): Promise<void> {
    this.drop();
    const documents = new LowdbDocuments(this.#apart(books));
    for (const { tenant, name, document } of kept) await documents.of(tenant).change(name, () => document);
  }

  /** Puts those of these books where they belong, unless there are some; nothing where none wait, or another process was first. */
  keep(books: () => string): void {
    if (this.#waiting().length === 0 || hasFiles(this.#place)) return;
    const apart = this.#apart(books());
    if (!existsSync(apart)) return;
    rmSync(this.#place, { recursive: true, force: true });
    renameSync(apart, this.#place);
    const folder = openSync(path.dirname(this.#place), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  drop(): void {
    for (const apart of this.#waiting()) rmSync(apart, { recursive: true, force: true });
  }

  #apart(books: string): string {
    return `${this.#place}.new-${books}`;
  }

  #waiting(): readonly string[] {
    const folder = path.dirname(this.#place);
    const start = `${path.basename(this.#place)}.new-`;
    return readdirSync(folder)
      .filter(name => name.startsWith(start))
      .map(name => path.join(folder, name));
  }
}

const hasFiles = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder, { recursive: true, withFileTypes: true }).some(entry => entry.isFile());
