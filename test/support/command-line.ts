import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Place } from '../../bot/drivers/stores/stores.ts';
import { callLedger } from '../../bot/ledger.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Settings = Readonly<Record<string, string>>;
/** One call with something on its standard input. */
type Caller = (settings: Settings, input: string, args: readonly string[]) => Promise<Ran>;

/** The operators' command line, on a folder of its own. Its calls are made in this process, unless the program itself is meant. */
export class CommandLine {
  readonly folder: string;
  readonly #settings: Settings;
  readonly #call: Caller;

  private constructor(folder: string, settings: Settings, call: Caller) {
    this.folder = folder;
    this.#settings = settings;
    this.#call = call;
  }

  /** The same command line with other settings, such as DATABASE_URL. */
  with(settings: Settings): CommandLine {
    return new CommandLine(this.folder, settings, this.#call);
  }

  /** The same command line, whose every call starts the program. */
  get asProgram(): CommandLine {
    return new CommandLine(this.folder, this.#settings, inProcessOfItsOwn);
  }

  static async open(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(path.join(tmpdir(), 'ledger-')), {}, inThisProcess);
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
    return this.#call({ DATA_DIR: this.dataDir, ...this.#settings }, input, args);
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

async function inThisProcess(env: Settings, input: string, args: readonly string[]): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await callLedger(args, { env: { ...env }, stdin: Readable.from([input]), stdout, stderr }).finally(
    () => {
      stdout.end();
      stderr.end();
    },
  );
  const [out, err] = await printed;
  return { code, out, err };
}

async function inProcessOfItsOwn(settings: Settings, input: string, args: readonly string[]): Promise<Ran> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const running = promisify(execFile)(process.execPath, ['bot/ledger.ts', ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...settings },
    cwd: path.resolve(import.meta.dirname, '../..'),
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
