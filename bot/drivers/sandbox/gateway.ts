import { z } from 'zod';
import type { Payment, PaymentMethod } from '../../../core/index.ts';
import type { Documents, PaymentOutcome, Payments } from '../../ports.ts';

const document = z.record(z.string(), z.object({ amount: z.int(), outcome: z.enum(['settled', 'declined']) }));
type Charged = z.infer<typeof document>;

const name = 'sandbox-gateway';

export const sandboxMethods: readonly PaymentMethod[] = [
  { kind: 'card', reference: 'sandbox-card' },
  { kind: 'card', reference: 'sandbox-expired' },
  { kind: 'agreement', number: 'E1234567', purchaseOrder: null },
  { kind: 'agreement', number: 'E7654321', purchaseOrder: null },
];

/** A payment gateway that moves no money: one card is accepted, one has expired, agreements are billed. It remembers every key. */
export class SandboxGateway implements Payments {
  readonly #documents: Documents;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  methods(): Promise<readonly PaymentMethod[]> {
    return Promise.resolve(sandboxMethods);
  }

  charge(payment: Payment): Promise<PaymentOutcome> {
    const charged = this.#turn.then(async () => {
      const known = await this.#read();
      const before = known[payment.key];
      if (before !== undefined) return toOutcome(payment.key, before.outcome);
      const outcome =
        payment.method.kind === 'card' && payment.method.reference !== 'sandbox-card' ? 'declined' : 'settled';
      await this.#documents.write(name, { ...known, [payment.key]: { amount: payment.amount, outcome } });
      return toOutcome(payment.key, outcome);
    });
    this.#turn = charged.catch(() => undefined);
    return charged;
  }

  async outcomeOf(key: string): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    await this.#turn;
    const known = (await this.#read())[key];
    return known === undefined ? { kind: 'never-seen' } : toOutcome(key, known.outcome);
  }

  async reset(): Promise<void> {
    await this.#documents.write(name, {});
  }

  async #read(): Promise<Charged> {
    const read = await this.#documents.read(name);
    return read === null ? {} : document.parse(read);
  }
}

const toOutcome = (key: string, outcome: 'settled' | 'declined'): PaymentOutcome =>
  outcome === 'settled'
    ? { kind: 'settled', reference: `sandbox:${key}` }
    : { kind: 'declined', reason: 'expired-card' };
