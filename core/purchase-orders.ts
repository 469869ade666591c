import type { Micros } from './money.ts';

/** At so many percent of its amount people are warned. */
const purchaseOrderSteps = [80, 100] as const;

/** How much of an agreement or purchase order is used up: the step that was reached, undefined for none yet. */
export const purchaseOrderStep = (used: Micros, amount: Micros): (typeof purchaseOrderSteps)[number] | undefined =>
  purchaseOrderSteps.findLast(step => used / amount >= step / 100);
