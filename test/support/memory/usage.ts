import {
  dayOf,
  total,
  usageKeysOf,
  type CallMix,
  type CallRow,
  type Instant,
  type Micros,
  type TimeZone,
  type UsageBy,
  type UsageKey,
  type Window,
} from '../../../core/index.ts';
import type {
  AskedCalls,
  CallPage,
  CallPlace,
  DayUsage,
  LastCaller,
  ListedCall,
  PersonCall,
  PersonUsage,
  Rows,
  UsageLine,
  UsageOf,
  UsageRanking,
  UsageSums,
} from '../../../bot/ports/index.ts';
import type { RowBook } from './row-book.ts';

type Standing = ReturnType<RowBook['standing']>[number];

/** What the reads of usage answer, worked out from the rows each time that they are asked. */
export class ScannedUsage {
  readonly #standing: readonly Standing[];
  readonly #timeZone: TimeZone;

  constructor(standing: readonly Standing[], timeZone: TimeZone) {
    this.#standing = standing;
    this.#timeZone = timeZone;
  }

  usage({ days, of }: { readonly days: AskedCalls['days']; readonly of?: UsageOf }): UsageSums {
    return sumsOf(this.#of(days, of));
  }

  byDay({ days, of }: { readonly days: AskedCalls['days']; readonly of?: UsageOf }): readonly DayUsage[] {
    return [...Map.groupBy(this.#of(days, of), ({ start }) => this.#dayOf(start))]
      .map(([day, calls]) => ({ day, ...sumsOf(calls) }))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  }

  costsByDay({ days, people }: Parameters<Rows['costsByDay']>[0]): ReadonlyMap<string, ReadonlyMap<string, bigint>> {
    const costs = people.map(key => {
      const byDay = this.byDay({ days, of: { by: 'person', key } });
      return [key, new Map(byDay.map(({ day, cost }) => [day, cost]))] as const;
    });
    return new Map(costs.filter(([, { size }]) => size > 0));
  }

  ranked({ days, by, top, isNamed = true }: Parameters<Rows['ranked']>[0]): UsageRanking {
    const groups = [...Map.groupBy(this.#of(days), ({ row }) => usageKeysOf(row.about)[by])];
    const lines = groups
      .map(([key, calls]) => ({
        key,
        label: by === 'person' && !isNamed ? (key ?? '') : this.#labelOf(by, key),
        ...sumsOf(calls),
      }))
      .toSorted(byCost);
    const others = groups.filter(([key]) => !lines.slice(0, top).some(line => line.key === key));
    return {
      lines: lines.slice(0, top),
      others: { lines: others.length, ...sumsOf(others.flatMap(([, calls]) => calls)) },
    };
  }

  lastCallers(keys: readonly string[]): ReadonlyMap<string, LastCaller> {
    return new Map(
      keys.flatMap(key => {
        const calls = this.#standing.filter(({ row }) => usageKeysOf(row.about).person === key).map(({ row }) => row);
        if (calls.length === 0) return [];
        const { about } = calls.reduce((one, other) => (isBefore(one, other) ? other : one));
        return [[key, { name: about.userName, address: about.userPrincipalName }] as const];
      }),
    );
  }

  peopleOfMonth({ month, after, limit }: Parameters<Rows['peopleOfMonth']>[0]): readonly PersonUsage[] {
    const ofMonth = this.#standing.filter(({ start }) => this.#dayOf(start).startsWith(month));
    return [...Map.groupBy(ofMonth, ({ row }) => usageKeysOf(row.about).person)]
      .map(([key, calls]) => ({ key, ...sumsOf(calls) }))
      .filter(({ key }) => after === undefined || orderOf(key) > orderOf(after))
      .toSorted((one, other) => (orderOf(one.key) < orderOf(other.key) ? -1 : 1))
      .slice(0, limit);
  }

  callMix({ from, to }: Window): readonly CallMix[] {
    const some = this.#standing.filter(({ start }) => start >= from && start < to);
    const keysOf = ({ row }: Standing): readonly string[] => {
      const { person, destination, type } = usageKeysOf(row.about);
      return [person ?? '', destination ?? '', type ?? '', row.capability];
    };
    return [...Map.groupBy(some, one => JSON.stringify(keysOf(one))).values()].map(calls => {
      const [person = '', destination = '', type = '', capability = ''] = calls.slice(0, 1).flatMap(keysOf);
      const minutes = calls.reduce((sum, { row }) => sum + Math.ceil(row.durationSeconds / 60), 0);
      return { person, destination, type, capability, calls: calls.length, minutes, cost: sumsOf(calls).cost };
    });
  }

  callsOf({ people, window }: Parameters<Rows['callsOf']>[0]): readonly PersonCall[] {
    const asked = new Set(people);
    return this.#standing.flatMap(({ row, creditsCost }) => {
      const person = usageKeysOf(row.about).person ?? '';
      if (row.start < window.from || row.start >= window.to || !asked.has(person)) return [];
      const { start, durationSeconds, about } = row;
      const { callType, destination, callee } = about;
      return [{ start, seconds: durationSeconds, cost: creditsCost, callType, destination, callee, person }];
    });
  }

  calls({ days, person, destination, over = -1, after, limit }: AskedCalls): CallPage {
    const found = this.#of(days)
      .filter(({ row, creditsCost }) => {
        const keys = usageKeysOf(row.about);
        return (
          creditsCost > over &&
          (person === undefined || keys.person === person) &&
          (destination === undefined || keys.destination === destination)
        );
      })
      .map(({ row, version, cost, creditsCost }) => ({ row, version, cost: creditsCost, drawn: cost }))
      .filter(({ row }) => after === undefined || isBefore(row, after))
      .toSorted(({ row: one }, { row: other }) => (isBefore(one, other) ? 1 : -1));
    const calls: readonly ListedCall[] = found.slice(0, limit);
    const last = calls.at(-1)?.row;
    return {
      calls,
      next: last === undefined || found.length <= limit ? undefined : { start: last.start, id: last.id },
    };
  }

  #dayOf(start: Instant): string {
    return dayOf(start, this.#timeZone);
  }

  #of({ first, last }: AskedCalls['days'], of?: UsageOf): readonly Standing[] {
    return this.#standing.filter(({ start, row }) => {
      const day = this.#dayOf(start);
      return day >= first && day <= last && (of === undefined || usageKeysOf(row.about)[of.by] === of.key);
    });
  }

  /** A person has the name of their last call, whenever that was. */
  #labelOf(by: UsageBy, key: UsageKey): string {
    if (key === null || key === '') return '';
    if (by !== 'person') return key;
    return this.lastCallers([key]).get(key)?.name ?? '';
  }
}

const isBefore = (one: CallPlace, other: CallPlace): boolean =>
  one.start < other.start || (one.start === other.start && one.id < other.id);

const sumsOf = (
  calls: readonly { readonly row: CallRow; readonly cost: Micros; readonly creditsCost: Micros }[],
): UsageSums => ({
  calls: calls.length,
  seconds: calls.reduce((sum, { row }) => sum + row.durationSeconds, 0),
  cost: total(calls.map(({ creditsCost }) => creditsCost)),
  drawn: total(calls.map(({ cost }) => cost)),
});

function byCost(one: UsageLine, other: UsageLine): number {
  if (one.cost !== other.cost) return one.cost > other.cost ? -1 : 1;
  return other.seconds - one.seconds || (orderOf(one.key) < orderOf(other.key) ? -1 : 1);
}

/** What is erased comes after what is unknown, and before everything else. */
const orderOf = (key: UsageKey): string => key ?? '\u0001';
