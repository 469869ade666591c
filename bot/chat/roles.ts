import {
  err,
  isObjectId,
  minuteMs,
  ok,
  permit,
  rightsFor,
  type Deed,
  type Result,
  type Right,
  type RoleNeeded,
} from '../../core/index.ts';
import { DriverError, type Clock, type Directory, type Holder, type Membership } from '../ports/index.ts';
import { KeptAnswers } from './kept-answers.ts';
import { apartFrom, holdersOf, type Rights, type RightsKept } from './rights.ts';

/** Who may: any enabled member of the directory, or those whose roles or rights permit the deed. */
export type Access = Deed | 'anyone';

/** Why a person may not: a role or right is missing, they are a guest, disabled or unknown, or the program may not read enough to decide. */
export type Denial =
  | (RoleNeeded & {
      /** Of what several read: whoever has one sees more where nobody else does. */
      readonly isShared?: true;
    })
  | { readonly kind: 'unknown-person' }
  | { readonly kind: 'directory-unreadable'; readonly permission: string }
  /** No role and no right of their own is enough; one was given to a group, and whether they are in it cannot be read. */
  | { readonly kind: 'groups-unreadable'; readonly permission: string };

/** How much somebody sees of others' calls: people by name and whole numbers, or people counted and numbers cut, and why. */
export type Sight = { readonly kind: 'whole' } | { readonly kind: 'counted'; readonly why: Denial };

const byNothing = permit('detail', { roles: new Set(), rights: new Set() });

/** What everybody may see who reads a conversation: what several read shows no more, whoever pressed. */
export const sharedSight: Sight = byNothing.ok ? { kind: 'whole' } : { kind: 'counted', why: byNothing.refusal };

interface Asked {
  readonly how: 'anew' | 'kept';
  /** Rights that came from that person do not count. */
  readonly notBy?: string | undefined;
}

const keptMs = 5 * minuteMs;

/** Who may do what, by the directory and by the rights that were given: asked every time for money, else cached for a few minutes (B8). */
export class Roles {
  readonly #directory: Directory;
  readonly #rights: Rights;
  readonly #holders: KeptAnswers<Holder>;
  readonly #memberships: KeptAnswers<Membership>;
  readonly #onPermitted: ((personId: string) => void)[] = [];

  constructor(directory: Directory, rights: Rights, clock: Clock) {
    this.#directory = directory;
    this.#rights = rights;
    this.#holders = new KeptAnswers(clock, keptMs);
    this.#memberships = new KeptAnswers(clock, keptMs);
  }

  /** Calls back for everybody who was found to have some right or role. */
  onPermitted(listener: (personId: string) => void): void {
    this.#onPermitted.push(listener);
  }

  async check(personId: string | undefined, access: Access): Promise<Result<Access, Denial>> {
    const isAboutMoney = access === 'money' || access === 'approve';
    const checked = await this.#checked(personId, access, { how: isAboutMoney ? 'anew' : 'kept' });
    if (checked.ok && access !== 'anyone' && personId !== undefined)
      for (const tell of this.#onPermitted) tell(personId);
    return checked;
  }

  /** Whether they may by what is kept, or can be read now: enough to show what can be done, and too little to do it. */
  async seemsPermitted(personId: string | undefined, access: Access): Promise<boolean> {
    try {
      return (await this.#checked(personId, access, { how: 'kept' })).ok;
    } catch (error) {
      if (error instanceof DriverError) return false;
      throw error;
    }
  }

  /** How much they see of others' calls: whatever shows people or numbers asks this. */
  async sightOf(personId: string | undefined): Promise<Sight> {
    const checked = await this.check(personId, 'detail');
    return checked.ok ? { kind: 'whole' } : { kind: 'counted', why: checked.refusal };
  }

  /** The same as `check`, with nothing that was kept from before; and, of rights, without those that came from `notBy`. */
  checkAnew(personId: string, access: Access, { notBy }: Pick<Asked, 'notBy'> = {}): Promise<Result<Access, Denial>> {
    return this.#checked(personId, access, { how: 'anew', notBy });
  }

  async #checked(personId: string | undefined, access: Access, asked: Asked): Promise<Result<Access, Denial>> {
    const { how } = asked;
    if (personId === undefined) return err({ kind: 'unknown-person' });
    const holder = await this.#holders.of(personId, how, () => this.#directory.rolesOf(personId));
    if (holder.kind === 'stranger') return err({ kind: 'unknown-person' });
    if (holder.kind === 'unreadable') return err({ kind: 'directory-unreadable', permission: holder.permission });
    return access === 'anyone' ? ok(access) : this.#permitted(personId, access, holder.roles, asked);
  }

  async #permitted(
    personId: string,
    deed: Deed,
    roles: ReadonlySet<string>,
    asked: Asked,
  ): Promise<Result<Deed, Denial>> {
    const { how, notBy } = asked;
    const byRole = permit(deed, { roles, rights: new Set() });
    // A role is enough whatever becomes of what was given; but detail may be narrowed.
    if (byRole.ok && deed !== 'detail') return byRole;
    const all = await this.#rights.read();
    const kept =
      notBy === undefined ? all : await apartFrom(all, notBy, (person, groups) => this.#mayBeIn(person, groups, asked));
    const narrowed = new Set<Right>(kept.narrowed.map(({ right }) => right));
    const own = rightsOf(kept, ({ kind, id }) => kind === 'person' && id === personId);
    const byOwn = permit(deed, { roles, rights: own }, narrowed);
    const groups = groupsFor(kept, deed);
    if (byOwn.ok || groups.length === 0) return byOwn;
    const membership = await this.#membershipOf(personId, groups, how);
    if (membership.kind === 'unreadable') return err({ kind: 'groups-unreadable', permission: membership.permission });
    const theirs = rightsOf(kept, ({ kind, id }) => kind === 'group' && membership.groups.has(id));
    return permit(deed, { roles, rights: theirs }, narrowed);
  }

  /** `groups` are in one order, so that what is kept is found again. */
  #membershipOf(personId: string, groups: readonly string[], how: Asked['how']): Promise<Membership> {
    return this.#memberships.of(`${personId} ${groups.join(' ')}`, how, () =>
      this.#directory.groupsOf(personId, groups),
    );
  }

  /** The groups that have the right to money, and with it to give rights, and that somebody is in now; none where nobody can tell: they give by another right. */
  async moneyGroupsOf(personId: string): Promise<string[]> {
    const holders = holdersOf(await this.#rights.read(), 'money').flatMap(({ to: { kind, id } }) =>
      kind === 'group' ? [id] : [],
    );
    if (holders.length === 0 || !isObjectId(personId)) return [];
    const groups = [...new Set(holders)].toSorted();
    const membership = await this.#membershipOf(personId, groups, 'anew');
    return membership.kind === 'unreadable' ? [] : groups.filter(id => membership.groups.has(id));
  }

  /** Whether somebody is in one of these groups, or nobody can tell; an operator is in none. */
  async #mayBeIn(personId: string, groups: readonly string[], { how }: Asked): Promise<boolean> {
    if (!isObjectId(personId)) return false;
    const membership = await this.#membershipOf(personId, groups, how);
    return membership.kind === 'unreadable' || membership.groups.size > 0;
  }
}

const rightsOf = (
  { given }: RightsKept,
  isTheirs: (to: RightsKept['given'][number]['to']) => boolean,
): ReadonlySet<Right> => new Set(given.filter(({ to }) => isTheirs(to)).map(({ right }) => right));

/** The groups of which one is enough to be in. */
const groupsFor = ({ given }: RightsKept, deed: Deed): readonly string[] => {
  const enough = rightsFor(deed);
  const named = given.filter(({ right, to }) => to.kind === 'group' && enough.includes(right));
  return [...new Set(named.map(({ to }) => to.id))].toSorted();
};
