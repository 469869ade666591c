import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Network } from './private-network.ts';

/** What was fetched before, from run to run. */
const cache = path.join(import.meta.dirname, '../../node_modules/.cache/rehearsal');
const npmCache = path.join(cache, 'npm');

/** What of this machine stands for an operating system with Node, npm and git. */
const borrowed = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/ssl', '/etc/resolv.conf', '/etc/nsswitch.conf'];
const operator = { id: 1000, name: 'operator', home: '/home/operator' } as const;
const users = `root:x:0:0:root:/root:/bin/bash\noperator:x:1000:1000:operator:${operator.home}:/bin/bash\n`;
const longestMs = 10 * 60_000;

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
export const newNode = { PATH: '/opt/node/bin:/usr/local/bin:/usr/bin:/bin' } as const;

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
    for (const made of ['etc', 'tmp', 'proc', 'dev', 'root', 'srv', `${operator.home}/.npm`])
      await mkdir(path.join(this.#root, made), { recursive: true });
    for (const taken of borrowed) await mountPoint(this.#root, taken);
    await writeFile(path.join(this.#root, 'etc/passwd'), users);
    await writeFile(path.join(this.#root, 'etc/group'), 'root:x:0:\noperator:x:1000:\n');
    await writeFile(path.join(this.#root, 'etc/hosts'), '');
    await mkdir(path.join(this.#root, 'opt/node/bin'), { recursive: true });
    await cp(process.execPath, path.join(this.#root, 'opt/node/bin/node'));
    await cp(this.#network.authority, path.join(this.#root, 'etc/authority.pem'));
    await mkdir(npmCache, { recursive: true });
    for (const own of [path.join(this.#root, operator.home), npmCache]) await chown(own, operator.id, operator.id);
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
    await outcome(spawn('chown', ['-R', '1000:1000', path.join(this.#root, place)]));
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
    return outcome(this.#spawned(command, manner));
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
      ...{ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: operator.home, USER: operator.name, LANG: 'C.UTF-8' },
      ...{ npm_config_update_notifier: 'false', npm_config_fund: 'false', ...network, ...env },
    };
    const jail = [
      ...['bwrap', '--bind', this.#root, '/', ...borrowed.flatMap(taken => ['--ro-bind-try', taken, taken])],
      ...['--ro-bind', path.join(folder, isOnline ? 'hosts-outside' : 'hosts'), '/etc/hosts'],
      ...['--bind', npmCache, `${operator.home}/.npm`],
      ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chmod', '1777', '/tmp'],
      ...['--unshare-pid', '--unshare-ipc', '--die-with-parent', '--cap-add', 'ALL', '--clearenv'],
      ...Object.entries(all).flatMap(([name, value]) => ['--setenv', name, value]),
      ...[...mounts, '--chdir', path.posix.join(operator.home, where)],
      ...['/usr/bin/setpriv', `--reuid=${operator.id}`, `--regid=${operator.id}`, '--clear-groups', '--no-new-privs'],
      ...['--bounding-set=-all', '/bin/bash', '-c', command],
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
  async until(isSo: () => Promise<boolean>, what: string, patienceMs = 120_000): Promise<number> {
    const began = performance.now();
    while (performance.now() - began < patienceMs) {
      if (await isSo().catch(() => false)) return performance.now() - began;
      if (this.hasEnded) throw new Error(`it ended before ${what}: ${this.#err.slice(-2000)}`);
      await delay(25);
    }
    throw new Error(`after ${patienceMs} ms still not ${what}: ${this.#err.slice(-2000)}`);
  }

  /** The memory that the program itself holds, in MB; bubblewrap, the shell and npm stand before it. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${await leafOf(this.#child.pid ?? 0)}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
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
  const late = setTimeout(() => child.kill('SIGKILL'), longestMs).unref();
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  return { code, ...said, ms: performance.now() - began };
}

/** The process at the end of a chain of processes that each wait for the next. */
async function leafOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const [first = ''] = children.trim().split(' ');
  return first === '' ? pid : leafOf(Number(first));
}

async function mountPoint(root: string, taken: string): Promise<void> {
  const isFolder = await stat(taken).then(
    found => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === true) await mkdir(path.join(root, taken), { recursive: true });
  if (isFolder === false) await writeFile(path.join(root, taken), '');
}
