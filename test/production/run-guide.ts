import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { guideBlocks, type GuideBlock } from './guide-blocks.ts';

export interface GuidePlace {
  /** The checkout in which an operator would stand. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** What runs a text: a shell that ends with the first command that fails, in whatever jail. */
  readonly shell?: readonly [command: string, ...args: string[]];
  /** What is run instead of a text, where it cannot be run as it stands. */
  readonly rewrite?: (text: string) => string;
  /** What happens beside the blocks: secrets are pasted, somebody sets up in chat. Called before each, those of the cloud too. */
  readonly before?: (block: GuideBlock) => Promise<void>;
  readonly after?: (done: DoneBlock) => void;
}

/** What became of a block. */
export interface DoneBlock {
  readonly block: GuideBlock;
  /** What its shell exited with; null where it goes on. */
  readonly code: number | null;
  /** All that it printed, on standard output and standard error. */
  readonly printed: string;
  readonly ms: number;
}

const strictShell = ['/bin/bash', '-e', '-u', '-o', 'pipefail', '-c'] as const;
const asItStands = (text: string): string => text;
const readyWithinMs = 120_000;

/** Runs the guide's blocks in order, but those of the cloud; ends what it has begun. A block that fails does not end it. */
export async function runGuide(place: GuidePlace): Promise<readonly DoneBlock[]> {
  const { before, after, rewrite = asItStands } = place;
  const done: DoneBlock[] = [];
  let running: Started | undefined;
  try {
    for (const block of guideBlocks()) {
      await before?.(block);
      if (block.kind === 'cloud') continue;
      if (block.kind === 'stops') {
        await ended(running);
        running = undefined;
      }
      const started = start(place, rewrite(block.text));
      const code = block.kind === 'runs' ? await isReady(started) : await started.exited;
      if (block.kind === 'runs') running = started;
      const one = { block, code, printed: started.printed(), ms: Math.round(performance.now() - started.at) };
      done.push(one);
      after?.(one);
    }
  } finally {
    await ended(running);
  }
  return done;
}

interface Started {
  readonly child: ChildProcess;
  readonly exited: Promise<number>;
  readonly printed: () => string;
  readonly at: number;
}

function start({ folder, env, shell = strictShell }: GuidePlace, text: string): Started {
  const [command, ...args] = shell;
  const child = spawn(command, [...args, text], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      parts.push(part);
    });
  const exited = once(child, 'close').then(([code]) => (code as number | null) ?? 1);
  return { child, exited, printed: () => Buffer.concat(parts).toString(), at: performance.now() };
}

/** Null once it listens; else what it ended with. */
async function isReady({ child, exited, printed }: Started): Promise<number | null> {
  const listens = new Promise<null>(resolve => {
    const look = (): void => {
      if (printed().includes('listening on ')) resolve(null);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
  });
  const late = AbortSignal.timeout(readyWithinMs);
  return Promise.race([listens, exited, once(late, 'abort').then(() => 1)]);
}

/** Ends it as a service manager does. */
async function ended(started: Started | undefined): Promise<void> {
  if (started?.child.pid === undefined || started.child.exitCode !== null) return;
  process.kill(-started.child.pid, 'SIGTERM');
  await started.exited;
}
