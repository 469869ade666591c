import {
  creditsSkuId,
  err,
  ok,
  seatsLeft,
  type AssignmentFailure,
  type CallRow,
  type Person,
  type Result,
  type Sku,
} from '../../../core/index.ts';
import type {
  Assignment,
  CallLog,
  Directory,
  DirectoryChanges,
  Group,
  Holder,
  Licenses,
  Membership,
  ParsedRows,
  Subscription,
} from '../../../bot/ports/index.ts';

const pageRows = 1000;

/** A group of people and groups. */
export interface MemoryGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

/** A tenant without Microsoft: its people, products and calls as they are given. */
export class MemoryTenant implements Directory, Licenses, CallLog {
  readonly #people: Map<string, Person>;
  #skus: readonly Sku[];
  readonly #roles: ReadonlyMap<string, readonly string[]>;
  readonly #calls: readonly CallRow[];
  readonly #groups: readonly MemoryGroup[];
  /** Whose entry changed, in order. */
  readonly #changed: string[] = [];

  constructor(given: {
    readonly people: readonly Person[];
    readonly skus: readonly Sku[];
    readonly roles: ReadonlyMap<string, readonly string[]>;
    readonly calls: readonly CallRow[];
    readonly groups?: readonly MemoryGroup[];
  }) {
    this.#people = new Map(given.people.map(person => [person.id, person]));
    this.#skus = given.skus;
    this.#roles = given.roles;
    this.#calls = given.calls;
    this.#groups = given.groups ?? [];
  }

  people(): Promise<readonly Person[]> {
    return Promise.resolve([...this.#people.values()]);
  }

  async *peoplePages(): AsyncIterable<readonly Person[]> {
    yield await this.people();
  }

  peopleOf(ids: readonly string[]): Promise<readonly Person[]> {
    return Promise.resolve([...new Set(ids)].map(id => this.#people.get(id)).filter(person => person !== undefined));
  }

  latest(): Promise<string> {
    return Promise.resolve(String(this.#changed.length));
  }

  changes(link: string): Promise<DirectoryChanges | 'expired'> {
    const ids = [...new Set(this.#changed.slice(Number(link)))];
    const people = ids.map(id => this.#people.get(id)).filter(person => person !== undefined);
    // As Graph's, these do not say which licenses are in force, and who brings them.
    const untold = people.map(person => ({
      ...person,
      licenses: person.licenses.map(license => ({ ...license, isActive: true, isByGroup: false })),
    }));
    const gone = ids.filter(id => !this.#people.has(id));
    return Promise.resolve({ people: untold, gone, link: String(this.#changed.length) });
  }

  skus(): Promise<readonly Sku[]> {
    return Promise.resolve(this.#skus);
  }

  subscriptions(): Promise<readonly Subscription[]> {
    return Promise.resolve(this.#skus.map(({ id }) => ({ skuId: id, isEnabled: true, isByPartner: false })));
  }

  nameOf(personId: string): Promise<string | undefined> {
    return Promise.resolve(this.#people.get(personId)?.name);
  }

  rolesOf(personId: string): Promise<Holder> {
    const person = this.#people.get(personId);
    return Promise.resolve(
      person === undefined || person.kind === 'guest' || !person.isEnabled
        ? { kind: 'stranger' }
        : { kind: 'member', roles: new Set(this.#roles.get(personId)) },
    );
  }

  groupsOf(personId: string, groupIds: readonly string[]): Promise<Membership> {
    const isIn = (id: string): boolean =>
      this.#groups.find(group => group.id === id)?.members.some(one => one === personId || isIn(one)) === true;
    const isKnown = this.#people.has(personId);
    return Promise.resolve({ kind: 'known', groups: new Set(groupIds.filter(id => isKnown && isIn(id))) });
  }

  groupsCalled(name: string): Promise<readonly Group[]> {
    const found = this.#groups.filter(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
    return Promise.resolve(found.map(({ id, displayName }) => ({ id, name: displayName })));
  }

  group(id: string): Promise<Group | undefined> {
    const found = this.#groups.find(group => group.id === id);
    return Promise.resolve(found && { id, name: found.displayName });
  }

  assign(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'assigned', AssignmentFailure>) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const { personId, skuIds } of assignments) {
      if (signal?.aborted === true) break;
      onResult(personId, this.#assigned(personId, skuIds));
    }
    return Promise.resolve();
  }

  remove(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'removed', AssignmentFailure>) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const { personId, skuIds } of assignments) {
      if (signal?.aborted === true) break;
      onResult(personId, this.#removed(personId, skuIds));
    }
    return Promise.resolve();
  }

  locate(
    personIds: readonly string[],
    country: string,
    onResult: (personId: string, result: Result<'located', AssignmentFailure>) => void,
  ): Promise<void> {
    for (const id of personIds) {
      const person = this.#people.get(id);
      if (person !== undefined) this.#become({ ...person, usageLocation: country });
      onResult(id, person === undefined ? err('not-found') : ok('located'));
    }
    return Promise.resolve();
  }

  async *pages({ from, to }: { readonly from: number; readonly to: number }): AsyncIterable<ParsedRows> {
    const rows = this.#calls
      .filter(({ start }) => start >= from && start <= to)
      .toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1));
    for (let first = 0; first === 0 || first < rows.length; first += pageRows) {
      const page = rows.slice(first, first + pageRows);
      yield await Promise.resolve({ rows: page, lines: page.map((_row, index) => first + index + 1), bad: [] });
    }
  }

  #assigned(personId: string, skuIds: readonly string[]): Result<'assigned', AssignmentFailure> {
    const person = this.#people.get(personId);
    if (person === undefined) return err('not-found');
    const skus = skuIds.map(id => this.#skus.find(sku => sku.id === id));
    if (skus.some(sku => sku?.isAssignable !== true)) return err('not-for-users');
    if (person.usageLocation === null) return err('no-usage-location');
    const fresh = skuIds.filter(id => !person.licenses.some(({ skuId }) => skuId === id));
    const isFull = (id: string): boolean => {
      const sku = this.#skus.find(one => one.id === id);
      return id !== creditsSkuId && sku !== undefined && seatsLeft(sku) === 0;
    };
    if (fresh.some(isFull)) return err('no-seats');
    this.#skus = this.#skus.map(sku =>
      fresh.includes(sku.id) ? { ...sku, seats: { ...sku.seats, consumed: sku.seats.consumed + 1 } } : sku,
    );
    const licenses = fresh.map(skuId => ({ skuId, disabledPlanIds: [], isActive: true, isByGroup: false }));
    this.#become({ ...person, licenses: [...person.licenses, ...licenses] });
    return ok('assigned');
  }

  #removed(personId: string, skuIds: readonly string[]): Result<'removed', AssignmentFailure> {
    const person = this.#people.get(personId);
    if (person === undefined) return err('not-found');
    const isMeant = ({ skuId }: { readonly skuId: string }): boolean => skuIds.includes(skuId);
    if (person.licenses.some(license => isMeant(license) && license.isByGroup)) return err('group-inherited');
    this.#skus = this.#skus.map(sku =>
      person.licenses.some(license => isMeant(license) && license.skuId === sku.id)
        ? { ...sku, seats: { ...sku.seats, consumed: sku.seats.consumed - 1 } }
        : sku,
    );
    this.#become({ ...person, licenses: person.licenses.filter(license => !isMeant(license)) });
    return ok('removed');
  }

  #become(person: Person): void {
    this.#people.set(person.id, person);
    this.#changed.push(person.id);
  }
}
