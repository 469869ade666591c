import type { LicenseUnitsDetail, ServicePlanInfo, SubscribedSku } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { creditsSkuId, knownSku, type Sku } from '../../../core/index.ts';
import { graphId, type FieldsOf } from './fields.ts';

const sku = z.object({
  skuId: graphId,
  skuPartNumber: z.string().nullish(),
  appliesTo: z.string().nullish(),
  capabilityStatus: z.string().nullish(),
  consumedUnits: z.number(),
  prepaidUnits: z.object({
    enabled: z.number(),
    warning: z.number().nullish(),
  } satisfies FieldsOf<LicenseUnitsDetail>),
  servicePlans: z.array(
    z.object({
      servicePlanId: graphId,
      servicePlanName: z.string().nullish(),
      provisioningStatus: z.string().nullish(),
    } satisfies FieldsOf<ServicePlanInfo>),
  ),
} satisfies FieldsOf<SubscribedSku>);

/** By what a product is called that lacks the rest. */
const skuName = z.object({ skuId: graphId.nullish().catch(null), skuPartNumber: z.string().nullish().catch(null) });

/** While a subscription is in grace, what it holds goes on working. */
const inService: readonly string[] = ['Enabled', 'Warning'];

/** A product as the program knows it. */
export function skuOf(value: unknown): Sku {
  const { data: found } = sku.safeParse(value);
  if (found === undefined) return unreadSku(value);
  return {
    id: found.skuId,
    partNumber: found.skuPartNumber ?? '',
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
  };
}

/** A product without its seats, plans or id cannot be given; what people have of it counts as far as Microsoft's list tells (M11). */
function unreadSku(value: unknown): Sku {
  const { skuId, skuPartNumber } = skuName.safeParse(value).data ?? {};
  const id = skuId ?? '';
  const known = knownSku(id);
  return {
    id,
    partNumber: skuPartNumber ?? known.partNumber,
    plans: known.plans,
    // Of the credits license seats and plans are known without being told.
    isAssignable: id === creditsSkuId,
    isInService: true,
    isUnread: true,
    seats: { enabled: 0, warning: 0, consumed: 0 },
  };
}
