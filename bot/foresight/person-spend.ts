import type { KeptDirectory } from '../licenses/kept-directory.ts';
import { callerIn } from '../licenses/caller-in.ts';
import type { PersonUsage } from '../ports/index.ts';

/** What somebody spent, and the keys under which the log has their calls. */
export interface PersonSpend extends PersonUsage {
  readonly keys: readonly string[];
}

/**
 * Each person once: the log has some by their id in one call and by their address in the next, and half of what is unusual may look usual.
 * Whom the directory does not know, and everybody while it cannot be read, stays apart.
 */
export async function spendOfEach(
  directory: Pick<KeptDirectory, 'read'>,
  spending: readonly PersonUsage[],
): Promise<readonly PersonSpend[]> {
  const isAddress = (key: string | null): key is string => key?.includes('@') === true;
  // Fraud is looked for without it, too.
  const known = spending.some(({ key }) => isAddress(key)) ? await directory.read().catch(() => undefined) : undefined;
  const idOf = (key: string | null) =>
    known !== undefined && isAddress(key) ? (callerIn(known, key)?.id.toLowerCase() ?? key) : key;
  const byId = Map.groupBy(spending, ({ key }) => idOf(key));
  return [...byId].map(([id, lines]) => together(id, lines)).toSorted(byCost);
}

function together(id: string | null, lines: readonly PersonUsage[]): PersonSpend {
  // Of whom only an address is in these days, older calls may be by their id.
  const keys = [...new Set([id ?? '', ...lines.map(({ key }) => key ?? '')])];
  const sums = lines.reduce((one, other) => ({
    key: id,
    ...{ calls: one.calls + other.calls, seconds: one.seconds + other.seconds },
    ...{ cost: one.cost + other.cost, drawn: one.drawn + other.drawn },
  }));
  return { ...sums, key: id, keys };
}

const byCost = (one: PersonUsage, other: PersonUsage): number => Number(other.cost - one.cost);
