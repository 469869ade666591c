import type { UnusualSpend } from '../../core/index.ts';
import type { PersonUsage } from '../ports/index.ts';

interface Known {
  /** The sums of their calls when they were last looked at. */
  readonly sums: string;
  readonly cost: bigint;
  readonly finding: UnusualSpend | undefined;
}

/** What this process has found of people's calls, so that only those are read again that may show something else. */
export class KnownSpend {
  readonly #byPerson = new Map<string, Known>();
  #complete: string | undefined;

  /** Whether everybody has been looked at since such news. */
  isComplete(news: string): boolean {
    return this.#complete === news;
  }

  complete(news: string): void {
    this.#complete = news;
  }

  /**
   * Whom to look at: of those who spent as much as anything is told of, whoever has other calls than before, and whoever something was found
   * of. At most so many, and of them at most so many calls, those that something is told of and then whoever spent most since their last look first;
   * of the others what was found stands. Forgets whoever spends less.
   */
  due<Usage extends PersonUsage>(
    spending: readonly Usage[],
    asked: {
      readonly least: number;
      readonly mostPeople: number;
      readonly mostCalls: number;
      readonly isTold: (person: string) => boolean;
    },
  ): { readonly people: readonly Usage[]; readonly isAll: boolean } {
    const watched = spending.filter(({ key, cost }) => key !== null && Number(cost) >= asked.least);
    const keys = new Set(watched.map(({ key }) => key));
    for (const person of this.#byPerson.keys()) if (!keys.has(person)) this.#byPerson.delete(person);
    const due = watched.filter(usage => {
      const known = this.#byPerson.get(usage.key ?? '');
      return known === undefined || known.finding !== undefined || known.sums !== sumsText(usage);
    });
    const { true: told = [], false: others = [] } = Object.groupBy(due, ({ key }) => `${asked.isTold(key ?? '')}`);
    const since = ({ key, cost }: Usage): number => Number(cost - (this.#byPerson.get(key ?? '')?.cost ?? 0n));
    const people = firstOf([...told, ...others.toSorted((one, other) => since(other) - since(one))], asked);
    return { people, isAll: people.length === due.length };
  }

  keep(usage: PersonUsage, finding: UnusualSpend | undefined): void {
    this.#byPerson.set(usage.key ?? '', { sums: sumsText(usage), cost: usage.cost, finding });
  }

  /** What was found, fraud first, then the most expensive. */
  findings(): readonly (readonly [person: string, finding: UnusualSpend])[] {
    return [...this.#byPerson]
      .flatMap(([person, { finding }]) => (finding === undefined ? [] : [[person, finding] as const]))
      .toSorted(([, one], [, other]) => rankOf(other) - rankOf(one) || other.amount - one.amount);
  }
}

/** The first of them, within these bounds; one has more calls than any bound perhaps, and is looked at all the same. */
function firstOf<Usage extends PersonUsage>(
  people: readonly Usage[],
  { mostPeople, mostCalls }: { readonly mostPeople: number; readonly mostCalls: number },
): readonly Usage[] {
  let calls = 0;
  const beyond = people.findIndex(usage => (calls += usage.calls) > mostCalls);
  return people.slice(0, beyond === -1 ? mostPeople : Math.min(mostPeople, Math.max(1, beyond)));
}

const sumsText = ({ calls, seconds, cost }: PersonUsage): string => `${calls} ${seconds} ${cost}`;

const rankOf = ({ severity }: UnusualSpend): number => (severity === 'fraud-suspected' ? 1 : 0);
