import { err, ok, type Result } from './result.ts';

/** What people may do, by kind (B8). */
export type Deed = 'look' | 'licenses' | 'money' | 'subscribe' | 'setup';

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

/** The roles of which one is enough, in the order in which a denial names them. */
const enough: Record<Deed, readonly RoleName[]> = {
  look: [...admins, 'teamsAdministrator', 'globalReader'],
  licenses: ['globalAdministrator', 'licenseAdministrator', 'userAdministrator'],
  money: ['globalAdministrator', 'billingAdministrator'],
  setup: admins,
  subscribe: [...admins, 'teamsAdministrator', 'globalReader'],
};

/** A denial, with the roles of which one would be enough. */
export interface RoleNeeded {
  readonly kind: 'role-needed';
  readonly deed: Deed;
  readonly oneOf: readonly RoleName[];
}

/** Permits a deed to a person with these role template ids, or denies it (B8). */
export function permit(deed: Deed, roleTemplateIds: ReadonlySet<string>): Result<Deed, RoleNeeded> {
  const oneOf = enough[deed];
  return oneOf.some(role => roleTemplateIds.has(roleTemplates[role]))
    ? ok(deed)
    : err({ kind: 'role-needed', deed, oneOf });
}
