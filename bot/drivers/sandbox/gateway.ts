import { z } from 'zod';
import type { Payment, PaymentMethod } from '../../../core/index.ts';
import type { CardLabel, Documents, PaymentOutcome, Payments } from '../../ports/index.ts';
import { Records, recordsOf } from '../../work/records.ts';
import { TypedDocument } from '../../work/typed-document.ts';

const charged = z.object({ amount: z.int(), outcome: z.enum(['settled', 'declined']) });
type Charged = z.infer<typeof charged>;

export const sandboxMethods: readonly PaymentMethod[] = [
  { kind: 'card', reference: 'sandbox-card' },
  { kind: 'card', reference: 'sandbox-expired' },
  { kind: 'agreement', number: 'E1234567', purchaseOrder: null },
  { kind: 'agreement', number: 'E7654321', purchaseOrder: null },
];

/** A payment gateway that moves no money: one card is accepted, one has expired, agreements are billed. A key is charged once. */
export class SandboxGateway implements Payments {
  /** The charges made, by their keys. */
  readonly #charged: TypedDocument<Records<Charged>, Records<Charged>>;

  constructor(documents: Documents) {
    this.#charged = new TypedDocument(documents, 'sandbox-gateway', recordsOf(charged), new Records());
  }

  methods(): Promise<readonly PaymentMethod[]> {
    return Promise.resolve(sandboxMethods);
  }

  cardLabel(reference: string): Promise<CardLabel | undefined> {
    if (!sandboxMethods.some(method => method.kind === 'card' && method.reference === reference))
      return Promise.resolve(undefined);
    return Promise.resolve({ kind: 'test-card', outcome: reference === 'sandbox-card' ? 'succeeds' : 'fails' });
  }

  async charge({ key, amount, method }: Payment): Promise<PaymentOutcome> {
    const outcome = method.kind === 'card' && method.reference !== 'sandbox-card' ? 'declined' : 'settled';
    const known = await this.#charged.change(before =>
      before.get(key) === undefined ? before.with(key, { amount, outcome }) : before,
    );
    return toOutcome(key, known.get(key)?.outcome ?? outcome);
  }

  async outcomeOf({ key }: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    const known = (await this.#charged.read()).get(key);
    return known === undefined ? { kind: 'never-seen' } : toOutcome(key, known.outcome);
  }

  reset(): Promise<void> {
    return this.#charged.write(new Records());
  }
}

const toOutcome = (key: string, outcome: 'settled' | 'declined'): PaymentOutcome =>
  outcome === 'settled'
    ? { kind: 'settled', reference: `sandbox:${key}` }
    : { kind: 'declined', reason: 'expired-card' };
