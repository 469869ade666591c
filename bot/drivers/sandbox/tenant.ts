import { z } from 'zod';
import { dayMs, decimal, type Instant, type Micros } from '../../../core/index.ts';
import type { Clock, Documents } from '../../ports/index.ts';
import { TypedDocument } from '../../work/typed-document.ts';
import {
  contosoOf,
  contosoUsers,
  groupsOf,
  skusOf,
  type ContosoGroup,
  type ContosoSku,
  type ContosoUser,
} from './contoso.ts';
import { groupChange, licensesNow, membersDue, withGroupChange, withOwn } from './group-licenses.ts';
import { aCall, inParts, pastCalls, sandboxCall, seed, type SandboxCall } from './made-calls.ts';
import { guid, seeded } from './random.ts';

const document = z.object({
  /** The first start: the calls of the 90 days before it are generated, always the same. */
  startedAt: z.int(),
  /** How many people it has; the 25 fixed ones when left out. */
  people: z.int().optional(),
  /** The share of requests that its Graph throttles, in percent. */
  throttled: z.number().optional(),
  calls: z.array(sandboxCall),
});
type State = z.infer<typeof document>;

/** What was written through Graph: a separate document, since only the process that serves Graph writes it. */
const writings = z.object({
  /** The `startedAt` of the tenant that it belongs to: after a reset it no longer counts. */
  startedAt: z.int(),
  given: z.record(z.string(), z.array(z.string())),
  located: z.record(z.string(), z.string()),
  /** The departments of people who were moved to another; none when left out. */
  moved: z.record(z.string(), z.string()).optional(),
  /** Licenses taken away; none when left out. */
  taken: z.record(z.string(), z.array(z.string())).optional(),
  /** Ids of users deleted and not restored; none when left out. */
  deleted: z.array(z.string()).optional(),
  /** What was asked for groups, in order, and how many members of each have been seen to; none when left out. */
  groups: z.array(groupChange).optional(),
  /** Whose entry changed, in order: what a delta query tells of. */
  changed: z.array(z.string()).optional(),
});
type Writings = z.infer<typeof writings>;

/** An SMS that a user sent. */
export interface SandboxMessage {
  readonly id: string;
  readonly at: Instant;
  readonly user: string | null;
  readonly to: string;
  readonly charge: string;
  readonly capability: string;
}

/** Contoso's state: assigned licenses, locations and calls, stored so that a restart loses nothing. */
export class SandboxTenant {
  readonly #document: TypedDocument<State>;
  readonly #written: TypedDocument<Writings>;
  readonly #clock: Clock;
  #state: State | undefined;
  #writings: Writings = { startedAt: 0, given: {}, located: {} };
  #people: readonly ContosoUser[] = [];
  #groups: readonly ContosoGroup[] = [];
  #index = new Map<string, ContosoUser>();
  /** By id, for a restore. */
  readonly #deleted = new Map<string, ContosoUser>();
  /** How often every delta link was made to expire. */
  #expiries = 0;
  #skus: readonly ContosoSku[] = [];
  readonly #consumed = new Map<string, number>();
  #past: { readonly until: Instant; readonly calls: readonly SandboxCall[] } = { until: 0, calls: [] };

  constructor(documents: Documents, clock: Clock) {
    this.#document = new TypedDocument(documents, 'sandbox-tenant', document);
    // As earlier versions named it.
    this.#written = new TypedDocument(documents, 'sandbox-licences', writings);
    this.#clock = clock;
  }

  async open(): Promise<void> {
    await this.#change(state => state ?? this.#fresh());
  }

  async reset(): Promise<void> {
    await this.#change(state => ({ ...this.#fresh(), people: state?.people, throttled: state?.throttled }));
  }

  /** Reads the state again, since another process that shares the documents may have changed it. */
  async refresh(): Promise<void> {
    const state = await this.#document.read();
    if (state !== undefined) await this.#take(state);
  }

  user(id: string): ContosoUser | undefined {
    return this.#index.get(id);
  }

  /** In a stable order, the 25 fixed ones first. */
  users(): readonly ContosoUser[] {
    return this.#people.map(({ id }) => this.#index.get(id)).filter(user => user !== undefined);
  }

  skus(): readonly ContosoSku[] {
    return this.#skus;
  }

  sku(id: string): ContosoSku | undefined {
    return this.#skus.find(({ skuId }) => skuId === id);
  }

  consumed(skuId: string): number {
    return this.#consumed.get(skuId) ?? 0;
  }

  seatsLeft(skuId: string): number {
    return (this.sku(skuId)?.enabled ?? 0) - this.consumed(skuId);
  }

  /** The share of requests that Graph is to throttle, from 0 to 1. */
  get throttled(): number {
    return (this.#state?.throttled ?? 0) / 100;
  }

  /** With the licenses that each has now. */
  groups(): readonly ContosoGroup[] {
    return this.#groups.map(group => ({ ...group, licenses: licensesNow(group, this.#writings.groups) }));
  }

  group(id: string): ContosoGroup | undefined {
    return this.groups().find(group => group.id === id.toLowerCase());
  }

  /** Assigns products to a user directly, in memory; `save` stores it. */
  give(userId: string, skuIds: readonly string[]): void {
    const user = this.#index.get(userId);
    const fresh = skuIds.filter(skuId => user !== undefined && !user.own.includes(skuId));
    if (user === undefined || fresh.length === 0) return;
    const { given, taken = {} } = this.#writings;
    given[userId] = [...new Set([...(given[userId] ?? []), ...fresh])];
    this.#writings.taken = { ...taken, [userId]: (taken[userId] ?? []).filter(skuId => !fresh.includes(skuId)) };
    this.#become(withOwn(user, [...user.own, ...fresh]));
    this.#changed(userId);
  }

  /** Takes a license away; what a group brings stays. */
  take(userId: string, skuIds: readonly string[]): void {
    const user = this.#index.get(userId);
    const had = skuIds.filter(skuId => user?.own.includes(skuId) === true);
    if (user === undefined || had.length === 0) return;
    const { taken = {} } = this.#writings;
    this.#writings.taken = { ...taken, [userId]: [...new Set([...(taken[userId] ?? []), ...had])] };
    this.#become(
      withOwn(
        user,
        user.own.filter(skuId => !had.includes(skuId)),
      ),
    );
    this.#changed(userId);
  }

  /** Accepts a change of a group's products; its members are seen to later, some at a time. */
  changeGroup(group: string, asked: { readonly add: readonly string[]; readonly remove: readonly string[] }): void {
    const { add, remove } = asked;
    this.#writings.groups ??= [];
    this.#writings.groups.push({ group, add: [...add], remove: [...remove], at: this.#clock.now(), done: 0 });
  }

  /** Sees to the members of groups whose turn has come: whether there were any. */
  seeToGroups(): boolean {
    const now = this.#clock.now();
    let isAny = false;
    for (const change of this.#writings.groups ?? []) {
      const due = membersDue(change, this.#membersOf(change.group), now);
      for (const user of due) {
        this.#become(withGroupChange(user, change));
        this.#changed(user.id);
      }
      change.done += due.length;
      isAny ||= due.length > 0;
    }
    return isAny;
  }

  #membersOf(group: string): readonly ContosoUser[] {
    const members = this.#groups.find(({ id }) => id === group)?.members ?? [];
    return members.map(id => this.#index.get(id) ?? this.#deleted.get(id)).filter(user => user !== undefined);
  }

  /** The user as they are from now on, with the seats that they take. */
  #become(user: ContosoUser): void {
    for (const skuId of this.#index.get(user.id)?.skus ?? []) this.#consumed.set(skuId, this.consumed(skuId) - 1);
    if (this.#deleted.has(user.id)) {
      this.#deleted.set(user.id, user);
      return;
    }
    for (const skuId of user.skus) this.#consumed.set(skuId, this.consumed(skuId) + 1);
    this.#index.set(user.id, user);
  }

  /** Deletes a user, who can be restored. */
  delete(userId: string): void {
    const user = this.#index.get(userId);
    if (user === undefined) return;
    this.#deleted.set(userId, user);
    this.#index.delete(userId);
    for (const skuId of user.skus) this.#consumed.set(skuId, this.consumed(skuId) - 1);
    this.#changed(userId);
  }

  restore(userId: string): void {
    const user = this.#deleted.get(userId);
    if (user === undefined) return;
    this.#deleted.delete(userId);
    this.#index.set(userId, user);
    for (const skuId of user.skus) this.#consumed.set(skuId, this.consumed(skuId) + 1);
    this.#changed(userId);
  }

  /** Whose entry changed, in order, since this generation of the tenant began; links of another one are not known. */
  get changes(): { readonly generation: string; readonly ids: readonly string[] } {
    const { startedAt, people = 0 } = this.#opened();
    return { generation: `${startedAt}-${people}-${this.#expiries}`, ids: this.#writings.changed ?? [] };
  }

  /** Makes every delta link that was given expire. */
  expireLinks(): void {
    this.#expiries += 1;
  }

  #changed(userId: string): void {
    this.#writings.changed ??= [];
    this.#writings.changed.push(userId);
    this.#writings.deleted = [...this.#deleted.keys()];
  }

  locate(userId: string, country: string): void {
    const user = this.#index.get(userId);
    if (user === undefined) return;
    this.#writings.located[userId] = country;
    this.#index.set(userId, { ...user, usageLocation: country });
    this.#changed(userId);
  }

  /** Moves a user to another department. */
  move(userId: string, department: string): void {
    const user = this.#index.get(userId);
    if (user === undefined) return;
    this.#writings.moved = { ...this.#writings.moved, [userId]: department };
    this.#index.set(userId, { ...user, department });
    this.#changed(userId);
  }

  /** Stores what was written through Graph. */
  async save(): Promise<void> {
    await this.#written.write(this.#writings);
  }

  /** Changes the number of people, or the share of requests that are throttled. */
  async become(change: { readonly people?: number; readonly throttled?: number }): Promise<void> {
    await this.#change((state = this.#fresh()) => ({ ...state, ...change }));
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

  /** Calls to Latvia on one person's account, one after the other between two instants, which cost that together: gives whose it is. */
  async stealAccount(asked: {
    readonly count: number;
    readonly total: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<ContosoUser> {
    const { count, total, from, to } = asked;
    const [victim] = contosoUsers.slice(7);
    if (victim === undefined) throw new Error('Contoso has nobody');
    const parts = inParts(total, count);
    await this.#change((state = this.#fresh()) => {
      const random = seeded(seed + state.calls.length + 1);
      const made = parts.map((part, index): SandboxCall => ({
        id: guid(random),
        start: from + Math.floor((index * (to - from)) / count),
        seconds: 180 + Math.floor(random() * 120),
        charge: decimal(part, 'USD'),
        capability: 'MCOPSTNPP',
        user: victim.id,
        callee: `+3716700${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
        destination: 'Latvia',
      }));
      return { ...state, calls: [...state.calls, ...made] };
    });
    return victim;
  }

  /** Messages that were sent in [from, to]: one on each of the 90 days before the sandbox began. */
  messages(from: Instant, to: Instant): readonly SandboxMessage[] {
    const { startedAt } = this.#opened();
    const random = seeded(seed + 1);
    return Array.from({ length: 90 }, (_, day): SandboxMessage => {
      const at = startedAt - (day + 1) * dayMs + Math.floor(random() * dayMs);
      const capability = random() < 0.5 ? 'MCOPSTNPP' : 'MCOSMS1';
      const id = guid(random);
      return { id, at, user: contosoUsers[day % 6]?.id ?? null, to: '+12065550123', charge: '0.02', capability };
    })
      .filter(({ at }) => at >= from && at <= to)
      .toSorted((one, other) => one.at - other.at);
  }

  /** Users blocked from calling in [from, to]: one, five days before the sandbox began. */
  blocked(from: Instant, to: Instant): readonly { readonly at: Instant; readonly user: string }[] {
    const at = this.#opened().startedAt - 5 * dayMs;
    return at >= from && at <= to ? [{ at, user: contosoUsers[9]?.id ?? '' }] : [];
  }

  readonly #fresh = (): State => ({ startedAt: this.#clock.now(), calls: [] });

  async #change(change: (state: State | undefined) => State): Promise<void> {
    await this.#take(await this.#document.change(change));
  }

  async #take(state: State): Promise<void> {
    const before = this.#state;
    this.#state = state;
    if (before?.startedAt === state.startedAt && before.people === state.people) return;
    this.#past = { until: state.startedAt, calls: pastCalls(state.startedAt) };
    const kept = await this.#written.readIntact();
    this.#writings =
      kept?.startedAt === state.startedAt ? kept : { startedAt: state.startedAt, given: {}, located: {} };
    this.#people = contosoOf(state.people ?? 0);
    this.#skus = skusOf(state.people ?? 0);
    this.#groups = groupsOf(this.#people);
    this.#index = new Map(this.#people.map(user => [user.id, writtenTo(user, this.#writings)]));
    for (const change of this.#writings.groups ?? [])
      for (const user of this.#membersOf(change.group).slice(0, change.done))
        this.#index.set(user.id, withGroupChange(user, change));
    this.#deleted.clear();
    for (const id of this.#writings.deleted ?? []) {
      const user = this.#index.get(id);
      if (user !== undefined) this.#deleted.set(id, user);
      this.#index.delete(id);
    }
    this.#consumed.clear();
    for (const { skus } of this.#index.values())
      for (const skuId of skus) this.#consumed.set(skuId, this.consumed(skuId) + 1);
  }

  #opened(): State {
    if (this.#state === undefined) throw new Error('the sandbox tenant is not open');
    return this.#state;
  }
}

/** The user with what was written about them alone. */
function writtenTo(user: ContosoUser, { given, located, moved = {}, taken = {} }: Writings): ContosoUser {
  const own = [...new Set([...user.own, ...(given[user.id] ?? [])])];
  return {
    ...withOwn(
      user,
      own.filter(skuId => taken[user.id]?.includes(skuId) !== true),
    ),
    usageLocation: located[user.id] ?? user.usageLocation,
    department: moved[user.id] ?? user.department,
  };
}
