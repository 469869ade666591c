import type { Entry, PaymentMethod } from '../../core/index.ts';
import { isMethodProposal } from '../chat/proposal-words.view.ts';
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

/** The same for every way to pay that these entries are about. */
export const labeledMethodsOf = (payments: Payments, entries: readonly Entry[]): Promise<readonly LabeledMethod[]> =>
  Promise.all(
    entries.flatMap(entry => {
      const method = methodIn(entry);
      return method === undefined ? [] : labeledMethod(payments, method);
    }),
  );

function methodIn({ kind, facts }: Entry): PaymentMethod | undefined {
  if (kind === 'payment-method-set' || kind === 'backup-method-set') return facts.method ?? undefined;
  return kind === 'approval-asked' && isMethodProposal(facts.proposal) ? facts.proposal.method : undefined;
}
