import { secondMs } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { OrganizationFacts } from './organization-facts.ts';

/** What was read so recently is not read again, however often somebody asks. */
const freshMs = 20 * secondMs;

/** How long one survey begins reads, and how many organizations it reads at once. */
const budgetMs = 1.5 * secondMs;
const atOnce = 4;

/** How long one organization may take. */
const oneMs = secondMs;

interface Surveyed {
  /** When it was last tried, by the clock that nobody sets. */
  readonly triedAt: number;
  readonly readAt: number;
  readonly hasFailed: boolean;
  readonly facts: OrganizationFacts | undefined;
}

/** How to read one organization. */
export type ReadOne = () => Promise<OrganizationFacts>;

/**
 * What the store holds of all organizations that are served now. However often and by however many it is asked, the store is read little: what is
 * fresh is kept, and of many organizations a part is read at a time, the longest unread first.
 */
export class Survey {
  readonly #organizations: () => ReadonlyMap<string, ReadOne>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Surveyed>();
  #running: Promise<void> | undefined;

  constructor(organizations: () => ReadonlyMap<string, ReadOne>, clock: Clock) {
    this.#organizations = organizations;
    this.#clock = clock;
  }

  /** What is known of each; of one that has never been read nothing is. */
  get facts(): ReadonlyMap<string, OrganizationFacts> {
    const served = this.#organizations();
    return new Map(
      [...this.#known].flatMap(([tenant, { facts }]) =>
        facts === undefined || !served.has(tenant) ? [] : [[tenant, facts] as const],
      ),
    );
  }

  /** How long ago the one that was read the longest ago was. */
  get oldestMs(): number {
    const now = this.#clock.elapsed();
    return Math.max(0, ...[...this.#known.values()].map(({ readAt }) => now - readAt).filter(Number.isFinite));
  }

  get failures(): number {
    return [...this.#known.values()].filter(({ hasFailed }) => hasFailed).length;
  }

  /** Reads those that are due, as many as there is time for; never rejects. */
  refresh(): Promise<void> {
    this.#running ??= this.#refreshed().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #refreshed(): Promise<void> {
    const begun = this.#clock.elapsed();
    const served = this.#organizations();
    for (const tenant of this.#known.keys()) if (!served.has(tenant)) this.#known.delete(tenant);
    const triedAt = (tenant: string): number => this.#known.get(tenant)?.triedAt ?? -Infinity;
    const due = [...served]
      .filter(([tenant]) => begun - triedAt(tenant) >= freshMs)
      .toSorted(([one], [other]) => triedAt(one) - triedAt(other) || 0);
    const reading = due.values();
    const reader = async (): Promise<void> => {
      for (const [tenant, read] of reading) {
        await this.#read(tenant, read);
        if (this.#clock.elapsed() - begun > budgetMs) return;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, reader));
  }

  async #read(tenant: string, read: ReadOne): Promise<void> {
    const triedAt = this.#clock.elapsed();
    const facts = await within(this.#clock, oneMs, read()).catch(() => undefined);
    const before = this.#known.get(tenant);
    this.#known.set(
      tenant,
      facts === undefined
        ? { triedAt, readAt: before?.readAt ?? -Infinity, hasFailed: true, facts: before?.facts }
        : { triedAt, readAt: triedAt, hasFailed: false, facts },
    );
  }
}
