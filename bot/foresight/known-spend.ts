import type { UnusualSpend } from '../../core/index.ts';
import type { PersonUsage } from '../ports/index.ts';

interface Known {
  /** The sums of their calls when they were last looked at; none of who never was. */
  readonly sums: string | undefined;
  /** The number of that look, or of the one before they came. */
  readonly look: number;
  /** What had come in by then. */
  readonly news: string;
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
   * of before these news. There is room for so many people, with so many calls: those that something is told of have half of it, the others at
   * least half, and of each whoever waits longest goes first, the most expensive of whom first, however many calls they have. What was found of
   * the others stands. Forgets whoever spends less.
   */
  due<Usage extends PersonUsage>(
    spending: readonly Usage[],
    asked: {
      readonly news: string;
      readonly least: number;
      readonly room: Room;
      readonly isTold: (person: string) => boolean;
    },
  ): { readonly people: readonly Usage[]; readonly isAll: boolean } {
    const watched = spending.filter(({ key, cost }) => key !== null && Number(cost) >= asked.least);
    const keys = new Set(watched.map(({ key }) => key));
    for (const person of this.#byPerson.keys()) if (!keys.has(person)) this.#byPerson.delete(person);
    this.#looks += 1;
    const [look, news] = [this.#looks - 1, asked.news];
    const due = watched
      .map(usage => ({ usage, known: this.#of(usage) ?? { sums: undefined, look, news, finding: undefined } }))
      .filter(({ usage, known }) => known.sums !== sumsText(usage) || (known.finding && known.news !== news))
      .toSorted((one, other) => one.known.look - other.known.look);
    for (const { usage, known } of due) this.#byPerson.set(usage.key ?? '', known);
    const { true: told = [], false: others = [] } = Object.groupBy(
      due.map(({ usage }) => usage),
      ({ key }) => `${asked.isTold(key ?? '')}`,
    );
    const half = { people: asked.room.people / 2, calls: asked.room.calls / 2 };
    const first = fitting(told, others.length === 0 ? asked.room : half);
    const rest = {
      people: Math.max(half.people, asked.room.people - first.length),
      calls: Math.max(half.calls, asked.room.calls - callsOfAll(first)),
    };
    const people = [...first, ...fitting(others, rest)];
    return { people, isAll: people.length === due.length };
  }

  keep(usage: PersonUsage, news: string, finding: UnusualSpend | undefined): void {
    this.#byPerson.set(usage.key ?? '', { sums: sumsText(usage), look: this.#looks, news, finding });
  }

  /** Whether somebody who spends as much as anything is told of was never looked at: another process may have found what stands. */
  isUnseen(person: string): boolean {
    const known = this.#byPerson.get(person);
    return known !== undefined && known.sums === undefined;
  }

  #of({ key }: PersonUsage): Known | undefined {
    return this.#byPerson.get(key ?? '');
  }

  /** What was found, fraud first, then the most expensive. */
  findings(): readonly (readonly [person: string, finding: UnusualSpend])[] {
    return [...this.#byPerson]
      .flatMap(([person, { finding }]) => (finding === undefined ? [] : [[person, finding] as const]))
      .toSorted(([, one], [, other]) => rankOf(other) - rankOf(one) || other.amount - one.amount);
  }
}

/** Those for whom there is room, in their order; whoever has more calls than there ever is room for goes alone when they are the first. */
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
