import {
  err,
  type Currency,
  type Instant,
  type Micros,
  type Payment,
  type PaymentMethod,
} from '../../../core/index.ts';
import type { ChargeRequest, PaymentOutcome, Payments } from '../../../bot/ports/index.ts';

interface Charged {
  readonly amount: Micros;
  readonly currency: Currency;
  /** The bank's outcome, which may still be overturned. */
  result: 'settled' | 'declined';
  /** Until then the outcome is unknown. */
  readonly knownFrom: Instant;
}

/** A gateway that mostly works: it declines, loses requests, answers late or not at all, and sometimes changes its mind. */
export class FlakyGateway implements Payments {
  readonly charged = new Map<string, Charged>();
  isHealthy = false;
  readonly #random: () => number;
  readonly #now: () => Instant;

  constructor(random: () => number, now: () => Instant) {
    this.#random = random;
    this.#now = now;
  }

  methods(): Promise<readonly PaymentMethod[]> {
    return Promise.resolve([]);
  }

  cardLabel(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async charge({ key, amount, currency }: ChargeRequest): Promise<PaymentOutcome> {
    const before = this.charged.get(key);
    if (before !== undefined) return this.#told(key, before);
    const dice = this.isHealthy ? 0 : this.#random();
    if (dice > 0.96) throw new Error('connection reset before the request arrived');
    const result = dice > 0.75 && dice < 0.85 ? 'declined' : 'settled';
    const isSlow = dice > 0.85 && dice < 0.92;
    const knownFrom = this.#now() + (isSlow ? Math.floor(this.#random() * 72 * 3_600_000) : 0);
    const charged = { amount, currency, result, knownFrom } as const;
    this.charged.set(key, charged);
    if (dice > 0.92) throw new Error('connection reset before the answer arrived');
    return Promise.resolve(this.#told(key, charged));
  }

  outcomeOf({ key }: Pick<Payment, 'key'>): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    if (!this.isHealthy && this.#random() > 0.9) return Promise.reject(new Error('gateway timeout'));
    const charged = this.charged.get(key);
    return Promise.resolve(charged === undefined ? { kind: 'never-seen' } : this.#told(key, charged));
  }

  eventIn(): ReturnType<Payments['eventIn']> {
    return err('not-signed');
  }

  /** What an account statement would show: all that was taken and not given back. */
  taken(): Micros {
    return [...this.charged.values()].reduce(
      (sum, { result, amount }) => (result === 'settled' ? sum + amount : sum),
      0,
    );
  }

  #told(key: string, { amount, currency, result, knownFrom }: Charged): PaymentOutcome {
    if (this.#now() < knownFrom && !this.isHealthy) return { kind: 'unknown' };
    return result === 'settled'
      ? { kind: 'settled', reference: `ref-${key}`, amount, currency }
      : { kind: 'declined', code: 'declined' };
  }
}
