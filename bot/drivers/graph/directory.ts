import type {
  AssignedLicense,
  CompanySubscription,
  DirectoryRole,
  Group as GraphGroup,
  LicenseAssignmentState,
  EmployeeOrgData,
  OnPremisesExtensionAttributes,
  User,
} from '@microsoft/microsoft-graph-types';
import { GraphError } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { departmentName, unreachable, type DepartmentField, type Person, type Sku } from '../../../core/index.ts';
import {
  DriverError,
  type AskedPermissions,
  type Directory,
  type DirectoryChanges,
  type Group,
  type Holder,
  type Membership,
  type Observation,
  type Subscription,
} from '../../ports/index.ts';
import { unmetOf, waysOf } from './assignment-states.ts';
import { checkGraph } from './check.ts';
import type { Graph } from './client.ts';
import { graphId, type FieldsOf } from './fields.ts';
import { requests } from './requests.ts';
import { skuOf } from './sku.ts';

const user = z.object({
  id: graphId,
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  mail: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  usageLocation: z.string().nullish(),
  assignedLicenses: z
    .array(
      z.object({
        skuId: graphId.nullish(),
        disabledPlans: z.array(graphId).nullish(),
      } satisfies FieldsOf<AssignedLicense>),
    )
    .nullish(),
  licenseAssignmentStates: z
    .array(
      z.object({
        skuId: graphId.nullish(),
        assignedByGroup: graphId.nullish(),
        state: z.string().nullish(),
        error: z.string().nullish(),
      } satisfies FieldsOf<LicenseAssignmentState>),
    )
    .nullish(),
  department: z.string().nullish(),
  companyName: z.string().nullish(),
  employeeOrgData: z.object({ costCenter: z.string().nullish() } satisfies FieldsOf<EmployeeOrgData>).nullish(),
  onPremisesExtensionAttributes: z.looseObject({} satisfies FieldsOf<OnPremisesExtensionAttributes>).nullish(),
} satisfies FieldsOf<User>);

const subscription = z.object({
  skuId: graphId.nullish(),
  status: z.string().nullish(),
  ownerTenantId: z.string().nullish(),
} satisfies FieldsOf<CompanySubscription>);

const role = z.object({ roleTemplateId: z.string().nullish() } satisfies FieldsOf<DirectoryRole>);

const memberGroups = z.object({ value: z.array(graphId) });

const group = z.object({
  id: graphId,
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

  async *peoplePages(field?: DepartmentField, onLeftOut?: (count: number) => void): AsyncIterable<readonly Person[]> {
    const met = new Set<string>();
    for await (const page of this.#graph.pages(requests.people, selecting(field))) {
      const { read, leftOut } = readable(user, page);
      if (leftOut > 0) onLeftOut?.(leftOut);
      yield onceOf(read, met).map(one => personOf(one, field));
    }
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
    return onceOf(readable(user, (await Promise.all(found)).flat()).read).map(one => personOf(one, field));
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
      for (const { '@removed': removed, ...rest } of readable(change, value).read) {
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
    const found = new Map<string, Sku>();
    for await (const page of this.#graph.pages(requests.skus))
      for (const one of page.map(value => skuOf(value))) found.set(one.id, found.get(one.id) ?? one);
    return [...found.values()];
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
        const answer = await this.#graph.post(requests.memberGroups, { id: personId }, asked);
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
    return onceOf(readable(group, pages.flat()).read).map(({ id, displayName }) => ({ id, name: displayName ?? id }));
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

  check(asked: AskedPermissions, signal: AbortSignal): Promise<readonly Observation[]> {
    return checkGraph(this.#graph, asked, signal);
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

/** Of a list what has the form that it must have, and how many have not: one that is amiss takes nothing from the others (G23). */
function readable<Schema extends z.ZodType>(
  schema: Schema,
  values: readonly unknown[],
): { readonly read: readonly z.output<Schema>[]; readonly leftOut: number } {
  const read = values.flatMap(value => {
    const result = schema.safeParse(value);
    return result.success ? [result.data] : [];
  });
  return { read, leftOut: values.length - read.length };
}

/** Each once, of those not met before: what changes while it is listed may come twice (G23). */
const onceOf = <Item extends { readonly id: string }>(
  items: readonly Item[],
  met = new Set<string>(),
): readonly Item[] => items.filter(({ id }) => !met.has(id) && met.add(id));

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
  const assigned = (found.assignedLicenses ?? []).flatMap(({ skuId, disabledPlans }) =>
    typeof skuId === 'string' ? [{ id: skuId, disabledPlans }] : [],
  );
  const licenses = onceOf(assigned).map(({ id: skuId, disabledPlans }) => ({
    ...{ skuId, disabledPlanIds: disabledPlans ?? [] },
    ...waysOf(states.filter(state => state.skuId === skuId)),
  }));
  const unmet = unmetOf(states);
  return {
    id: found.id,
    name: [found.displayName, found.userPrincipalName].find(said => said?.trim()) ?? found.id,
    userPrincipalName: found.userPrincipalName ?? '',
    mail: found.mail ?? '',
    kind: found.userType === 'Guest' ? 'guest' : 'member',
    isEnabled: found.accountEnabled !== false,
    usageLocation: found.usageLocation ?? null,
    licenses,
    ...(unmet.length > 0 && { unmet }),
    ...(field !== undefined && { department: { from: field, name: departmentName(departmentOf(found, field)) } }),
  };
}
