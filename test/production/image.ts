import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Copy, DockerfileParser, From, type Dockerfile, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { asUser, jailed, leafOf, makeRoot, nodePath, processorMsOf, residentOf, userId } from './jail.ts';
import { registryHere } from './private-network.ts';

// npx node test/production/image.ts: takes manifest/Dockerfile step by step where there is no container engine. Each stage is an empty folder, its
// own root in bubblewrap (Debian's package; as root); Node and npm are this machine's, at the version that the image names. Then what was
// built runs as the image says: as its user, on a read-only root, with its health check, until SIGTERM. Said are sizes, times and memory.

const checkout = path.join(import.meta.dirname, '../..');
/** The bot's own may be taken here. */
const port = '39781';

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
  await makeRoot(root, 'node');
  say(`FROM ${base}`);
  const env = { PATH: nodePath, HOME: '/root' };
  return { root, base, env, workdir: '/', user: 'root', volumes: [], command: [], health: [], signal: 'SIGTERM' };
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
      succeed(runIn(stage, ['/bin/bash', '-c', rest], { env: { ...registryHere(), PORT: port } }), rest);
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

/** How a command is run in a stage. */
interface Manner {
  readonly isReadOnly?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: readonly string[];
}

function inStage(stage: Stage, { isReadOnly = false, env = {}, mounts = [] }: Manner): readonly string[] {
  const { root, workdir } = stage;
  return jailed({ root, isReadOnly, hosts: '/etc/hosts', env: { ...stage.env, ...env }, where: workdir, mounts });
}

function runIn(stage: Stage, command: readonly string[], manner: Manner): number | null {
  const [program = '', ...args] = [...inStage(stage, manner), ...command];
  return spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status;
}

function succeed(code: number | null, what: string): void {
  if (code !== 0) throw new Error(`exit ${code}: ${what}`);
}

async function run(stage: Stage): Promise<void> {
  const compiled = stage.env['NODE_COMPILE_CACHE'] ?? '';
  for (const taken of ['app', 'app/node_modules', 'app/bot', compiled])
    say(`${taken}: ${await megabytes(path.join(stage.root, taken))} MB`);
  const [volume = ''] = stage.volumes;
  const data = path.join(folder, 'volume');
  const asImage = { isReadOnly: true, env: { PORT: port }, mounts: ['--bind', data, volume] };
  for (const NODE_COMPILE_CACHE of [compiled, '', compiled, '']) {
    // A new volume is filled with what the image has there, its owner and mode too.
    await rm(data, { recursive: true, force: true });
    await cp(path.join(stage.root, volume), data, { recursive: true });
    await chown(data, userId, userId);
    await chmod(data, 0o700);
    say(NODE_COMPILE_CACHE === '' ? 'with nothing compiled:' : 'as it is:');
    await starts(stage, { ...asImage, env: { ...asImage.env, NODE_COMPILE_CACHE } });
  }
  for (const kept of ['/app', compiled]) {
    const writes = ['/bin/bash', '-c', `2> /dev/null > ${kept}/x`];
    // Whoever may change what was compiled changes the program.
    if (runIn(stage, [...asUser, ...writes], { mounts: asImage.mounts }) === 0)
      throw new Error(`Its user may write to ${kept}.`);
    if (runIn(stage, writes, asImage) === 0) throw new Error('The root is not read-only.');
  }
  say(`what it wrote: ${(await readdir(data)).toSorted().join(', ')}`);
}

/** Until it is healthy, then until it has stopped in order. */
async function starts(stage: Stage, manner: Manner): Promise<void> {
  const inside = (command: readonly string[]): readonly string[] => [...inStage(stage, manner), ...asUser, ...command];
  const began = performance.now();
  const [program = '', ...args] = inside(stage.command);
  const bot = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  bot.stderr.on('data', (part: Buffer) => said.push(part));
  try {
    for (let attempt = 0; runIn(stage, [...asUser, ...stage.health], manner) !== 0; attempt += 1) {
      if (bot.exitCode !== null || attempt === 60) throw new Error(`It does not get healthy: ${bot.exitCode}`);
      await delay(250);
    }
    const pid = bot.pid ?? 0;
    say(
      `healthy after ${Math.round(performance.now() - began)} ms, ${await processorMsOf(pid)} ms of processor, ${await residentOf(pid)} MB resident`,
    );
  } finally {
    const stopped = once(bot, 'exit');
    process.kill(await leafOf(bot.pid ?? 0), stage.signal);
    const [code] = (await stopped) as [number | null];
    if (code !== 0) say(`It said:\n${Buffer.concat(said).toString()}`);
    succeed(code, `${stage.signal} of ${stage.command.join(' ')}`);
  }
  say(`stopped in order by ${stage.signal}`);
}

async function megabytes(start: string): Promise<number> {
  const files = await readdir(start, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter(file => file.isFile()).map(async file => (await stat(path.join(file.parentPath, file.name))).size),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
}
