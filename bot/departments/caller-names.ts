import { dayOf, type Share } from '../../core/index.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Clock, Rows } from '../ports/index.ts';
import { callerIn } from './present-departments.ts';

/**
 * What callers are called, by their keys: as the directory has it; who has left has the name of their last call, else what they are known by.
 */
export async function callerNames(
  { keptDirectory, rows, clock }: { readonly keptDirectory: KeptDirectory; readonly rows: Rows; readonly clock: Clock },
  shares: readonly Share[],
): Promise<ReadonlyMap<string, string>> {
  const known = await keptDirectory.read();
  const days = { first: dayOf(0, 'UTC'), last: dayOf(clock.now() + dayAhead, 'UTC') };
  const names = new Map<string, string>();
  for (const { key } of shares) {
    if (key === null || key === '') continue;
    const [call] = callerIn(known, key) === undefined ? (await rows.calls({ days, person: key, limit: 1 })).calls : [];
    names.set(key, callerIn(known, key)?.name ?? (call?.row.about.userName || key));
  }
  return names;
}

/** Whatever the zone, today is over by then. */
const dayAhead = 86_400_000;
