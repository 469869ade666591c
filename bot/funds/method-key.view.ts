import type { PaymentMethod } from '../../core/index.ts';

/** The value of a way to pay in a form: it identifies it and carries no other details. */
export function methodKey(method: PaymentMethod): string {
  switch (method.kind) {
    case 'card':
      return `card:${method.reference}`;
    case 'agreement':
      return method.purchaseOrder === null
        ? `agreement:${method.number}`
        : `purchase-order:${JSON.stringify([method.number, method.purchaseOrder])}`;
    default:
      return method.kind;
  }
}
