import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Place } from '../../bot/drivers/stores/stores.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The operators' command line, on a folder of its own, each run in a new process. */
export class CommandLine {
  readonly folder: string;
  readonly #settings: Readonly<Record<string, string>>;

  private constructor(folder: string, settings: Readonly<Record<string, string>> = {}) {
    this.folder = folder;
    this.#settings = settings;
  }

  /** The same command line with other settings, such as DATABASE_URL. */
  with(settings: Readonly<Record<string, string>>): CommandLine {
    return new CommandLine(this.folder, settings);
  }

  static async open(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(path.join(tmpdir(), 'ledger-')));
  }

  get dataDir(): string {
    return path.join(this.folder, 'data');
  }

  /** The store that it works on. */
  get place(): Place {
    const { DATA_DIR: dataDir = this.dataDir, DATABASE_URL: databaseUrl } = this.#settings;
    return { dataDir, databaseUrl };
  }

  run(...args: readonly string[]): Promise<Ran> {
    return this.fed('', ...args);
  }

  /** The same with something on its standard input. */
  fed(input: string, ...args: readonly string[]): Promise<Ran> {
    const root = path.resolve(import.meta.dirname, '../..');
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, DATA_DIR: this.dataDir, ...this.#settings };
    const running = promisify(execFile)(process.execPath, ['bot/ledger.ts', ...args], {
      env,
      cwd: root,
      maxBuffer: 1 << 26,
    });
    running.child.stdin?.end(input);
    return running.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, out: stdout, err: stderr };
      },
    );
  }

  /** What it prints with --json; fails where it does not succeed. */
  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await this.run(...args, '--json');
    if (code !== 0) throw new Error(`exit ${code}: ${err}`);
    return JSON.parse(out) as Record<string, unknown>;
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
