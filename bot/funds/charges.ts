import { minuteMs, unreachable, type Payment } from '../../core/index.ts';
import type { Clock, Log, PaymentOutcome, Payments } from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { CommandResult, Ledger } from '../wallets/ledger.ts';

/** A gateway that has not answered for so long may never: the outcome is unknown, and looked up later. */
const gatewayTimeoutMs = 2 * minuteMs;

/** Carries out payments that the ledger has recorded as requested, and records their outcomes: a key is never charged twice. */
export class Charges {
  readonly #payments: Payments;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor({
    payments,
    ledger,
    clock,
    log,
  }: {
    readonly payments: Payments;
    readonly ledger: Ledger;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#payments = payments;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
  }

  /** Charges a payment that has just been requested; resolves when it has an outcome, also of a charge already under way. */
  start(payment: Payment): Promise<void> {
    return this.#once(payment, () => this.#payments.charge(payment));
  }

  /** Settles what a crash or an outage left open: the gateway is asked first, and charged only if it never heard of the key. */
  async resume(): Promise<void> {
    const read = await this.#ledger.read();
    if (!read.ok || read.value.wallet.terms?.mode === 'mirror') return;
    for (const { payment, isUnknown } of read.value.wallet.openPayments) {
      await this.#once(payment, async () => {
        const outcome = await this.#payments.outcomeOf(payment);
        if (outcome.kind !== 'never-seen') return outcome;
        // A charge whose outcome was unknown once is never made a second time: the gateway or a person reports its outcome (L8).
        return isUnknown ? { kind: 'unknown' } : this.#payments.charge(payment);
      });
    }
  }

  /** Resolves when the charge of that key has an outcome, if it is under way here. */
  async finished(key: string): Promise<void> {
    await this.#underWay.get(key);
  }

  /** Resolves when nothing is under way: for an orderly stop. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  #once(payment: Payment, ask: () => Promise<PaymentOutcome>): Promise<void> {
    const { key } = payment;
    const running = this.#underWay.get(key);
    if (running !== undefined) return running;
    const settled = this.#settle(key, ask).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, settled);
    return settled;
  }

  async #settle(key: string, ask: () => Promise<PaymentOutcome>): Promise<void> {
    try {
      const outcome = await within(this.#clock, gatewayTimeoutMs, ask()).catch((error: unknown) => {
        this.#log.error({ err: error, key }, 'payment gateway failed; the outcome is not known');
        return undefined;
      });
      await this.#record(key, outcome ?? { kind: 'unknown' });
    } catch (error) {
      // The request stays open in the ledger; the next round asks the gateway for its outcome.
      this.#log.error({ err: error, key }, 'the outcome of a payment could not be recorded');
    }
  }

  async #record(key: string, outcome: PaymentOutcome): Promise<void> {
    const answer = await this.#execute(key, outcome);
    if (!answer.ok)
      this.#log.error(
        { key, outcome: outcome.kind, refusal: answer.refusal.kind },
        'the ledger refused the outcome of a payment',
      );
  }

  #execute(key: string, outcome: PaymentOutcome): Promise<CommandResult> {
    const ledger = this.#ledger;
    switch (outcome.kind) {
      case 'settled':
        return ledger.execute(
          { kind: 'settle', id: `${key}/settled`, key, reference: outcome.reference, reportedBy: 'gateway' },
          null,
        );
      case 'declined':
        return ledger.execute({ kind: 'decline', id: `${key}/declined`, key, reason: outcome.reason }, null);
      case 'unknown':
        return ledger.execute({ kind: 'leave-unknown', id: `${key}/unknown`, key }, null);
      default:
        return unreachable(outcome);
    }
  }
}
