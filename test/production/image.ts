import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Copy, DockerfileParser, From, type Dockerfile, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

// node test/production/image.ts: takes manifest/Dockerfile step by step where there is no container engine. Each stage is an empty folder, its
// own root in bubblewrap (Debian's package; as root); Node and npm are this machine's, at the version that the image names. Then what was
// built runs as the image says: as its user, on a read-only root, with its health check, until SIGTERM. Said are sizes, times and memory.

const checkout = path.join(import.meta.dirname, '../..');
/** What of this machine stands for the base image; the rest of a root is what the steps put there. */
const borrowed = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/etc/ssl',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
];
/** How this machine reaches the registry. */
const passedOn = ['NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY', 'NO_PROXY', 'npm_config_registry'].flatMap(name => {
  const value = process.env[name];
  return value === undefined ? [] : ['--setenv', name, value];
});
const users = 'root:x:0:0:root:/root:/bin/bash\nnode:x:1000:1000:node:/home/node:/bin/bash\n';
const groups = 'root:x:0:\nnode:x:1000:\n';

interface Stage {
  readonly root: string;
  readonly base: string;
  readonly env: Record<string, string>;
  workdir: string;
  user: string;
  readonly volumes: string[];
  command: readonly string[];
  health: readonly string[];
  signal: NodeJS.Signals;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const text = await readFile(path.join(checkout, 'manifest/Dockerfile'), 'utf8');
for (const { code, range } of validate(text))
  throw new Error(`Dockerfile, line ${range.start.line + 1}: fault ${code ?? 0}`);
const folder = await mkdtemp(path.join(tmpdir(), 'credits-image-'));
try {
  await chmod(folder, 0o755);
  await run(await build(DockerfileParser.parse(text)));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function build(file: Dockerfile): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let last: Stage | undefined;
  for (const instruction of file.getInstructions()) {
    if (instruction instanceof From) {
      last = await begin(instruction, String(stages.size));
      stages.set(instruction.getBuildStage() ?? String(stages.size), last);
    } else if (last !== undefined) await step(instruction, last, stages);
  }
  if (last === undefined) throw new Error('The Dockerfile makes nothing.');
  return last;
}

async function begin(from: From, name: string): Promise<Stage> {
  const base = from.getImage() ?? '';
  const version = /^node:(\d+\.\d+\.\d+)-/.exec(base)?.[1];
  if (version !== process.versions.node) throw new Error(`${base}: this is Node ${process.versions.node}`);
  const root = path.join(folder, name);
  for (const made of ['etc', 'tmp', 'proc', 'dev', 'root', 'home/node', 'opt/node/bin'])
    await mkdir(path.join(root, made), { recursive: true });
  for (const taken of borrowed) await mountPoint(root, taken);
  await writeFile(path.join(root, 'etc/passwd'), users);
  await writeFile(path.join(root, 'etc/group'), groups);
  await cp(process.execPath, path.join(root, 'opt/node/bin/node'));
  say(`FROM ${base}`);
  const env = { PATH: '/opt/node/bin:/usr/local/bin:/usr/bin:/bin', HOME: '/root' };
  return { root, base, env, workdir: '/', user: 'root', volumes: [], command: [], health: [], signal: 'SIGTERM' };
}

async function mountPoint(root: string, taken: string): Promise<void> {
  const isFolder = await stat(taken).then(
    found => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === true) await mkdir(path.join(root, taken), { recursive: true });
  if (isFolder === false) await writeFile(path.join(root, taken), '');
}

async function step(instruction: Instruction, stage: Stage, stages: ReadonlyMap<string, Stage>): Promise<void> {
  const keyword = instruction.getKeyword();
  const rest = instruction.getRawArgumentsContent() ?? '';
  const began = performance.now();
  switch (keyword) {
    case 'WORKDIR':
      stage.workdir = rest;
      await mkdir(path.join(stage.root, rest), { recursive: true });
      break;
    case 'COPY':
      if (instruction instanceof Copy) await copy(instruction, stage, stages);
      break;
    case 'RUN':
      succeed(
        spawnSync('bwrap', [...jail(stage, 'writable', passedOn), '/bin/bash', '-c', rest], {
          stdio: ['ignore', 2, 2],
        }).status,
        rest,
      );
      break;
    case 'ENV':
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value;
      break;
    case 'USER':
      stage.user = rest;
      break;
    case 'VOLUME':
      stage.volumes.push(rest);
      break;
    case 'STOPSIGNAL':
      stage.signal = rest as NodeJS.Signals;
      break;
    case 'HEALTHCHECK':
      stage.health = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
      break;
    case 'CMD':
      stage.command = JSON.parse(rest) as string[];
      break;
    case 'EXPOSE':
      break;
    default:
      throw new Error(`${keyword}: not known here`);
  }
  say(`${keyword} ${rest.slice(0, 70)} (${Math.round(performance.now() - began)} ms)`);
}

/** Copies as the engine does: the content of a folder, and of the checkout only what is tracked and not ignored. */
async function copy(instruction: Copy, stage: Stage, stages: ReadonlyMap<string, Stage>): Promise<void> {
  const names = instruction.getArguments().map(argument => argument.getValue());
  const from = instruction.getFromFlag()?.getValue();
  const source = from === undefined || from === null ? checkout : stages.get(from)?.root;
  if (source === undefined) throw new Error(`COPY: no stage ${from}`);
  const target = path.join(stage.root, path.resolve(stage.workdir, names.at(-1) ?? ''));
  const isInto = names.length > 2 || names.at(-1) === './';
  for (const name of names.slice(0, -1))
    await cp(path.join(source, name), isInto ? path.join(target, path.basename(name)) : target, {
      recursive: true,
      filter: file => from !== undefined || !file.endsWith('.md'),
    });
}

/** Bubblewrap's arguments: the stage as root, this machine's system under it, and nothing else of this machine. */
function jail(stage: Stage, root: 'writable' | 'read-only', extra: readonly string[] = []): readonly string[] {
  return [
    ...[root === 'writable' ? '--bind' : '--ro-bind', stage.root, '/'],
    ...borrowed.flatMap(taken => ['--ro-bind-try', taken, taken]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--unshare-pid', '--unshare-ipc', '--die-with-parent'],
    ...['--cap-add', 'ALL', '--clearenv', '--chdir', stage.workdir],
    ...Object.entries(stage.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...extra,
  ];
}

function succeed(code: number | null, what: string): void {
  if (code !== 0) throw new Error(`exit ${code}: ${what}`);
}

async function run(stage: Stage): Promise<void> {
  for (const taken of ['app', 'app/node_modules', 'app/bot'])
    say(`${taken}: ${await megabytes(path.join(stage.root, taken))} MB`);
  const data = path.join(folder, 'volume');
  // A new volume is filled with what the image has there, its owner and mode too.
  await cp(path.join(stage.root, stage.volumes[0] ?? ''), data, { recursive: true, preserveTimestamps: true });
  spawnSync('chown', ['1000:1000', data]);
  await chmod(data, 0o700);
  const port = '39781';
  const inside = (command: readonly string[]): readonly string[] => [
    ...jail(stage, 'read-only', ['--bind', data, stage.volumes[0] ?? '/data', '--setenv', 'PORT', port]),
    ...['/usr/bin/setpriv', `--reuid=${stage.user}`, `--regid=${stage.user}`, '--clear-groups', '--no-new-privs'],
    ...['--bounding-set=-all', ...command],
  ];
  const denied = spawnSync('bwrap', [...inside(['node', '-e', `require('fs').writeFileSync('/app/x', '')`])]);
  if (denied.status === 0) throw new Error('The root is not read-only.');
  const began = performance.now();
  const bot = spawn('bwrap', [...inside(stage.command)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  bot.stderr.on('data', (part: Buffer) => said.push(part));
  try {
    await healthy(bot, () => spawnSync('bwrap', [...inside(stage.health)]).status === 0);
    say(`healthy after ${Math.round(performance.now() - began)} ms, ${await memory(bot)} MB resident`);
  } finally {
    const stopped = once(bot, 'exit');
    const inner = await childOf(bot.pid ?? 0, 3);
    process.kill(inner, stage.signal);
    const [code] = (await stopped) as [number | null];
    if (code !== 0) say(`It said:\n${Buffer.concat(said).toString()}`);
    succeed(code, `${stage.signal} of ${stage.command.join(' ')}`);
  }
  say(`stopped in order by ${stage.signal}; what it wrote: ${(await readdir(data)).toSorted().join(', ')}`);
}

async function healthy(bot: ChildProcess, isHealthy: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (bot.exitCode !== null) throw new Error(`It ended with ${bot.exitCode}.`);
    if (isHealthy()) return;
    await delay(250);
  }
  throw new Error('It does not get healthy.');
}

/** The process that does the work: bubblewrap and its first process stand before it. */
async function childOf(pid: number, depth: number): Promise<number> {
  if (depth === 0) return pid;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const [first] = children.trim().split(' ');
  return first === undefined || first === '' ? pid : childOf(Number(first), depth - 1);
}

async function memory(bot: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${await childOf(bot.pid ?? 0, 3)}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

async function megabytes(start: string): Promise<number> {
  const files = await readdir(start, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter(file => file.isFile()).map(async file => (await stat(path.join(file.parentPath, file.name))).size),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
}
