import type { UnusualSpend } from '../../core/index.ts';
import type { PersonUsage } from '../ports/index.ts';

interface Known {
  /** The sums of their calls when they were last looked at. */
  readonly sums: string;
  /** The number of that look. */
  readonly look: number;
  readonly finding: UnusualSpend | undefined;
}

/** How many people are looked at together, and how many calls they have in the days that are judged. */
interface Room {
  readonly people: number;
  readonly calls: number;
}

/** What this process has found of people's calls, so that only those are read again that may show something else. */
export class KnownSpend {
  readonly #byPerson = new Map<string, Known>();
  #complete: string | undefined;
  #looks = 0;

  /** Whether everybody has been looked at since such news. */
  isComplete(news: string): boolean {
    return this.#complete === news;
  }

  complete(news: string): void {
    this.#complete = news;
  }

  /**
   * Whom to look at: of those who spent as much as anything is told of, whoever has other calls than before, and whoever something was found
   * of. At most so many, with at most so many calls or one person's: those that something is told of have half of the room, whoever was looked at
   * longest ago goes first, and of who never was the most expensive; of the others what was found stands. Forgets whoever spends less.
   */
  due<Usage extends PersonUsage>(
    spending: readonly Usage[],
    asked: { readonly least: number; readonly room: Room; readonly isTold: (person: string) => boolean },
  ): { readonly people: readonly Usage[]; readonly isAll: boolean } {
    const watched = spending.filter(({ key, cost }) => key !== null && Number(cost) >= asked.least);
    const keys = new Set(watched.map(({ key }) => key));
    for (const person of this.#byPerson.keys()) if (!keys.has(person)) this.#byPerson.delete(person);
    const due = watched
      .filter(usage => {
        const known = this.#byPerson.get(usage.key ?? '');
        return known === undefined || known.finding !== undefined || known.sums !== sumsText(usage);
      })
      .toSorted((one, other) => this.#lookedAt(one) - this.#lookedAt(other));
    const { true: told = [], false: others = [] } = Object.groupBy(due, ({ key }) => `${asked.isTold(key ?? '')}`);
    const { people, calls } = asked.room;
    const first = fitting(told, others.length === 0 ? asked.room : { people: people / 2, calls: calls / 2 });
    const rest = { people: people - first.length, calls: calls - callsOfAll(first) };
    const chosen = [...first, ...fitting(others, rest)];
    this.#looks += 1;
    return { people: chosen, isAll: chosen.length === due.length };
  }

  keep(usage: PersonUsage, finding: UnusualSpend | undefined): void {
    this.#byPerson.set(usage.key ?? '', { sums: sumsText(usage), look: this.#looks, finding });
  }

  #lookedAt({ key }: PersonUsage): number {
    return this.#byPerson.get(key ?? '')?.look ?? 0;
  }

  /** What was found, fraud first, then the most expensive. */
  findings(): readonly (readonly [person: string, finding: UnusualSpend])[] {
    return [...this.#byPerson]
      .flatMap(([person, { finding }]) => (finding === undefined ? [] : [[person, finding] as const]))
      .toSorted(([, one], [, other]) => rankOf(other) - rankOf(one) || other.amount - one.amount);
  }
}

/** Those for whom there is room, in their order; whoever has more calls than there ever is room for goes alone, when it is their turn. */
function fitting<Usage extends PersonUsage>(some: readonly Usage[], room: Room): readonly Usage[] {
  const chosen: Usage[] = [];
  let { calls } = room;
  for (const usage of some) {
    if (chosen.length >= room.people) break;
    if (usage.calls > calls && chosen.length > 0) continue;
    chosen.push(usage);
    calls -= usage.calls;
  }
  return chosen;
}

const callsOfAll = (some: readonly PersonUsage[]): number => some.reduce((sum, { calls }) => sum + calls, 0);

const sumsText = ({ calls, seconds, cost }: PersonUsage): string => `${calls} ${seconds} ${cost}`;

const rankOf = ({ severity }: UnusualSpend): number => (severity === 'fraud-suspected' ? 1 : 0);
