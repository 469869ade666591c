import { roleTemplates, type RoleName } from '../../../core/index.ts';
import type { SandboxPerson } from '../../ports/index.ts';
import { guid, seeded } from './random.ts';

/** Why Graph refuses every assignment to some users of the sandbox. */
export type Fault = 'dependency' | 'conflict' | 'group-inherited' | 'not-allowed' | 'gone' | 'other';

/** A product that somebody has by being in a group. */
export interface ByGroup {
  readonly skuId: string;
  readonly group: string;
}

/** A user of the sandbox's tenant. */
export interface ContosoUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly userType: 'Member' | 'Guest';
  readonly isEnabled: boolean;
  readonly usageLocation: string | null;
  /** Those that are in force, whoever brings them. */
  readonly skus: readonly string[];
  /** Those of `skus` that were assigned directly. */
  readonly own: readonly string[];
  /** Those of `skus` that groups assign. */
  readonly byGroup: readonly ByGroup[];
  /** What groups could not assign, and Graph's word for why. */
  readonly unmet?: readonly (ByGroup & { readonly error: string })[];
  readonly roles: readonly string[];
  readonly fault?: Fault;
  readonly department?: string | undefined;
  readonly company?: string;
  readonly costCenter?: string;
  readonly office?: string;
}

export interface ContosoSku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly enabled: number;
  /** Seats of a subscription that was not paid for: people keep the license, and nothing in it works. */
  readonly suspended?: number;
  /** `User` when left out. */
  readonly appliesTo?: 'Company';
  readonly servicePlans: readonly { readonly servicePlanId: string; readonly servicePlanName: string }[];
}

/** Phone System needs Teams (G8). */
export const planIds = {
  phone: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7',
  teams: '57ff2da0-773e-42df-b2af-ffb7a2317929',
} as const;

const plan = (servicePlanId: string, servicePlanName: string) => ({ servicePlanId, servicePlanName });
const teams = plan(planIds.teams, 'TEAMS1');
const conferencing = plan('3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', 'MCOMEETADV');
const phone = plan(planIds.phone, 'MCOEV');
const domestic = plan('4ed3ff63-69d7-4fb7-b984-5aec7f605ca8', 'MCOPSTN1');

export const sku = {
  e3: '6fd2c87f-b296-42f0-b197-1e91e994b900',
  e5: 'c7df2760-2c81-4ef7-b578-5b5392b571df',
  conferencing: '0c266dff-15dd-4b49-8397-2bb16070ed52',
  phoneWithPlan: 'ae2343d1-0999-43f6-ae18-d816516f6e78',
  credits: '47794cd0-f0e5-45c5-9033-2eb6b5fc84e0',
  resource: '440eaaa8-b3e0-484b-a8be-62870b9ba70a',
  payAsYouGo: '9b196e97-5830-4c2e-adc2-1e10ebf5dee5',
  businessVoice: 'a6051f20-9cbc-47d2-930d-419183bf6cf1',
} as const;

/** The products of Contoso (M11); the credits license has as many seats as in real tenants (M2). */
export const contosoSkus: readonly ContosoSku[] = [
  {
    skuId: sku.e3,
    skuPartNumber: 'ENTERPRISEPACK',
    enabled: 30,
    servicePlans: [teams],
  },
  { skuId: sku.e5, skuPartNumber: 'ENTERPRISEPREMIUM', enabled: 10, servicePlans: [teams, conferencing, phone] },
  { skuId: sku.conferencing, skuPartNumber: 'MCOMEETADV', enabled: 15, servicePlans: [conferencing] },
  { skuId: sku.phoneWithPlan, skuPartNumber: 'MCOTEAMS_ESSENTIALS', enabled: 6, servicePlans: [phone, domestic] },
  {
    skuId: sku.credits,
    skuPartNumber: 'MCOPSTNC',
    enabled: 10_000_000,
    servicePlans: [plan('505e180f-f7e0-4b65-91d4-00d670bbd18c', 'MCOPSTNC')],
  },
  {
    skuId: sku.resource,
    skuPartNumber: 'PHONESYSTEM_VIRTUALUSER',
    enabled: 25,
    servicePlans: [plan('f47330e9-c134-43b3-9993-e7f004506889', 'MCOEV_VIRTUALUSER')],
  },
  {
    skuId: sku.payAsYouGo,
    skuPartNumber: 'Microsoft_Teams_Calling_Plan_pay_as_you_go_(country_zone_1_US)',
    enabled: 5,
    servicePlans: [plan('156a1efe-17cd-4b03-9f17-2eb512298fb3', 'MCOPSTN_PAYG_1')],
  },
  {
    skuId: sku.businessVoice,
    skuPartNumber: 'BUSINESS_VOICE_MED2',
    enabled: 0,
    suspended: 4,
    servicePlans: [phone, conferencing, domestic],
  },
];

/** The people of the Agents Playground come first, under the ids that it gives them. */
const playground = (last: number): string => `00000000-0000-0000-0000-00000000000${last}`;
const contoso = (last: number): string => `c0400000-0000-4000-8000-0000000000${String(last).padStart(2, '0')}`;

interface Told {
  readonly id: string;
  readonly name: string;
  /** What stands before the domain in their address. */
  readonly alias: string;
  readonly skus: readonly string[];
  readonly role?: RoleName;
  readonly usageLocation?: null;
  readonly isGuest?: true;
}

/** Who works where, by what stands before the domain in their address. The others are in no department, as some people are everywhere. */
const places: readonly {
  readonly department: string;
  readonly company: string;
  readonly costCenter: string;
  readonly office: string;
  readonly people: readonly string[];
}[] = [
  {
    ...{ department: 'Sales', company: 'Contoso US', costCenter: '4100', office: 'Seattle' },
    people: ['adelev', 'isaiahl', 'diegos', 'leeg', 'zoeo', 'christiec'],
  },
  {
    ...{ department: 'Customer Support', company: 'Contoso US', costCenter: '4200', office: 'Seattle' },
    people: ['gradya', 'henriettam', 'irvins', 'johannal', 'lixiaolong'],
  },
  {
    ...{ department: 'Finance', company: 'Contoso Europe', costCenter: '1300', office: 'Berlin' },
    people: ['nestorw', 'pradeepg', 'meganb', 'raulr'],
  },
  {
    ...{ department: 'Research & Development', company: 'Contoso Europe', costCenter: '2700', office: 'Berlin' },
    people: ['jonis', 'lidiah', 'miriamg'],
  },
  {
    department: 'Executive',
    company: 'Contoso US',
    costCenter: '1000',
    office: 'Redmond',
    people: ['alexw', 'pattif'],
  },
];

const placeOf = (alias: string) => {
  const found = places.find(({ people }) => people.includes(alias));
  if (found === undefined) return {};
  const { people: _people, ...place } = found;
  return place;
};

const told: readonly Told[] = [
  { id: playground(20), name: 'Alex Wilber', alias: 'alexw', skus: [sku.e5], role: 'globalAdministrator' },
  { id: playground(21), name: 'Megan Bowen', alias: 'meganb', skus: [sku.e5], role: 'licenseAdministrator' },
  { id: playground(22), name: 'Adele Vance', alias: 'adelev', skus: [sku.e3] },
  {
    id: playground(23),
    name: 'Isaiah Langer',
    alias: 'isaiahl',
    skus: [sku.e3, sku.phoneWithPlan],
    role: 'billingAdministrator',
  },
  {
    id: playground(24),
    name: 'Patti Fernandez',
    alias: 'pattif',
    skus: [sku.e3, sku.conferencing],
    role: 'globalReader',
  },
  { id: playground(25), name: 'Lynne Robbins', alias: 'lynner', skus: [sku.e3, sku.businessVoice] },
  { id: contoso(1), name: 'Diego Siciliani', alias: 'diegos', skus: [sku.e5] },
  { id: contoso(2), name: 'Grady Archie', alias: 'gradya', skus: [sku.e5] },
  { id: contoso(3), name: 'Henrietta Mueller', alias: 'henriettam', skus: [sku.e5] },
  { id: contoso(4), name: 'Irvin Sayers', alias: 'irvins', skus: [sku.e3, sku.conferencing] },
  { id: contoso(5), name: 'Johanna Lorenz', alias: 'johannal', skus: [sku.e3, sku.conferencing] },
  { id: contoso(6), name: 'Joni Sherman', alias: 'jonis', skus: [sku.e3, sku.conferencing] },
  { id: contoso(7), name: 'Lee Gu', alias: 'leeg', skus: [sku.e3, sku.phoneWithPlan] },
  {
    id: contoso(8),
    name: 'Lidia Holloway',
    alias: 'lidiah',
    skus: [sku.e3, sku.phoneWithPlan],
    role: 'teamsAdministrator',
  },
  { id: contoso(9), name: 'Miriam Graham', alias: 'miriamg', skus: [sku.e3], role: 'userAdministrator' },
  { id: contoso(10), name: 'Nestor Wilke', alias: 'nestorw', skus: [sku.e3, sku.businessVoice] },
  { id: contoso(11), name: 'Pradeep Gupta', alias: 'pradeepg', skus: [sku.e3] },
  { id: contoso(12), name: 'Raul Razo', alias: 'raulr', skus: [sku.e3], usageLocation: null },
  { id: contoso(13), name: '李小龙', alias: 'lixiaolong', skus: [sku.e3] },
  { id: contoso(14), name: "Zoë O'Hara, Jr.", alias: 'zoeo', skus: [sku.e3, sku.conferencing] },
  { id: contoso(15), name: '[Debra](http://127.0.0.1/x) *Berger*', alias: 'debrab', skus: [sku.e3] },
  { id: contoso(16), name: 'Christie Cline', alias: 'christiec', skus: [sku.e5] },
  { id: contoso(17), name: 'Guest of Fabrikam', alias: 'guest', skus: [], isGuest: true },
  { id: contoso(18), name: 'Main Auto Attendant', alias: 'attendant', skus: [sku.resource, sku.payAsYouGo] },
  { id: contoso(19), name: 'Support Call Queue', alias: 'queue', skus: [sku.resource] },
];

/** A group of the sandbox: its members are users, and groups. Its licenses reach the users in it, not those in a group in it. */
export interface ContosoGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly string[];
  readonly licenses: readonly string[];
}

/** The guest is a member of a group too, which gives a guest nothing. */
export const contosoGroups: readonly ContosoGroup[] = [
  {
    id: 'c0400000-0000-4000-9000-000000000001',
    displayName: 'Finance',
    members: [contoso(10), contoso(17), 'c0400000-0000-4000-9000-000000000002'],
    licenses: [],
  },
  {
    id: 'c0400000-0000-4000-9000-000000000002',
    displayName: 'Telephony costs',
    members: [contoso(11)],
    licenses: [],
  },
  {
    id: 'c0400000-0000-4000-9000-000000000003',
    displayName: 'Calling plans',
    members: [playground(23), contoso(7), contoso(8)],
    licenses: [sku.phoneWithPlan],
  },
];

/** In a tenant with generated people, groups that bring one product each. */
const licenseGroups: readonly ContosoGroup[] = [
  [sku.e3, 'E3'] as const,
  [sku.e5, 'E5'] as const,
  [sku.conferencing, 'Audio Conferencing'] as const,
].map(([skuId, name], index) => ({
  id: `c0400000-0000-4000-9000-00000000001${index}`,
  displayName: `Everyone with ${name}`,
  members: [],
  licenses: [skuId],
}));

/** Its groups, with those whom they bring their licenses. */
export const groupsOf = (users: readonly ContosoUser[]): readonly ContosoGroup[] => [
  ...contosoGroups,
  ...(users.length <= contosoUsers.length ? [] : licenseGroups).map(group => ({
    ...group,
    members: users.filter(({ byGroup }) => byGroup.some(one => one.group === group.id)).map(({ id }) => id),
  })),
];

/** Somebody's products: what no group brings is their own. */
const licensesOf = (
  skus: readonly string[],
  byGroup: readonly ByGroup[],
): Pick<ContosoUser, 'skus' | 'own' | 'byGroup'> => ({
  skus,
  own: skus.filter(skuId => !byGroup.some(one => one.skuId === skuId)),
  byGroup,
});

/** Which of somebody's products come by which of these groups. */
const broughtTo = (skus: readonly string[], groups: readonly ContosoGroup[]): readonly ByGroup[] =>
  groups.flatMap(({ id: group, licenses }) =>
    licenses.filter(skuId => skus.includes(skuId)).map(skuId => ({ skuId, group })),
  );

export const contosoUsers: readonly ContosoUser[] = told.map(one => ({
  id: one.id,
  displayName: one.name,
  userPrincipalName: `${one.alias}@contoso.example`,
  userType: one.isGuest === true ? 'Guest' : 'Member',
  // Resource accounts may not sign in.
  isEnabled: !one.skus.includes(sku.resource),
  usageLocation: one.usageLocation === null ? null : 'US',
  ...licensesOf(
    one.skus,
    broughtTo(
      one.skus,
      contosoGroups.filter(({ members }) => members.includes(one.id)),
    ),
  ),
  roles: one.role === undefined ? [] : [roleTemplates[one.role]],
  ...placeOf(one.alias),
}));

/** A user as the sandbox's levers know them (B5). */
export const sandboxPerson = (user: ContosoUser): SandboxPerson => ({
  id: user.id,
  name: user.displayName,
  userPrincipalName: user.userPrincipalName,
  mail: user.userPrincipalName,
  kind: user.userType === 'Guest' ? 'guest' : 'member',
  isEnabled: user.isEnabled,
  roles: roleNames.filter(role => user.roles.includes(roleTemplates[role])),
});

const roleNames = Object.keys(roleTemplates) as readonly RoleName[];

const firstNames = [
  'Aisha',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Gustav',
  'Hana',
  'Ivan',
  'Jun',
  '伟',
  'Léa',
  'Mateo',
  'Nia',
  'Omar',
  'Petra',
];
const lastNames = [
  'Abe',
  'Becker',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jensen',
  '王',
  'Kowalski',
  'Lopez',
  'Moreau',
  'Novak',
  'Okafor',
  'Rossi',
  'Silva',
  'Tanaka',
];
const faults: readonly Fault[] = ['dependency', 'conflict', 'group-inherited', 'not-allowed', 'gone', 'other'];

/**
 * Contoso with that many people: the 25 fixed ones, and generated ones, the same for the same count. Of these one in a hundred has no
 * usage location, and one in a hundred has each of the faults.
 */
export function contosoOf(count: number): readonly ContosoUser[] {
  if (count <= contosoUsers.length) return contosoUsers;
  const random = seeded(count);
  const pick = <Item>(from: readonly Item[]): Item => from[Math.floor(random() * from.length)] as Item;
  const made = Array.from({ length: count - contosoUsers.length }, (_, index): ContosoUser => {
    const number = contosoUsers.length + index;
    const hundredth = index % 100;
    const fault = faults[hundredth - 1];
    const skus =
      fault !== undefined
        ? [sku.e5]
        : hundredth % 3 === 2
          ? [sku.e3]
          : hundredth % 3 === 1
            ? [sku.e5]
            : [sku.e3, sku.conferencing];
    return {
      id: guid(random),
      displayName: `${pick(firstNames)} ${pick(lastNames)} ${number}`,
      userPrincipalName: `user${number}@contoso.example`,
      userType: 'Member',
      isEnabled: true,
      usageLocation: hundredth === 0 ? null : 'US',
      ...licensesOf(skus, hundredth % 10 === 4 || fault === 'conflict' ? broughtTo(skus, licenseGroups) : []),
      roles: [],
      department: `Department ${1 + (index % 40)}`,
      ...(fault !== undefined && { fault }),
    };
  });
  return [...contosoUsers, ...made];
}

/** Its products: with generated people, each product in service but the credits license has `count` more seats. */
export const skusOf = (count: number): readonly ContosoSku[] =>
  count <= contosoUsers.length
    ? contosoSkus
    : contosoSkus.map(one =>
        one.enabled > 1_000_000 || one.suspended !== undefined ? one : { ...one, enabled: one.enabled + count },
      );
