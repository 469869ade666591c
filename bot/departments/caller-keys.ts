import type { UsageKey } from '../../core/index.ts';
import type { KnownPeople } from '../licenses/kept-directory.ts';
import { callerIn } from '../licenses/caller-in.ts';

/** One key for each caller whom the directory knows, though the log has their id in some calls and only an address in others. */
export class CallerKeys {
  readonly #known: KnownPeople;
  readonly #others = new Map<string, Set<string>>();

  constructor(known: KnownPeople) {
    this.#known = known;
  }

  /** Their id; what the log has, for who has left. */
  of(key: UsageKey): UsageKey {
    const id = callerIn(this.#known, key ?? '')?.id.toLowerCase();
    if (key === null || id === undefined || id === key) return key;
    this.#others.set(id, (this.#others.get(id) ?? new Set()).add(key));
    return id;
  }

  /** Every key under which they were seen: when they have left, their address leads to their id no more. */
  allOf = (key: string): readonly string[] => [key, ...(this.#others.get(key) ?? [])];
}
