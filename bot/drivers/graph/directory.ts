import type {
  AssignedLicense,
  CompanySubscription,
  DirectoryRole,
  Group as GraphGroup,
  LicenseAssignmentState,
  EmployeeOrgData,
  LicenseUnitsDetail,
  OnPremisesExtensionAttributes,
  ServicePlanInfo,
  SubscribedSku,
  User,
} from '@microsoft/microsoft-graph-types';
import { GraphError } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { departmentName, unreachable, type DepartmentField, type Person, type Sku } from '../../../core/index.ts';
import {
  DriverError,
  type Directory,
  type DirectoryChanges,
  type Group,
  type Holder,
  type Membership,
  type Subscription,
} from '../../ports/index.ts';
import type { Graph } from './client.ts';
import { requests } from './requests.ts';

/** Fields of a Graph type: the compiler checks their names, the schema checks the values that arrive. */
type FieldsOf<Type> = { readonly [Name in keyof Type]?: z.ZodType };

/** In one case: a person or group is the same wherever its id comes from. */
const objectId = z.string().toLowerCase();

const user = z.object({
  id: objectId,
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  mail: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  usageLocation: z.string().nullish(),
  assignedLicenses: z
    .array(
      z.object({
        skuId: z.string(),
        disabledPlans: z.array(z.string()).nullish(),
      } satisfies FieldsOf<AssignedLicense>),
    )
    .nullish(),
  licenseAssignmentStates: z
    .array(
      z.object({
        skuId: z.string().nullish(),
        assignedByGroup: z.string().nullish(),
        state: z.string().nullish(),
      } satisfies FieldsOf<LicenseAssignmentState>),
    )
    .nullish(),
  department: z.string().nullish(),
  companyName: z.string().nullish(),
  employeeOrgData: z.object({ costCenter: z.string().nullish() } satisfies FieldsOf<EmployeeOrgData>).nullish(),
  onPremisesExtensionAttributes: z.looseObject({} satisfies FieldsOf<OnPremisesExtensionAttributes>).nullish(),
} satisfies FieldsOf<User>);

const sku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
  appliesTo: z.string().nullish(),
  capabilityStatus: z.string().nullish(),
  consumedUnits: z.number(),
  prepaidUnits: z.object({
    enabled: z.number(),
    warning: z.number().nullish(),
  } satisfies FieldsOf<LicenseUnitsDetail>),
  servicePlans: z.array(
    z.object({
      servicePlanId: z.string(),
      servicePlanName: z.string().nullish(),
      provisioningStatus: z.string().nullish(),
    } satisfies FieldsOf<ServicePlanInfo>),
  ),
} satisfies FieldsOf<SubscribedSku>);

const subscription = z.object({
  skuId: z.string().nullish(),
  status: z.string().nullish(),
  ownerTenantId: z.string().nullish(),
} satisfies FieldsOf<CompanySubscription>);

const role = z.object({ roleTemplateId: z.string().nullish() } satisfies FieldsOf<DirectoryRole>);

const memberGroups = z.object({ value: z.array(objectId) });

const group = z.object({
  id: objectId,
  displayName: z.string().nullish(),
} satisfies FieldsOf<GraphGroup>);

/** Of somebody who was deleted there is the id alone (G20). */
const change = user.extend({ '@removed': z.object({ reason: z.string() }).optional() });

/** The most ids in one filter (G20). */
const mostIds = 15;

/** The most groups in one request (G19). */
const mostGroups = 20;

/** People, products and roles from Microsoft Graph: User.Read.All and Organization.Read.All (G17). */
export class GraphDirectory implements Directory {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async people(): Promise<readonly Person[]> {
    return (await Array.fromAsync(this.peoplePages())).flat();
  }

  async *peoplePages(field?: DepartmentField): AsyncIterable<readonly Person[]> {
    for await (const page of this.#graph.pages(requests.people, selecting(field)))
      yield page.map(one => personOf(parsed(user, one), field));
  }

  async peopleOf(ids: readonly string[], field?: DepartmentField): Promise<readonly Person[]> {
    const parts = Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, part) =>
      ids.slice(part * mostIds, (part + 1) * mostIds),
    );
    const found = parts.map(async part => {
      // Ids are compared, and come from clients: a quote would end the text that it stands in.
      const list = part.map(id => `'${id.replaceAll("'", "''")}'`).join(',');
      return (await Array.fromAsync(this.#graph.pages(requests.peopleOf, { ids: list, ...selecting(field) }))).flat();
    });
    return (await Promise.all(found)).flat().map(one => personOf(parsed(user, one), field));
  }

  async latest(field?: DepartmentField): Promise<string> {
    const { link } = await this.#changes(undefined, field);
    return link;
  }

  async changes(link: string, field?: DepartmentField): Promise<DirectoryChanges | 'expired'> {
    return this.#changes(link, field).catch((error: unknown) => {
      if (error instanceof DriverError && isExpired(error)) return 'expired';
      throw error;
    });
  }

  /** Somebody who changed twice comes twice: the last counts. */
  async #changes(from: string | undefined, field: DepartmentField | undefined): Promise<DirectoryChanges> {
    const found = new Map<string, Person | undefined>();
    let next: string | undefined;
    for await (const { value, link } of this.#graph.changes(requests.changes, {
      link: from,
      values: selecting(field),
    })) {
      for (const one of value) {
        const { '@removed': removed, ...rest } = parsed(change, one);
        found.set(rest.id, removed === undefined ? personOf(rest, isTold(rest, field) ? field : undefined) : undefined);
      }
      next = link;
    }
    if (next === undefined)
      throw new DriverError('graph-answer', `${requests.changes.path}: no link to what comes after`);
    return {
      people: [...found.values()].filter(person => person !== undefined),
      gone: [...found].flatMap(([id, person]) => (person === undefined ? [id] : [])),
      link: next,
    };
  }

  async skus(): Promise<readonly Sku[]> {
    const found: Sku[] = [];
    for await (const page of this.#graph.pages(requests.skus)) found.push(...page.map(one => skuOf(parsed(sku, one))));
    return found;
  }

  async subscriptions(): Promise<readonly Subscription[]> {
    const found: Subscription[] = [];
    for await (const page of this.#graph.pages(requests.subscriptions)) {
      for (const one of page) {
        const { skuId, status, ownerTenantId } = parsed(subscription, one);
        if (typeof skuId !== 'string') continue;
        found.push({ skuId, isEnabled: status === 'Enabled', isByPartner: typeof ownerTenantId === 'string' });
      }
    }
    return found;
  }

  async rolesOf(personId: string): Promise<Holder> {
    if (personId === '') return { kind: 'stranger' };
    try {
      return await this.#holder(personId);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      if (error.code === 'graph-404') return { kind: 'stranger' };
      if (error.code === 'graph-403') return { kind: 'unreadable', permission: requests.person.permission };
      throw error;
    }
  }

  async groupsOf(personId: string, groupIds: readonly string[]): Promise<Membership> {
    const groups = new Set<string>();
    try {
      for (let first = 0; first < groupIds.length; first += mostGroups) {
        const asked = { groupIds: groupIds.slice(first, first + mostGroups) };
        const answer = await this.#graph.query(requests.memberGroups, { id: personId }, asked);
        for (const id of parsed(memberGroups, answer).value) groups.add(id);
      }
      return { kind: 'known', groups };
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      if (error.code === 'graph-404') return { kind: 'known', groups: new Set() };
      if (error.code === 'graph-403') return { kind: 'unreadable', permission: requests.memberGroups.permission };
      throw error;
    }
  }

  async group(id: string): Promise<Group | undefined> {
    const found = await this.#graph.get(requests.group, { id }).catch((error: unknown) => {
      if (error instanceof DriverError && error.code === 'graph-404') return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const { displayName } = parsed(group, found);
    return { id, name: displayName ?? id };
  }

  async groupsCalled(name: string): Promise<readonly Group[]> {
    // A quote would end the text that it stands in.
    const pages = await Array.fromAsync(this.#graph.pages(requests.groupsCalled, { name: name.replaceAll("'", "''") }));
    return pages.flat().map(one => {
      const { id, displayName } = parsed(group, one);
      return { id, name: displayName ?? id };
    });
  }

  async nameOf(personId: string): Promise<string | undefined> {
    if (personId === '') return undefined;
    try {
      return parsed(user, await this.#graph.get(requests.person, { id: personId })).displayName ?? undefined;
    } catch (error) {
      if (error instanceof DriverError && error.code === 'graph-404') return undefined;
      throw error;
    }
  }

  async #holder(personId: string): Promise<Holder> {
    const { userType, accountEnabled } = parsed(user, await this.#graph.get(requests.person, { id: personId }));
    // Without these fields nothing can be decided: access is denied, naming the permission that the program lacks.
    if (typeof userType !== 'string' || typeof accountEnabled !== 'boolean')
      return { kind: 'unreadable', permission: requests.person.permission };
    if (userType !== 'Member' || !accountEnabled) return { kind: 'stranger' };
    const roles = new Set<string>();
    for await (const page of this.#graph.pages(requests.roles, { id: personId })) {
      for (const one of page) {
        const { roleTemplateId } = parsed(role, one);
        // Without that permission some objects come with their id alone (G12).
        if (typeof roleTemplateId !== 'string') return { kind: 'unreadable', permission: 'Directory.Read.All' };
        roles.add(roleTemplateId);
      }
    }
    return { kind: 'member', roles };
  }
}

/** Graph says it in two ways (G20). */
const isExpired = ({ code, cause }: DriverError): boolean =>
  code === 'graph-410' ||
  (code === 'graph-400' && cause instanceof GraphError && cause.code?.toLowerCase() === 'syncstatenotfound');

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success)
    throw new DriverError('graph-answer', `Graph answered in another form: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** The property of a user that a field is, and the attribute in it (G21). */
function propertyOf(field: DepartmentField): {
  readonly name: 'department' | 'companyName' | 'employeeOrgData' | 'onPremisesExtensionAttributes';
  readonly attribute?: string;
} {
  switch (field) {
    case 'department':
      return { name: 'department' };
    case 'company':
      return { name: 'companyName' };
    case 'cost-center':
      return { name: 'employeeOrgData' };
    default:
      return {
        name: 'onPremisesExtensionAttributes',
        attribute: `extensionAttribute${field.slice('attribute-'.length)}`,
      };
  }
}

/** What to select for a department, beside what is always read. */
const selecting = (field: DepartmentField | undefined) => ({
  department: field === undefined ? '' : `,${propertyOf(field).name}`,
});

/** A change may leave out what has not changed. */
const isTold = (found: z.infer<typeof user>, field: DepartmentField | undefined): boolean =>
  field !== undefined && found[propertyOf(field).name] !== undefined;

function departmentOf(found: z.infer<typeof user>, field: DepartmentField): string {
  const { name, attribute = '' } = propertyOf(field);
  switch (name) {
    case 'department':
    case 'companyName':
      return found[name] ?? '';
    case 'employeeOrgData':
      return found[name]?.costCenter ?? '';
    case 'onPremisesExtensionAttributes': {
      const value = found[name]?.[attribute];
      return typeof value === 'string' ? value : '';
    }
    default:
      return unreachable(name);
  }
}

function personOf(found: z.infer<typeof user>, field?: DepartmentField): Person {
  const states = found.licenseAssignmentStates ?? [];
  const licenses = (found.assignedLicenses ?? []).map(({ skuId, disabledPlans }) => {
    const ways = states.filter(state => state.skuId === skuId);
    return {
      skuId,
      disabledPlanIds: disabledPlans ?? [],
      isActive: ways.length === 0 || ways.some(({ state }) => state === 'Active' || state === 'ActiveWithError'),
      isByGroup: ways.some(({ assignedByGroup }) => typeof assignedByGroup === 'string'),
    };
  });
  return {
    id: found.id,
    name: found.displayName ?? found.userPrincipalName ?? found.id,
    userPrincipalName: found.userPrincipalName ?? '',
    mail: found.mail ?? '',
    kind: found.userType === 'Guest' ? 'guest' : 'member',
    isEnabled: found.accountEnabled !== false,
    usageLocation: found.usageLocation ?? null,
    licenses,
    ...(field !== undefined && { department: { from: field, name: departmentName(departmentOf(found, field)) } }),
  };
}

/** While a subscription is in grace, what it holds goes on working. */
const inService: readonly string[] = ['Enabled', 'Warning'];

const skuOf = (found: z.infer<typeof sku>): Sku => ({
  id: found.skuId,
  partNumber: found.skuPartNumber,
  plans: found.servicePlans
    .filter(plan => plan.provisioningStatus !== 'Disabled' && plan.provisioningStatus !== 'Error')
    .map(plan => ({ id: plan.servicePlanId, name: plan.servicePlanName ?? '' })),
  isAssignable: (found.appliesTo ?? 'User') === 'User' && inService.includes(found.capabilityStatus ?? 'Enabled'),
  isInService: inService.includes(found.capabilityStatus ?? 'Enabled'),
  seats: {
    enabled: found.prepaidUnits.enabled,
    warning: found.prepaidUnits.warning ?? 0,
    consumed: found.consumedUnits,
  },
});
