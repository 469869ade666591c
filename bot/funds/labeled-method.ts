import type { PaymentMethod } from '../../core/index.ts';
import type { CardLabel, Payments } from '../ports/index.ts';

/** A way to pay, with what its gateway says of it. */
export interface LabeledMethod {
  readonly method: PaymentMethod;
  /** Of a card that the gateway knows. */
  readonly label: CardLabel | undefined;
}

export const labeledMethod = async (payments: Payments, method: PaymentMethod): Promise<LabeledMethod> => ({
  method,
  label: method.kind === 'card' ? await payments.cardLabel(method.reference) : undefined,
});
