import { availableParallelism } from 'node:os';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { alphabets } from './alphabets.ts';
import { explore, type Explored } from './explore.ts';

// npm run laws -- exhaustive [DEPTH [ALPHABET…]]: every history of up to DEPTH commands (5) over each alphabet, then deeper ones in which
// states that are equal are folded together. It ends with 1 if a journal was condemned or a command threw.

interface Part {
  readonly name: string;
  readonly depth: number;
  readonly isFolded: boolean;
  readonly of: number;
  readonly rest: number;
}

/** Runs an alphabet on all cores. */
async function onAllCores(part: Omit<Part, 'of' | 'rest'>): Promise<Explored> {
  const of = availableParallelism();
  const all = await Promise.all(
    Array.from(
      { length: of },
      (_, rest) =>
        new Promise<Explored>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { ...part, of, rest } satisfies Part });
          worker.once('message', resolve).once('error', reject);
        }),
    ),
  );
  return all.reduce((sum, one) => ({
    histories: sum.histories + one.histories,
    refused: sum.refused + one.refused,
    verified: sum.verified + one.verified,
    folded: sum.folded + one.folded,
    ...((sum.found ?? one.found) && { found: sum.found ?? one.found! }),
  }));
}

export async function exhaustive(
  depth = 5,
  names: readonly string[] = alphabets.map(({ name }) => name),
): Promise<void> {
  for (const { name, letters } of alphabets.filter(one => names.includes(one.name))) {
    for (const isFolded of [false, true]) {
      const begun = performance.now();
      const length = isFolded ? depth + 1 : depth;
      const { histories, refused, verified, folded, found } = await onAllCores({ name, depth: length, isFolded });
      const seconds = Math.round((performance.now() - begun) / 1000);
      console.log(
        `${name}${isFolded ? ', folded' : ''}: ${letters.length} letters, up to ${length} commands, ${histories} histories ` +
          `(${refused} refused or without effect, ${folded} folded), ${verified} journals verified, ${seconds} s`,
      );
      if (found === undefined) continue;
      console.log(`  FOUND ${found.history.join(' · ')} → ${found.why}`);
      process.exitCode = 1;
    }
  }
}

if (!isMainThread) {
  const { name, depth, isFolded, of, rest } = workerData as Part;
  const alphabet = alphabets.find(one => one.name === name);
  if (alphabet !== undefined) parentPort?.postMessage(explore({ alphabet, depth, isFolded, part: { of, rest } }));
}
