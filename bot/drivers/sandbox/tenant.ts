import { z } from 'zod';
import { dayMs, decimal, microsPerUnit, parseDecimal, toIso, type Instant, type Micros } from '../../../core/index.ts';
import type { Clock, Documents } from '../../ports.ts';
import { contosoSkus, contosoUsers, sku, type ContosoUser } from './contoso.ts';
import { guid, seeded } from './random.ts';

const call = z.object({
  id: z.string(),
  start: z.int(),
  seconds: z.int(),
  charge: z.string(),
  capability: z.string(),
  user: z.string().nullable(),
  callee: z.string(),
  destination: z.string(),
});
export type SandboxCall = z.infer<typeof call>;

const document = z.object({
  /** The first start: the calls of the 90 days before it are made from it, always the same. */
  startedAt: z.int(),
  given: z.record(z.string(), z.array(z.string())),
  calls: z.array(call),
});
type State = z.infer<typeof document>;

const seed = 20_261_122;
const name = 'sandbox-tenant';

const places: readonly (readonly [destination: string, prefix: string, centsPerMinute: number])[] = [
  ['United States', '+1206555', 1.3],
  ['Canada', '+1416555', 1.3],
  ['United Kingdom', '+44207946', 2.5],
  ['Germany', '+49305550', 3.1],
  ['Japan', '+8135550', 8.9],
  ['Zimbabwe', '+2634555', 39],
];

/** Contoso's state: who has been given what, and which calls were made. Kept, so that a restart forgets nothing. */
export class SandboxTenant {
  readonly #documents: Documents;
  readonly #clock: Clock;
  readonly #tenant: string;
  #state: State | undefined;
  #past: { readonly until: Instant; readonly calls: readonly SandboxCall[] } = { until: 0, calls: [] };

  constructor(documents: Documents, clock: Clock, tenant: string) {
    this.#documents = documents;
    this.#clock = clock;
    this.#tenant = tenant;
  }

  async open(): Promise<void> {
    await this.#change(state => state ?? this.#fresh());
  }

  async reset(): Promise<void> {
    await this.#change(() => this.#fresh());
  }

  /** Looks again: another process that shares the documents may have changed them. */
  async refresh(): Promise<void> {
    const state = parsed(await this.#documents.read(this.#tenant, name));
    if (state !== undefined) this.#take(state);
  }

  user(id: string): ContosoUser | undefined {
    return this.users().find(user => user.id === id);
  }

  users(): readonly ContosoUser[] {
    const { given } = this.#opened();
    return contosoUsers.map(user => ({ ...user, skus: [...user.skus, ...(given[user.id] ?? [])] }));
  }

  consumed(skuId: string): number {
    return this.users().filter(user => user.skus.includes(skuId)).length;
  }

  seatsLeft(skuId: string): number {
    return (contosoSkus.find(one => one.skuId === skuId)?.enabled ?? 0) - this.consumed(skuId);
  }

  async give(userId: string, skuIds: readonly string[]): Promise<void> {
    const own = new Set(contosoUsers.find(user => user.id === userId)?.skus);
    await this.#change((state = this.#fresh()) => {
      const given = state.given[userId] ?? [];
      const fresh = skuIds.filter(skuId => !own.has(skuId) && !given.includes(skuId));
      return fresh.length === 0 ? state : { ...state, given: { ...state.given, [userId]: [...given, ...fresh] } };
    });
  }

  /** Calls that began in [from, to], by start. */
  calls(from: Instant, to: Instant): readonly SandboxCall[] {
    return [...this.#past.calls, ...this.#opened().calls]
      .filter(one => one.start >= from && one.start <= to)
      .toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1));
  }

  async makeCalls(asked: {
    readonly count: number;
    readonly total?: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<void> {
    const parts = asked.total === undefined ? undefined : inParts(asked.total, asked.count);
    await this.#change((state = this.#fresh()) => {
      const random = seeded(seed + state.calls.length + 1);
      const made = Array.from({ length: asked.count }, (_, index): SandboxCall => {
        const start = asked.from + Math.floor(random() * (asked.to - asked.from + 1));
        const one = aCall(random, start, 'MCOPSTNPP');
        return parts === undefined ? one : { ...one, charge: decimal(parts[index] ?? 0, 'USD') };
      });
      return { ...state, calls: [...state.calls, ...made] };
    });
  }

  readonly #fresh = (): State => ({ startedAt: this.#clock.now(), given: {}, calls: [] });

  async #change(change: (state: State | undefined) => State): Promise<void> {
    let stands: State | undefined;
    await this.#documents.change(this.#tenant, name, before => {
      const state = parsed(before);
      stands = change(state);
      return stands === state ? before : stands;
    });
    if (stands !== undefined) this.#take(stands);
  }

  #take(state: State): void {
    this.#state = state;
    if (this.#past.until !== state.startedAt)
      this.#past = { until: state.startedAt, calls: pastCalls(state.startedAt) };
  }

  #opened(): State {
    if (this.#state === undefined) throw new Error('the sandbox tenant is not open');
    return this.#state;
  }
}

const parsed = (read: unknown): State | undefined => (read === null ? undefined : document.parse(read));

/** Ninety days of ordinary usage before the sandbox began: fewer calls at weekends, a good half paid by credits. */
function pastCalls(until: Instant): readonly SandboxCall[] {
  const random = seeded(seed);
  const calls: SandboxCall[] = [];
  for (let day = 90; day >= 1; day -= 1) {
    const begin = until - day * dayMs;
    const isWeekend = [0, 6].includes(new Date(begin).getUTCDay());
    const count = isWeekend ? 3 : 8 + Math.floor(random() * 8);
    for (let index = 0; index < count; index += 1) {
      const capability = random() < 0.6 ? 'MCOPSTNPP' : random() < 0.7 ? 'MCOPSTN1' : 'MCOMEETADD';
      calls.push(aCall(random, begin + Math.floor(random() * dayMs), capability));
    }
  }
  return calls;
}

function aCall(random: () => number, start: Instant, capability: string): SandboxCall {
  const [destination, prefix, rate] = places[
    Math.min(Math.floor(-Math.log(1 - random()) * 1.3), places.length - 1)
  ] ?? ['United States', '+1206555', 1.3];
  const callers = contosoUsers.filter(user => user.userType === 'Member' && !user.skus.includes(sku.resource));
  const user = callers[Math.floor(random() * callers.length)];
  const seconds = 30 + Math.floor(random() * random() * 1800);
  const cents = Math.max(1, Math.round(Math.ceil(seconds / 60) * rate));
  return {
    id: guid(random),
    start,
    seconds,
    charge: capability === 'MCOPSTNPP' ? decimal(cents * (microsPerUnit / 100), 'USD') : '0.00',
    capability,
    user: random() < 0.08 ? null : (user?.id ?? null),
    callee: `${prefix}${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
    destination,
  };
}

/** As many parts, equal but for the last, that sum exactly. */
function inParts(total: Micros, count: number): readonly Micros[] {
  const cent = microsPerUnit / 100;
  const part = Math.floor(total / count / cent) * cent;
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? total - part * (count - 1) : part));
}

/** One call as Graph's pstnCallLogRow (FACTS §4.1). */
export function pstnCallLogRow(one: SandboxCall, currency: string, user: ContosoUser | undefined) {
  const charge = parseDecimal(one.charge);
  return {
    id: one.id,
    callId: `${one.id.slice(0, 8)}@sandbox`,
    userId: user?.id ?? null,
    userPrincipalName: user?.userPrincipalName ?? null,
    userDisplayName: user?.displayName ?? null,
    startDateTime: toIso(one.start),
    endDateTime: toIso(one.start + one.seconds * 1000),
    duration: one.seconds,
    charge: charge.ok ? charge.value / microsPerUnit : 0,
    callType: user === undefined ? 'ucap_out' : 'user_out',
    currency,
    calleeNumber: one.callee,
    usageCountryCode: 'US',
    tenantCountryCode: 'US',
    connectionCharge: 0,
    callerNumber: '+14255550100',
    destinationContext: one.callee.startsWith('+1') ? 'Domestic' : 'International',
    destinationName: one.destination,
    conferenceId: null,
    licenseCapability: one.capability,
    inventoryType: 'Subscriber',
    operator: 'Microsoft',
    callDurationSource: 'microsoft',
  };
}
