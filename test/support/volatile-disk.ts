import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

/** What a file holds: as programs see it, and as it is on the disk itself; undefined where nothing of it was synced yet. */
interface Node {
  seen: string;
  synced: string | undefined;
}

/** What a power cut leaves of the names in a folder: those that were synced, or those too that happened to be written out. */
export type Names = 'synced' | 'all';

/**
 * A disk in memory under one folder, which loses at a power cut what was not synced: the bytes of files and, unless they happened to be
 * written out, the names in folders. It replaces node:fs/promises for that folder.
 */
export class VolatileDisk {
  readonly #folder: string;
  #names = new Map<string, Node>();
  #syncedNames = new Map<string, Node>();
  /** Called at each write and sync, so that a test can cut the power there. */
  onStep: () => void = () => undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Replaces node:fs/promises; returns what restores it. */
  mount(): () => void {
    const real = { open: fs.open, readFile: fs.readFile, writeFile: fs.writeFile, rename: fs.rename, mkdir: fs.mkdir };
    const isOurs = (file: unknown): file is string => String(file).startsWith(this.#folder);
    Object.assign(fs, {
      open: (file: string, flags: string) =>
        isOurs(file) ? this.#open(file, flags) : (real.open as (...args: unknown[]) => unknown)(file, flags),
      readFile: (file: string, ...rest: unknown[]) =>
        isOurs(file) ? this.#read(file) : (real.readFile as (...args: unknown[]) => unknown)(file, ...rest),
      writeFile: (file: string, text: string, ...rest: unknown[]) =>
        isOurs(file)
          ? this.#write(file, text)
          : (real.writeFile as (...args: unknown[]) => unknown)(file, text, ...rest),
      rename: (from: string, to: string) => (isOurs(from) ? this.#rename(from, to) : real.rename(from, to)),
      mkdir: (file: string, ...rest: unknown[]) =>
        isOurs(file) ? Promise.resolve() : (real.mkdir as (...args: unknown[]) => unknown)(file, ...rest),
    });
    syncBuiltinESMExports();
    return () => {
      Object.assign(fs, real);
      syncBuiltinESMExports();
    };
  }

  /** Cuts the power and restores it: what was not synced is lost. */
  cutPower(names: Names): void {
    const left = names === 'synced' ? this.#syncedNames : this.#names;
    this.#names = new Map([...left].map(([name, { synced = '' }]) => [name, { seen: synced, synced }]));
    this.#syncedNames = new Map(this.#names);
  }

  #step(): Promise<void> {
    this.onStep();
    return Promise.resolve();
  }

  #open(file: string, flags: string): Promise<unknown> {
    if (flags === 'r') return Promise.resolve({ sync: () => this.#syncFolder(file), close: () => Promise.resolve() });
    const node: Node = { seen: '', synced: undefined };
    this.#names.set(file, node);
    return Promise.resolve({
      writeFile: (text: string) => {
        node.seen = text;
        return this.#step();
      },
      sync: () => {
        node.synced = node.seen;
        return this.#step();
      },
      close: () => Promise.resolve(),
    });
  }

  #read(file: string): Promise<string> {
    const node = this.#names.get(file);
    if (node !== undefined) return Promise.resolve(node.seen);
    return Promise.reject(Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' }));
  }

  #write(file: string, text: string): Promise<void> {
    this.#names.set(file, { seen: text, synced: undefined });
    return this.#step();
  }

  #rename(from: string, to: string): Promise<void> {
    const node = this.#names.get(from);
    if (node === undefined) return Promise.reject(new Error(`ENOENT: ${from}`));
    this.#names.delete(from);
    this.#names.set(to, node);
    return this.#step();
  }

  #syncFolder(folder: string): Promise<void> {
    const isIn = (name: string): boolean => path.dirname(name) === folder;
    for (const name of this.#syncedNames.keys()) if (isIn(name)) this.#syncedNames.delete(name);
    for (const [name, node] of this.#names) if (isIn(name)) this.#syncedNames.set(name, node);
    return this.#step();
  }
}
