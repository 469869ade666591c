import { visible } from '../../cards/escape.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { UsageLine } from '../ports/index.ts';

/** Of an object id, which is random to its end. */
const idEnd = 8;

/**
 * What tells people apart who are shown under one name, by their keys: the address, asked of the directory only where two share a name; the end
 * of the id where it knows none or does not answer. Nobody else is in it.
 */
export async function namesApart(
  directory: KeptDirectory | undefined,
  people: readonly Pick<UsageLine, 'key' | 'label'>[],
): Promise<ReadonlyMap<string, string>> {
  const sharing = [...Map.groupBy(people, ({ label }) => visible(label))]
    .filter(([name, all]) => name !== '' && all.length > 1)
    .flatMap(([, all]) => all.flatMap(({ key }) => (key === null || key === '' ? [] : [key])));
  if (sharing.length === 0) return new Map();
  const known = (await directory?.read().catch(() => undefined))?.people ?? [];
  const addresses = new Map(known.map(({ id, userPrincipalName }) => [id.toLowerCase(), userPrincipalName]));
  return new Map(sharing.map(key => [key, addresses.get(key) || (key.includes('@') ? key : `…${key.slice(-idEnd)}`)]));
}
