import { err, ok, type Result } from './result.ts';

/** What people may do, by kind (B8). */
export type Deed = 'look' | 'detail' | 'licenses' | 'money' | 'approve' | 'subscribe' | 'setup';

/** What can be given to a person or a group, beside what roles permit. `approve`: to be the second person (P5). */
export const rights = ['look', 'detail', 'licenses', 'money', 'approve'] as const;

/** A right by its name. */
export type Right = (typeof rights)[number];

/** Rights that roles give too, until they are narrowed to those whom they were given to. */
export const narrowable: readonly Right[] = ['detail'];

/** Role template ids of Microsoft Entra: the same in every tenant (G13). */
export const roleTemplates = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  billingAdministrator: 'b0f54661-2d74-4c50-afa3-1ec803f12efe',
  licenseAdministrator: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  teamsAdministrator: '69091246-20e8-4a56-aa4d-066075b2a7a8',
} as const;

/** The roles that this product knows, by name. */
export type RoleName = keyof typeof roleTemplates;

const admins = ['globalAdministrator', 'billingAdministrator', 'licenseAdministrator', 'userAdministrator'] as const;
const lookers = [...admins, 'teamsAdministrator', 'globalReader'] as const;

/** The roles and the rights of which one is enough, in the order in which a denial names them. */
const enough: Record<Deed, { readonly roles: readonly RoleName[]; readonly rights: readonly Right[] }> = {
  look: { roles: lookers, rights: ['look'] },
  detail: { roles: ['globalAdministrator', 'billingAdministrator', 'teamsAdministrator'], rights: ['detail'] },
  licenses: { roles: ['globalAdministrator', 'licenseAdministrator', 'userAdministrator'], rights: ['licenses'] },
  money: { roles: ['globalAdministrator', 'billingAdministrator'], rights: ['money'] },
  approve: { roles: ['globalAdministrator', 'billingAdministrator'], rights: ['money', 'approve'] },
  setup: { roles: admins, rights: ['money', 'licenses'] },
  subscribe: { roles: lookers, rights: ['look'] },
};

/** A denial, with the roles and the rights of which one would be enough. */
export interface RoleNeeded {
  readonly kind: 'role-needed';
  readonly deed: Deed;
  readonly roles: readonly RoleName[];
  readonly rights: readonly Right[];
}

/** What somebody has: role template ids, and rights that were given to them or to a group of theirs. */
export interface RolesAndRights {
  readonly roles: ReadonlySet<string>;
  readonly rights: ReadonlySet<Right>;
}

/** The rights of which one permits a deed: whoever may do anything may look. */
export const rightsFor = (deed: Deed): readonly Right[] =>
  enough[deed].rights.includes('look') ? rights : enough[deed].rights;

/** Permits a deed to whoever has a role or a right that is enough, or denies it; by a right that is narrowed, roles are not enough (B8). */
export function permit(
  deed: Deed,
  held: RolesAndRights,
  narrowed: ReadonlySet<Right> = new Set<Right>(),
): Result<Deed, RoleNeeded> {
  const roles = deed === 'detail' && narrowed.has(deed) ? [] : enough[deed].roles;
  const isEnough =
    roles.some(role => held.roles.has(roleTemplates[role])) || rightsFor(deed).some(one => held.rights.has(one));
  return isEnough ? ok(deed) : err({ kind: 'role-needed', deed, roles, rights: enough[deed].rights });
}
