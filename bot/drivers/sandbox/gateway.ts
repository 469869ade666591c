import { z } from 'zod';
import type { Payment, PaymentMethod } from '../../../core/index.ts';
import type { CardLabel, Documents, PaymentOutcome, Payments } from '../../ports/index.ts';

const document = z.record(z.string(), z.object({ amount: z.int(), outcome: z.enum(['settled', 'declined']) }));
type Charged = z.infer<typeof document>;

const name = 'sandbox-gateway';

export const sandboxMethods: readonly PaymentMethod[] = [
  { kind: 'card', reference: 'sandbox-card' },
  { kind: 'card', reference: 'sandbox-expired' },
  { kind: 'agreement', number: 'E1234567', purchaseOrder: null },
  { kind: 'agreement', number: 'E7654321', purchaseOrder: null },
];

/** A payment gateway that moves no money: one card is accepted, one has expired, agreements are billed. A key is charged once. */
export class SandboxGateway implements Payments {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
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
    let outcome: Charged[string]['outcome'] = 'settled';
    await this.#documents.change(name, before => {
      const known = parsed(before);
      const charged = known[key];
      outcome =
        charged?.outcome ?? (method.kind === 'card' && method.reference !== 'sandbox-card' ? 'declined' : 'settled');
      return charged === undefined ? { ...known, [key]: { amount, outcome } } : before;
    });
    return toOutcome(key, outcome);
  }

  async outcomeOf(key: string): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    const known = parsed(await this.#documents.read(name))[key];
    return known === undefined ? { kind: 'never-seen' } : toOutcome(key, known.outcome);
  }

  async reset(): Promise<void> {
    await this.#documents.change(name, () => ({}));
  }
}

const parsed = (read: unknown): Charged => (read === null ? {} : document.parse(read));

const toOutcome = (key: string, outcome: 'settled' | 'declined'): PaymentOutcome =>
  outcome === 'settled'
    ? { kind: 'settled', reference: `sandbox:${key}` }
    : { kind: 'declined', reason: 'expired-card' };
