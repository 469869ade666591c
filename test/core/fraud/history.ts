import {
  dayMs,
  isIncoming,
  medianOf,
  type Instant,
  type OrganizationHabits,
  type SpentCall,
} from '../../../core/index.ts';
import { cleanCalls } from './clean-calls.ts';
import { historyDays, type Organization } from './organization.ts';

/** What a whole organization calls, added up: its people's calls are made again where they are needed. */
export class History {
  readonly organization: Organization;
  readonly rows: number;
  readonly #usualWeek: number;
  /** Of each destination the calls of each day, added up from the first day on. */
  readonly #until = new Map<string, Uint32Array>();

  constructor(organization: Organization) {
    this.organization = organization;
    const weeks: number[] = [];
    let rows = 0;
    for (let person = 0; person < organization.people; person += 1) {
      const calls = cleanCalls(organization, person);
      rows += calls.length;
      for (const call of calls) this.#count(call);
      const cost = calls.reduce((sum, call) => sum + (isIncoming(call.callType) ? 0 : call.cost), 0);
      if (cost > 0) weeks.push(cost / (historyDays / 7));
    }
    for (const days of this.#until.values())
      for (let day = 1; day < days.length; day += 1) days[day]! += days[day - 1]!;
    this.rows = rows;
    this.#usualWeek = medianOf(weeks);
  }

  #count({ destination, start, callType }: SpentCall): void {
    if (isIncoming(callType)) return;
    const days = this.#until.get(destination) ?? new Uint32Array(historyDays + 1);
    days[this.#dayOf(start) + 1]! += 1;
    this.#until.set(destination, days);
  }

  #dayOf(at: Instant): number {
    return Math.max(0, Math.min(historyDays - 1, Math.floor((at - this.organization.days[0]!) / dayMs)));
  }

  /** What is known of the organization at an instant, where rows come in so many days late, with somebody's other calls. */
  habitsAt(
    at: Instant,
    { lagDays, more = [] }: { readonly lagDays: number; readonly more?: readonly SpentCall[] },
  ): OrganizationHabits {
    const [first, middle, last] = [
      this.#dayOf(at - 91 * dayMs),
      this.#dayOf(at - 28 * dayMs),
      this.#dayOf(at - lagDays * dayMs),
    ];
    const callsTo = new Map<string, { past: number; recent: number }>();
    for (const [destination, until] of this.#until)
      callsTo.set(destination, { past: until[middle]! - until[first]!, recent: until[last]! - until[middle]! });
    for (const { destination } of more) {
      const calls = callsTo.get(destination) ?? { past: 0, recent: 0 };
      callsTo.set(destination, { ...calls, recent: calls.recent + 1 });
    }
    const isLearning = at - this.organization.days[0]! < 49 * dayMs;
    return { people: this.organization.people, isLearning, callsTo, usualWeek: this.#usualWeek };
  }
}
