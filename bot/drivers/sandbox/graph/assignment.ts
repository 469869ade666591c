import { planIds, type ContosoGroup, type ContosoUser, type Fault } from '../contoso.ts';
import type { SandboxTenant } from '../tenant.ts';
import { badRequest, failure, notFound, type GraphResponse } from './odata.ts';

/** Graph's refusal to assign these products, in the words of G9; undefined when it would assign them. */
export function assignmentRefusal(
  user: ContosoUser,
  skuIds: readonly string[],
  tenant: Pick<SandboxTenant, 'sku' | 'seatsLeft'>,
): GraphResponse | undefined {
  for (const skuId of skuIds) {
    const sku = tenant.sku(skuId);
    if (sku === undefined) return badRequest(`License ${skuId} does not correspond to a valid company License.`);
    if (sku.appliesTo === 'Company') return badRequest(`License ${skuId} cannot be assigned to a user`);
  }
  const fault = user.fault === undefined ? undefined : faults[user.fault](user);
  if (fault !== undefined) return fault;
  if (user.usageLocation === null)
    return badRequest('License assignment cannot be done for user with invalid usage location.');
  const fresh = skuIds.filter(skuId => !user.skus.includes(skuId));
  const full = fresh.find(skuId => tenant.seatsLeft(skuId) <= 0);
  if (full !== undefined) return badRequest(`Subscription with SKU ${full} does not have any available licenses.`);
  return dependency(user, fresh, tenant);
}

/** Graph's refusal to change a group's products: whether each member can have them shows later. */
export function groupRefusal(
  group: ContosoGroup,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  tenant: Pick<SandboxTenant, 'sku'>,
): GraphResponse | undefined {
  const unknown = add.find(skuId => tenant.sku(skuId) === undefined);
  if (unknown !== undefined) return badRequest(`License ${unknown} does not correspond to a valid company License.`);
  if (add.some(skuId => tenant.sku(skuId)?.appliesTo === 'Company'))
    return badRequest(`License ${add.join()} cannot be assigned to a user`);
  return remove.every(skuId => group.licenses.includes(skuId))
    ? undefined
    : badRequest('Group does not have a corresponding license.');
}

/** Graph's refusal to remove these products, in the words of G8 and G9; undefined when it would remove them. */
export function removalRefusal(user: ContosoUser, skuIds: readonly string[]): GraphResponse | undefined {
  if (skuIds.length === 0) return undefined;
  if (skuIds.some(skuId => !user.own.includes(skuId) && user.skus.includes(skuId)))
    return faults['group-inherited'](user);
  if (user.fault !== undefined && user.fault !== 'dependency' && user.fault !== 'conflict')
    return faults[user.fault](user);
  return skuIds.every(skuId => user.own.includes(skuId))
    ? undefined
    : badRequest('User does not have a corresponding license.');
}

/** Phone System needs Teams, assigned already or in the same call (G8). */
function dependency(
  user: ContosoUser,
  fresh: readonly string[],
  tenant: Pick<SandboxTenant, 'sku'>,
): GraphResponse | undefined {
  const plans = [...user.skus, ...fresh].flatMap(
    skuId => tenant.sku(skuId)?.servicePlans.map(({ servicePlanId }) => servicePlanId) ?? [],
  );
  const isPhone = fresh.some(
    skuId => tenant.sku(skuId)?.servicePlans.some(plan => plan.servicePlanId === planIds.phone) === true,
  );
  return isPhone && !plans.includes(planIds.teams) ? faults.dependency(user) : undefined;
}

const faults: Readonly<Record<Fault, (user: ContosoUser) => GraphResponse>> = {
  dependency: () =>
    badRequest(
      `License assignment failed because service plan ${planIds.phone} depends on the service plan(s) ${planIds.teams}`,
    ),
  conflict: () =>
    badRequest(
      'License assignment failed because service plans 3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40,bb038288-76ab-49d6-afc1-eaa6c222c65a are mutually exclusive',
    ),
  'group-inherited': () =>
    badRequest('User license is inherited from a group membership and it cannot be removed directly from the user.'),
  'not-allowed': () =>
    failure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  gone: user => notFound(user.id),
  other: () => badRequest('License assignment failed for a reason that nobody has written down.'),
};
