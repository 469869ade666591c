import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A profile as V8 writes it, of one thread: what was at work at each sample, and the microseconds since the one before. */
export interface CpuProfile {
  readonly nodes: readonly CallSite[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallSite {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

/** The profiles of a folder, with the file of each. */
export async function profilesIn(folder: string): Promise<readonly (CpuProfile & { readonly file: string })[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.cpuprofile')).toSorted();
  return Promise.all(
    names.map(async name => {
      const file = path.join(folder, name);
      return { ...(JSON.parse(await readFile(file, 'utf8')) as CpuProfile), file };
    }),
  );
}

/** So many places are shown; what has less is lost in noise. */
const most = 25;

/** The milliseconds that each file took by itself, and their share, the largest first. What waits is no work. */
export function costsIn(profile: CpuProfile, root: string): Readonly<Record<string, { ms: number; share: string }>> {
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame, root)]));
  const micros = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const place = places.get(id) ?? '';
    if (!waiting.has(place)) micros.set(place, (micros.get(place) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const all = [...micros.values()].reduce((sum, one) => sum + one, 0);
  return Object.fromEntries(
    [...micros]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([place, spent]) => [
        place,
        { ms: Math.round(spent / 1000), share: `${((spent / all) * 100).toFixed(1)} %` },
      ]),
  );
}

const waiting: ReadonlySet<string> = new Set(['(idle)', '(root)', '']);

/** The file in the project; for what has none, as SQLite's and V8's own, the function. */
function placeOf({ functionName, url }: CallSite['callFrame'], root: string): string {
  if (url.startsWith('file:')) return path.relative(root, fileURLToPath(url));
  return url === '' ? functionName : url;
}
