import type { Share } from '../../core/index.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Rows } from '../ports/index.ts';
import { callerIn } from '../licenses/caller-in.ts';

/**
 * What callers are called, by their keys: as the directory has it; who has left has the name of their last call, else what they are known by.
 */
export async function callerNames(
  { keptDirectory, rows }: { readonly keptDirectory: KeptDirectory; readonly rows: Rows },
  shares: readonly Share[],
): Promise<ReadonlyMap<string, string>> {
  const known = await keptDirectory.read();
  const keys = shares.flatMap(({ key }) => (key === null || key === '' ? [] : [key]));
  const names = new Map(keys.map(key => [key, callerIn(known, key)?.name]));
  const left = await rows.lastCallers(keys.filter(key => names.get(key) === undefined));
  return new Map(keys.map(key => [key, names.get(key) ?? (left.get(key)?.name || key)]));
}
