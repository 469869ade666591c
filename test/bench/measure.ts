import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Extent, Figure } from './figures.ts';

/** The parts, in their order, with the seconds that each may take, and leave to those after it: together a quarter of an hour, or an hour and a half. */
export const limits = {
  ledger: { small: 60, full: 240 },
  turns: { small: 120, full: 300 },
  commands: { small: 210, full: 1200 },
  embedded: { small: 180, full: 800 },
  postgres: { small: 120, full: 300 },
  graph: { small: 60, full: 120 },
  alerts: { small: 70, full: 160 },
  crashes: { small: 80, full: 2200 },
} as const satisfies Readonly<Record<string, Readonly<Record<Extent, number>>>>;

export type PartName = keyof typeof limits;

export const isPartName = (name: string): name is PartName => Object.hasOwn(limits, name);

/**
 * Measures a part in a process of its own: its memory is its own, and what it has started ends with it, however it ends. Gives its
 * figures, or why there are none. Where there is a folder for profiles, its threads leave theirs there.
 */
export async function measure(
  part: PartName,
  until: {
    readonly ms: number;
    readonly extent: Extent;
    readonly rows: number | undefined;
    readonly stop: AbortSignal;
    readonly profiles: string | undefined;
  },
): Promise<readonly Figure[] | string> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'bench-'));
  // PostgreSQL may run as another user.
  await chmod(temporary, 0o755);
  const onDisk = await mkdtemp(path.join(process.cwd(), 'data-bench-'));
  try {
    return await figuresOf(part, { temporary, onDisk, ...until });
  } finally {
    for (const folder of [temporary, onDisk]) await rm(folder, { recursive: true, force: true });
  }
}

async function figuresOf(
  part: PartName,
  given: Parameters<typeof measure>[1] & { readonly temporary: string; readonly onDisk: string },
): Promise<readonly Figure[] | string> {
  const args = [part, given.onDisk, given.extent, ...(given.rows === undefined ? [] : [String(given.rows)])];
  const child = fork(path.join(import.meta.dirname, 'part.ts'), args, {
    execArgv: given.profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', given.profiles],
    // What Node compiled is kept, as the image and the service do it, for peers too.
    env: { ...process.env, TMPDIR: given.temporary, NODE_COMPILE_CACHE: path.join(given.temporary, 'compiled') },
    detached: true,
  });
  let figures: readonly Figure[] | undefined;
  child.on('message', message => (figures = message as readonly Figure[]));
  let why: string | undefined;
  const endBecause = (reason: string) => (): void => {
    why = reason;
    endGroup(child);
  };
  const limit = setTimeout(endBecause(`not done within ${Math.round(given.ms / 1000)} s`), given.ms);
  const stopped = endBecause('stopped');
  given.stop.addEventListener('abort', stopped);
  await once(child, 'exit');
  clearTimeout(limit);
  given.stop.removeEventListener('abort', stopped);
  endGroup(child);
  return figures ?? why ?? `ended with ${String(child.exitCode ?? child.signalCode)}`;
}

/** Ends a process and those that it has started. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}
