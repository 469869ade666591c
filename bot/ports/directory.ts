import type { DepartmentField, Person, Sku } from '../../core/index.ts';
import type { Observation } from './check.ts';

/** Who a person is in the directory, to decide what they may do (B8). */
export type Holder =
  /** A member, with the role template ids that they hold. */
  | { readonly kind: 'member'; readonly roles: ReadonlySet<string> }
  /** A guest, a disabled account, or one that the directory does not know. */
  | { readonly kind: 'stranger' }
  /** The directory's answer is not enough to decide: the program lacks that permission (G12). */
  | { readonly kind: 'unreadable'; readonly permission: string };

/** Of some groups those that a person is in, directly or through others; or the permission that the program lacks to tell. */
export type Membership =
  | { readonly kind: 'known'; readonly groups: ReadonlySet<string> }
  | { readonly kind: 'unreadable'; readonly permission: string };

/** A group as people know it. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** What the tenant has subscribed to. */
export interface Subscription {
  readonly skuId: string;
  readonly isEnabled: boolean;
  /** Whether a partner sold it and bills for it. */
  readonly isByPartner: boolean;
}

/** Who has changed since a link was given, and a link that tells of what comes after. */
export interface DirectoryChanges {
  /** As they are now, but for their licenses' states, which are not tracked (G20): each counts as active and as given to them alone. */
  readonly people: readonly Person[];
  /** Ids of those who have left, until they are restored. */
  readonly gone: readonly string[];
  readonly link: string;
}

/** What the program does, and so which permissions it needs. */
export interface AskedPermissions {
  /** Whether it may set a missing usage location. */
  readonly mayLocate: boolean;
  /** Whether it reads what is in Graph's beta alone. */
  readonly isBeta: boolean;
  /** Whether a right was given to a group. */
  readonly hasGroups: boolean;
}

/**
 * People and products of the tenant, the roles that a person holds, and the groups that they are in. Which department people are in is
 * read only where a field for it is named.
 */
export interface Directory {
  people(): Promise<readonly Person[]>;
  /** The same, as they arrive; `onLeftOut` is told of how many too little is said to know them. */
  peoplePages(field?: DepartmentField, onLeftOut?: (count: number) => void): AsyncIterable<readonly Person[]>;
  /** These people as they are now, each once, in any order; those whom the directory does not know are left out. */
  peopleOf(ids: readonly string[], field?: DepartmentField): Promise<readonly Person[]>;
  /** A link from which changes are told from now on, those of that field too. */
  latest(field?: DepartmentField): Promise<string>;
  /** What has changed since the link was given, for that field; `expired` where everybody must be read again. */
  changes(link: string, field?: DepartmentField): Promise<DirectoryChanges | 'expired'>;
  skus(): Promise<readonly Sku[]>;
  subscriptions(): Promise<readonly Subscription[]>;
  rolesOf(personId: string): Promise<Holder>;
  /** Asked only where a group was given a right (B8). Nobody whom the directory does not know is in any. */
  groupsOf(personId: string, groupIds: readonly string[]): Promise<Membership>;
  /** Undefined where there is none with that id. */
  group(id: string): Promise<Group | undefined>;
  /** Those of exactly that name, in upper or lower case. */
  groupsCalled(name: string): Promise<readonly Group[]>;
  /** What somebody is called; undefined for an id that the directory does not know, or no longer. */
  nameOf(personId: string): Promise<string | undefined>;
  /** Whether the program gets in, and has each permission that it needs, no more and no fewer: as `Checkable`. */
  check?(asked: AskedPermissions, signal: AbortSignal): Promise<readonly Observation[]>;
}
