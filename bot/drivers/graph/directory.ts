import { z } from 'zod';
import type { Person, Sku } from '../../../core/index.ts';
import { DriverError, type Directory } from '../../ports.ts';
import type { Graph } from './client.ts';

const user = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  usageLocation: z.string().nullish(),
  assignedLicenses: z.array(z.object({ skuId: z.string(), disabledPlans: z.array(z.string()).nullish() })).nullish(),
});

const sku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
  appliesTo: z.string().nullish(),
  consumedUnits: z.number(),
  prepaidUnits: z.object({ enabled: z.number(), warning: z.number() }),
  servicePlans: z.array(z.object({ servicePlanId: z.string() })),
});

const role = z.object({ roleTemplateId: z.string().nullish() });

// Teams Phone Resource Account, for business, faculty and GCC High: who has it is an auto attendant or a call queue (FACTS §5).
const resourceAccountSkus: ReadonlySet<string> = new Set([
  '440eaaa8-b3e0-484b-a8be-62870b9ba70a',
  '0e142028-345e-45da-8d92-8bfd4093bbb9',
  'e3f0522e-ebb7-4561-9f90-b44516d65b77',
]);

const advanced = { ConsistencyLevel: 'eventual' };

/** People, products and roles from Microsoft Graph: User.Read.All and Organization.Read.All (FACTS §4.8). */
export class GraphDirectory implements Directory {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async people(): Promise<readonly Person[]> {
    const select = 'id,displayName,userPrincipalName,userType,accountEnabled,usageLocation,assignedLicenses';
    const people: Person[] = [];
    for await (const page of this.#graph.pages(`/users?$select=${select}&$top=999`)) {
      people.push(...page.map(one => personOf(parsed(user, one))));
    }
    return people;
  }

  async skus(): Promise<readonly Sku[]> {
    const found: Sku[] = [];
    for await (const page of this.#graph.pages('/subscribedSkus')) {
      found.push(...page.map(one => skuOf(parsed(sku, one))));
    }
    return found;
  }

  async rolesOf(personId: string): Promise<ReadonlySet<string> | undefined> {
    const id = encodeURIComponent(personId);
    const found = await this.#graph.get(`/users/${id}?$select=id,userType,accountEnabled`).catch(notFound);
    if (found === undefined) return undefined;
    const person = parsed(user, found);
    // An answer without these fields is too poor to decide on: it denies.
    if (person.userType !== 'Member' || person.accountEnabled !== true) return undefined;
    const roles = new Set<string>();
    const path = `/users/${id}/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$select=id,roleTemplateId`;
    for await (const page of this.#graph.pages(path, advanced)) {
      for (const one of page) {
        const { roleTemplateId } = parsed(role, one);
        if (typeof roleTemplateId === 'string') roles.add(roleTemplateId);
      }
    }
    return roles;
  }
}

function notFound(error: unknown): undefined {
  if (error instanceof DriverError && error.code === 'graph-404') return undefined;
  throw error;
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success)
    throw new DriverError('graph-answer', `Graph answered in another form: ${z.prettifyError(result.error)}`);
  return result.data;
}

function personOf(found: z.infer<typeof user>): Person {
  const licences = (found.assignedLicenses ?? []).map(({ skuId, disabledPlans }) => ({
    skuId,
    disabledPlanIds: disabledPlans ?? [],
  }));
  return {
    id: found.id,
    name: found.displayName ?? found.userPrincipalName ?? found.id,
    userPrincipalName: found.userPrincipalName ?? '',
    kind:
      found.userType === 'Guest'
        ? 'guest'
        : licences.some(({ skuId }) => resourceAccountSkus.has(skuId))
          ? 'resource'
          : 'member',
    isEnabled: found.accountEnabled !== false,
    usageLocation: found.usageLocation ?? null,
    licences,
  };
}

const skuOf = (found: z.infer<typeof sku>): Sku => ({
  id: found.skuId,
  partNumber: found.skuPartNumber,
  servicePlanIds: found.servicePlans.map(plan => plan.servicePlanId),
  seats: { enabled: found.prepaidUnits.enabled, warning: found.prepaidUnits.warning, consumed: found.consumedUnits },
});
