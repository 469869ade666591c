import type { Agreement, PurchaseOrder } from '../tenant/agreements.ts';

/** One of the list, or one to be added; of a purchase order the place of its agreement, where that is known. */
export interface PartOfAgreements {
  readonly place: string;
  readonly kind: 'agreement' | 'purchase-order';
  readonly agreement: Agreement | undefined;
  readonly purchaseOrder: PurchaseOrder | undefined;
}

/** `2` is the third agreement, `2.0` its first purchase order; `new` and `new-order` are to be added. */
export function partAt(listed: readonly Agreement[], place: string): PartOfAgreements | undefined {
  const [agreement, purchaseOrder] = [undefined, undefined];
  if (place === 'new') return { place, kind: 'agreement', agreement, purchaseOrder };
  if (place === 'new-order' && listed.length > 0) return { place, kind: 'purchase-order', agreement, purchaseOrder };
  if (!/^\d+(\.\d+)?$/.test(place)) return undefined;
  const [first, second] = place.split('.');
  const found = listed[Number(first)];
  if (found === undefined) return undefined;
  if (second === undefined) return { place, kind: 'agreement', agreement: found, purchaseOrder };
  const order = found.purchaseOrders[Number(second)];
  return order && { place, kind: 'purchase-order', agreement: found, purchaseOrder: order };
}

/** Without what stands at a place; with an agreement go its purchase orders. */
export const withoutPart = (listed: readonly Agreement[], place: string): readonly Agreement[] => {
  const [first = '', second] = place.split('.');
  if (second === undefined) return listed.filter((_, index) => String(index) !== first);
  return listed.map((one, index) =>
    String(index) === first
      ? { ...one, purchaseOrders: one.purchaseOrders.filter((_, at) => String(at) !== second) }
      : one,
  );
};

/** With an agreement changed or added; undefined where another has that number. */
export function withAgreement(
  listed: readonly Agreement[],
  before: Agreement | undefined,
  said: Omit<Agreement, 'purchaseOrders'>,
): readonly Agreement[] | undefined {
  if (listed.some(one => one !== before && one.number === said.number)) return undefined;
  return before === undefined
    ? [...listed, { ...said, purchaseOrders: [] }]
    : listed.map(one => (one === before ? { ...one, ...said } : one));
}

/** With a purchase order changed or added; undefined where another of its agreement has that number, or there is no such agreement. */
export function withPurchaseOrder(
  listed: readonly Agreement[],
  { agreement, purchaseOrder: before }: PartOfAgreements,
  { of, ...said }: PurchaseOrder & { readonly of: string },
): readonly Agreement[] | undefined {
  const under = agreement ?? listed.find(one => one.number === of);
  if (under === undefined || under.purchaseOrders.some(one => one !== before && one.number === said.number))
    return undefined;
  const purchaseOrders =
    before === undefined
      ? [...under.purchaseOrders, said]
      : under.purchaseOrders.map(one => (one === before ? said : one));
  return listed.map(one => (one === under ? { ...one, purchaseOrders } : one));
}
