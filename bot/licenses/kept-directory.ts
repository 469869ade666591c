import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  dayOf,
  hourMs,
  secondMs,
  type DepartmentField,
  type Instant,
  type License,
  type Person,
  type TimeZone,
} from '../../core/index.ts';
import {
  DriverError,
  type Clock,
  type Directory,
  type DirectoryChanges,
  type KeptPeople,
  type KeptPlace,
  type Log,
  type PeopleMark,
} from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { KeptField } from './kept-field.ts';
import { nobodyLeftOut, type KeptLeftOut, type LeftOutPeople } from './left-out.ts';
import { PeopleIndex } from './people-index.ts';
import { giveWay } from '../work/give-way.ts';

export interface KeptDirectoryPorts {
  readonly directory: Directory;
  readonly keptPeople: KeptPeople;
  readonly clock: Clock;
  readonly log: Log;
  /** Which field says what department people are in; none is read where it is left out. */
  readonly departmentField?: KeptField;
  /** Where what the directory left out is kept; it is not told where this is left out. */
  readonly keptLeftOut?: KeptLeftOut;
}

/** The directory's people as far as they are known here. */
export interface KnownPeople {
  readonly people: readonly Person[];
  /** Up to when changes are in it. */
  readonly asOf: Instant;
  /** Those whom a typed name may mean, and some others: much fewer than all. */
  readonly mayMean: (typed: string) => readonly Person[];
  /** Whether somebody's name has all the words of a text. */
  readonly isCalled: (text: string) => boolean;
  /** By the directory's id. */
  readonly person: (id: string) => Person | undefined;
  /** Those to suggest while a name is typed, among those who pass. */
  readonly suggested: (typed: string, limit: number, passes: (person: Person) => boolean) => readonly Person[];
}

/** So long a card waits for what has changed since; then it shows what is kept. */
const broughtUpWithinMs = secondMs;

/** More than these are read with everybody else: a page of the directory has as many as 70 filters of ids. */
const mostOneByOne = 1500;

/** At night, in the organization's time zone, everybody is read again: from three on. */
const nightMs = 3 * hourMs;

const storedPage = 2000;

/**
 * The directory's people, read once and kept; changes are asked for before they are shown. No delta query tracks the states of licenses
 * (G20): those are read again for who has changed, for who is shown or pressed on, and for everybody each night.
 */
export class KeptDirectory {
  readonly #ports: KeptDirectoryPorts;
  readonly #people = new Map<string, Person>();
  readonly #index = new PeopleIndex();
  // What many people have alike is held once.
  readonly #licenses = new Shared<readonly License[]>();
  readonly #locations = new Shared<string>();
  readonly #departments = new Shared<NonNullable<Person['department']>>();
  /** Those whose entry was changed here before the directory told of it. */
  readonly #ahead = new Set<string>();
  #place: KeptPlace = { version: 0, id: '' };
  #mark: PeopleMark | undefined;
  /** Of when the stored mark is. */
  #storedAt: Instant = 0;
  #list: readonly Person[] | undefined;
  #isTakingUp = false;
  #bringing: Promise<void> | undefined;
  #reading: Promise<void> | undefined;

  constructor(ports: KeptDirectoryPorts) {
    this.#ports = ports;
  }

  /** Everybody, brought up to date where that is quick; what is kept where the directory cannot be asked now. */
  async read(): Promise<KnownPeople> {
    const { clock, log } = this.#ports;
    const work = this.bringUpToDate();
    const isKnown = this.known() !== undefined;
    const outcome = work.catch((error: unknown) => {
      if (this.known() === undefined) throw error;
      log.warn({ err: error }, 'the directory could not be asked for changes: what is kept is shown');
    });
    await (isKnown ? within(clock, broughtUpWithinMs, outcome) : outcome);
    const known = this.known();
    if (known === undefined) throw new Error('the directory was read, and is not known');
    return known;
  }

  /** What is known without asking; undefined before everybody was read, and where everybody must be read again. */
  known(): KnownPeople | undefined {
    if (this.#mark?.link === undefined) return undefined;
    this.#list ??= [...this.#people.values()];
    return {
      people: this.#list,
      asOf: this.#mark.asOf,
      person: id => this.#people.get(id.toLowerCase()) ?? this.#people.get(id),
      mayMean: typed => this.#index.mayMean(typed),
      isCalled: text => this.#index.isCalled(text),
      suggested: (...asked) => this.#index.suggested(...asked),
    };
  }

  /** These people as they are now, in this order, without those who have left. What is kept where they cannot be asked for in time. */
  async shown(people: readonly Person[]): Promise<readonly Person[]> {
    const { clock, log } = this.#ports;
    const afresh = this.afresh(people).catch((error: unknown) => {
      log.warn({ err: error }, 'people could not be read again: what is kept is shown');
      return undefined;
    });
    return (await within(clock, broughtUpWithinMs, afresh)) ?? people;
  }

  /** The same for people to whom something is to be given: whoever cannot be read fails. */
  async afresh(people: readonly Pick<Person, 'id'>[]): Promise<readonly Person[]> {
    const ids = people.map(({ id }) => id);
    if (ids.length > mostOneByOne) await this.readEverybody();
    else if (ids.length > 0) {
      const found = await this.#ports.directory.peopleOf(ids, await this.#ports.departmentField?.wanted());
      const known = new Set(found.map(({ id }) => id));
      const people = found.filter(person => !this.#isKept(person));
      const gone = ids.filter(id => !known.has(id) && this.#people.has(id));
      if (people.length + gone.length > 0) await this.#keep({ people, gone });
    }
    return ids.map(id => this.#people.get(id)).filter(person => person !== undefined);
  }

  /** Somebody was given products: known here at once, and from the directory later. */
  given(id: string, skuIds: readonly string[]): void {
    const person = this.#people.get(id);
    if (person === undefined) return;
    const kept = person.licenses.filter(({ skuId }) => !skuIds.includes(skuId));
    const fresh = skuIds.map(skuId => ({ skuId, disabledPlanIds: [], isActive: true, isByGroup: false }));
    this.#ahead.add(id);
    this.#put({ ...person, licenses: [...kept, ...fresh] });
  }

  /** Products were removed from somebody: the same. */
  taken(id: string, skuIds: readonly string[]): void {
    const person = this.#people.get(id);
    if (person === undefined) return;
    this.#ahead.add(id);
    this.#put({ ...person, licenses: person.licenses.filter(({ skuId }) => !skuIds.includes(skuId)) });
  }

  located(id: string, usageLocation: string): void {
    const person = this.#people.get(id);
    if (person === undefined) return;
    this.#ahead.add(id);
    this.#put({ ...person, usageLocation });
  }

  /** Takes up what other replicas have kept, and then what has changed in the directory since. */
  bringUpToDate(): Promise<void> {
    this.#bringing ??= this.#bringUpToDate().finally(() => (this.#bringing = undefined));
    return this.#bringing;
  }

  /** Everybody again, each with the states of their licenses. */
  readEverybody(): Promise<void> {
    this.#reading ??= this.#readEverybody().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** What the directory left out when everybody was read. */
  async leftOut(): Promise<LeftOutPeople> {
    return (await this.#ports.keptLeftOut?.read()) ?? nobodyLeftOut;
  }

  /** Whether the night has begun since everybody was read. */
  isNightDue(zone: TimeZone): boolean {
    const night = (at: Instant): string => dayOf(at - nightMs, zone);
    return this.#mark !== undefined && night(this.#mark.readAt) < night(this.#ports.clock.now());
  }

  async #bringUpToDate(): Promise<void> {
    const { directory, clock, log, departmentField } = this.#ports;
    await this.#takeUp();
    const asOf = clock.now();
    const { link } = this.#mark ?? {};
    const field = await departmentField?.wanted();
    // Of another field than before nothing is known, and changes are not told by the link.
    const isSame = field === (await departmentField?.kept());
    const changes = link === undefined || !isSame ? 'expired' : await directory.changes(link, field);
    if (changes !== 'expired') return this.#apply(changes, asOf, field);
    if (this.#mark !== undefined && isSame) {
      log.info({}, 'changes of the directory are not told any more: everybody is read again');
      this.#mark = { ...this.#mark, link: undefined };
    }
    await this.readEverybody();
  }

  async #takeUp(): Promise<void> {
    const { keptPeople } = this.#ports;
    const mark = await keptPeople.mark();
    this.#isTakingUp = true;
    try {
      for (;;) {
        const page = await keptPeople.since(this.#place, storedPage);
        for (const { id, person } of page)
          if (person === undefined) this.#remove(id);
          else this.#put(person);
        this.#place = page.at(-1) ?? this.#place;
        if (page.length < storedPage) break;
        await yieldToEventLoop();
      }
    } finally {
      this.#isTakingUp = false;
    }
    // Where nothing has changed, the last link is known here alone.
    if (mark !== undefined && mark.asOf >= (this.#mark?.asOf ?? 0)) this.#mark = mark;
    this.#storedAt = mark?.asOf ?? 0;
  }

  /** Whose licenses have changed is read again, for their states. */
  async #apply(
    { people, gone, link }: DirectoryChanges,
    asOf: Instant,
    field: DepartmentField | undefined,
  ): Promise<void> {
    const readAt = this.#mark?.readAt ?? asOf;
    const changed = people.filter(person => !hasSameLicenses(person, this.#people.get(person.id)));
    if (changed.length > mostOneByOne) return this.readEverybody();
    const read =
      changed.length === 0
        ? []
        : await this.#ports.directory.peopleOf(
            changed.map(({ id }) => id),
            field,
          );
    const afresh = new Map(read.map(person => [person.id, person]));
    const told = people.map(person => withStatesOf(person, afresh.get(person.id) ?? this.#people.get(person.id)));
    const mark = { link, readAt, asOf };
    if (people.length + gone.length === 0 && asOf - this.#storedAt < hourMs) this.#mark = mark;
    else await this.#keep({ people: told, gone, mark });
  }

  /** The link is from before the first page: what changes meanwhile is told again. Nobody is gone of a list that leaves some out. */
  async #readEverybody(): Promise<void> {
    const { clock, log, directory, departmentField, keptLeftOut } = this.#ports;
    const readAt = clock.now();
    const field = await departmentField?.wanted();
    const link = await directory.latest(field);
    const seen = new Set<string>();
    const leftOut = await this.#readPages(field, seen);
    const isWhole = leftOut.people === 0 && !leftOut.isCutShort;
    const gone = isWhole ? [...this.#people.keys()].filter(id => !seen.has(id)) : [];
    await this.#keep({ people: [], gone, mark: { link, readAt, asOf: readAt } });
    await departmentField?.keep(field);
    await keptLeftOut?.keep(leftOut);
    log.info({ people: seen.size, gone: gone.length, leftOut }, 'everybody in the directory was read');
  }

  /** What came of a list that did not end is kept, and the night reads it again. */
  async #readPages(field: DepartmentField | undefined, seen: Set<string>): Promise<LeftOutPeople> {
    let people = 0;
    try {
      for await (const page of this.#ports.directory.peoplePages(field, count => (people += count))) {
        for (const { id } of page) seen.add(id);
        const fresh = page.filter(person => !this.#isKept(person));
        if (fresh.length > 0) await this.#keep({ people: fresh, gone: [] });
        await giveWay();
      }
      return { people, isCutShort: false };
    } catch (error) {
      if (!(error instanceof DriverError) || error.code !== 'graph-pages') throw error;
      return { people, isCutShort: true };
    }
  }

  async #keep({
    people,
    gone,
    mark,
  }: {
    readonly people: readonly Person[];
    readonly gone: readonly string[];
    readonly mark?: PeopleMark;
  }): Promise<void> {
    const version = await this.#ports.keptPeople.keep({ people, gone, mark });
    // Another replica's are still to be taken up where it came between, and so is the rest of what is being taken up.
    if (!this.#isTakingUp && version === this.#place.version + 1) this.#place = { version, id: afterEveryId };
    for (const person of people) this.#put(person);
    for (const id of [...people.map(one => one.id), ...gone]) this.#ahead.delete(id);
    for (const id of gone) this.#remove(id);
    this.#mark = mark ?? this.#mark;
  }

  #isKept(person: Person): boolean {
    const kept = this.#people.get(person.id);
    return (
      kept !== undefined &&
      !this.#ahead.has(person.id) &&
      JSON.stringify({ ...kept, licenses: [] }) === JSON.stringify({ ...person, licenses: [] }) &&
      kept.licenses === this.#sharedLicenses(person.licenses)
    );
  }

  #put(person: Person): void {
    this.#remove(person.id);
    const { userPrincipalName, mail, usageLocation, department } = person;
    const kept = {
      ...person,
      mail: mail === userPrincipalName ? userPrincipalName : mail,
      usageLocation: usageLocation && this.#locations.of(usageLocation, usageLocation),
      licenses: this.#sharedLicenses(person.licenses),
      ...(department !== undefined && {
        department: this.#departments.of(`${department.from} ${department.name}`, department),
      }),
    };
    this.#people.set(person.id, kept);
    this.#index.add(kept);
  }

  #remove(id: string): void {
    const person = this.#people.get(id);
    this.#list = undefined;
    if (person === undefined) return;
    this.#people.delete(id);
    this.#index.remove(person);
  }

  #sharedLicenses(licenses: readonly License[]): readonly License[] {
    return this.#licenses.of(JSON.stringify(licenses), licenses);
  }
}

/** The first of the values of each key. */
class Shared<Value> {
  readonly #values = new Map<string, Value>();

  of(key: string, value: Value): Value {
    const shared = this.#values.get(key) ?? value;
    this.#values.set(key, shared);
    return shared;
  }
}

/** Ids are of printable ASCII. */
const afterEveryId = '\u007f';

const productsOf = ({ licenses }: Person): string =>
  licenses
    .map(({ skuId }) => skuId)
    .toSorted()
    .join();

const hasSameLicenses = (person: Person, kept: Person | undefined): boolean =>
  kept !== undefined && productsOf(person) === productsOf(kept);

/** The person as told, each license in the state that was read last; a change need not tell of a department that stays. */
function withStatesOf(person: Person, read: Person | undefined): Person {
  const licenses = person.licenses.map(license => {
    const known = read?.licenses.find(({ skuId }) => skuId === license.skuId);
    return known === undefined ? license : { ...known, disabledPlanIds: license.disabledPlanIds };
  });
  const department = person.department ?? read?.department;
  const unmet = read?.unmet;
  return {
    ...person,
    licenses,
    ...(unmet !== undefined && { unmet }),
    ...(department !== undefined && { department }),
  };
}
