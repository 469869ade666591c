import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
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

  /**
   * Puts those of these books where they belong, unless another process was first, and drops those of others, which will never come.
   * @param books Names the books that are there; undefined where there are none.
   */
  keep(books: () => string | undefined): void {
    if (this.#waiting().length === 0) return;
    const found = books();
    if (found === undefined) return;
    const apart = this.#apart(found);
    if (existsSync(apart)) moveInto(this.#place, apart);
    this.drop();
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

/** Moves a folder to a place that is not there, or empty but for empty folders; not to any other. */
function moveInto(place: string, from: string): void {
  try {
    const inside = existsSync(place) ? readdirSync(place) : [];
    for (const name of inside) rmdirSync(path.join(place, name));
    if (existsSync(place)) rmdirSync(place);
    renameSync(from, place);
  } catch (error) {
    // Another process was first, or documents are there.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
}
