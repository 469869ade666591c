import type { Person } from '../../core/index.ts';
import type { KnownPeople } from './kept-directory.ts';

/** Who has a key, which is an id or, where the log has none, an address; undefined for who has left. */
export function callerIn(known: KnownPeople, key: string): Person | undefined {
  const byId = known.person(key);
  if (byId !== undefined || !key.includes('@')) return byId;
  return known.mayMean(key).find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === key);
}
