import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asUser, basePath, jailed, leafOf, makeRoot, nodePath, residentOf, userId } from './jail.ts';
import type { Network } from './private-network.ts';

/** What was fetched before, from run to run. */
const cache = path.join(import.meta.dirname, '../../node_modules/.cache/rehearsal');
const npmCache = path.join(cache, 'npm');

const operator = { name: 'operator', home: '/home/operator' } as const;
/** A command that takes longer is ended; what goes on until it is ended may. */
const longestMs = 20 * 60_000;

/** How a command is run, where it is not as always. */
export interface Manner {
  /** Below the operator's home. */
  readonly where?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the registry is reached, instead of the stand-ins. */
  readonly isOnline?: boolean;
  /** More of bubblewrap's arguments. */
  readonly mounts?: readonly string[];
}

/** Node as this program runs on it, where the machine's own is too old. */
export const newNode = { PATH: nodePath } as const;

/** What came of a command. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** An empty machine with a user that may do nothing but in its home: what is not installed there is not there. */
export class Machine {
  readonly #network: Network;
  readonly #root: string;
  readonly #running = new Set<ChildProcess>();

  constructor(network: Network, name = 'machine') {
    this.#network = network;
    this.#root = path.join(network.folder, name);
  }

  /** With a repository to clone from, as it stands at a commit of the checkout. */
  async prepare(): Promise<this> {
    await makeRoot(this.#root, operator.name);
    for (const made of ['srv', `${operator.home}/.npm`]) await mkdir(path.join(this.#root, made), { recursive: true });
    await cp(this.#network.authority, path.join(this.#root, 'etc/authority.pem'));
    await mkdir(npmCache, { recursive: true });
    for (const own of [path.join(this.#root, operator.home), npmCache]) await chown(own, userId, userId);
    return this;
  }

  /** A file or folder of the operator, as the machine that runs this sees it. */
  at(file: string): string {
    return path.join(this.#root, operator.home, file);
  }

  /** Puts a file where only the operator reads it. */
  async keeps(file: string, text: string): Promise<void> {
    await this.run(`mkdir -p -m 700 ${path.posix.dirname(file)} && install -m 600 /dev/null ${file}`);
    await writeFile(this.at(file), text);
    await chmod(this.at(file), 0o600);
  }

  /** Puts a bare copy of a repository where it is cloned from. */
  async mirrors(repository: string): Promise<string> {
    const place = '/srv/credits.git';
    await outcome(spawn('git', ['clone', '-q', '--bare', repository, path.join(this.#root, place)]));
    await outcome(spawn('chown', ['-R', `${userId}:${userId}`, path.join(this.#root, place)]));
    return place;
  }

  /** Takes the modules that an earlier run has installed from the same lock file; gives whether there were any. */
  async takesModules(folder: string): Promise<boolean> {
    const { code } = await outcome(
      spawn('cp', ['-al', await this.#keptModules(folder), this.at(`${folder}/node_modules`)]),
    );
    return code === 0;
  }

  async keepsModules(folder: string): Promise<void> {
    const place = await this.#keptModules(folder);
    await mkdir(path.dirname(place), { recursive: true });
    await outcome(spawn('cp', ['-a', this.at(`${folder}/node_modules`), place]));
  }

  async #keptModules(folder: string): Promise<string> {
    const lock = createHash('sha256').update(await readFile(this.at(`${folder}/package-lock.json`)));
    return path.join(cache, `modules-${lock.digest('hex').slice(0, 12)}`);
  }

  run(command: string, manner: Manner = {}): Promise<Ran> {
    const child = this.#spawned(command, manner);
    const late = setTimeout(() => child.kill('SIGKILL'), longestMs);
    return outcome(child).finally(() => clearTimeout(late));
  }

  /** Starts what goes on until it is ended. */
  start(command: string, manner: Manner = {}): Service {
    return new Service(this.#spawned(command, manner));
  }

  /** Ends whatever still runs. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async child => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  #spawned(command: string, { where = '', env = {}, isOnline = false, mounts = [] }: Manner): ChildProcess {
    const { outside, registry, folder } = this.#network;
    const network = isOnline ? registry : { NODE_EXTRA_CA_CERTS: '/etc/authority.pem' };
    const all = {
      ...{ PATH: basePath, HOME: operator.home, USER: operator.name, LANG: 'C.UTF-8' },
      ...{ npm_config_update_notifier: 'false', npm_config_fund: 'false', ...network, ...env },
    };
    const jail = [
      ...jailed({
        root: this.#root,
        hosts: path.join(folder, isOnline ? 'hosts-outside' : 'hosts'),
        env: all,
        where: path.posix.join(operator.home, where),
        mounts: ['--bind', npmCache, `${operator.home}/.npm`, ...mounts],
      }),
      ...[...asUser, '/bin/bash', '-c', command],
    ];
    const [program = '', ...args] = isOnline ? ['nsenter', `--net=${outside}`, ...jail] : jail;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }
}

/** A program that goes on, with what it has said. */
export class Service {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ran>;
  #err = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = outcome(child);
    child.stderr?.on('data', (part: Buffer) => (this.#err += part.toString()));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The lines of its log so far. */
  get log(): string {
    return this.#err;
  }

  /** Waits until something is so; fails where the program ends before, or where it takes too long. */
  async until(isSo: () => Promise<boolean>, what: string, patienceMs = 300_000): Promise<number> {
    const began = performance.now();
    while (performance.now() - began < patienceMs) {
      if (await isSo().catch(() => false)) return performance.now() - began;
      if (this.hasEnded) throw new Error(`it ended before ${what}: ${this.#err.slice(-2000)}`);
      await delay(25);
    }
    throw new Error(`after ${patienceMs} ms still not ${what}: ${this.#err.slice(-2000)}`);
  }

  /** The memory that the program itself holds, in MB. */
  memory(): Promise<number> {
    return residentOf(this.#child.pid ?? 0);
  }

  /** Sends a signal to the program itself; gives what came of it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ran> {
    if (!this.hasEnded) {
      try {
        process.kill(await leafOf(this.#child.pid ?? 0), signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    return this.#ended;
  }
}

async function outcome(child: ChildProcess): Promise<Ran> {
  const began = performance.now();
  const said = { out: '', err: '' };
  child.stdout?.on('data', (part: Buffer) => (said.out += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (said.err += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said, ms: performance.now() - began };
}
