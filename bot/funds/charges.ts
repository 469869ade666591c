import { minuteMs, secondMs, unreachable, type OpenPayment, type Payment } from '../../core/index.ts';
import type { Clock, Log, PaymentOutcome, Payments } from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { Ledger, Request } from '../wallets/ledger.ts';
import { stepFor } from './payment-steps.ts';

/** Longer than any gateway takes to charge: what has not answered by then is looked up later. */
const chargeTimeoutMs = 1.5 * minuteMs;

/** A question is asked again in the next round, so that it waits less. */
const lookUpTimeoutMs = 20 * secondMs;

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
    return this.#once(payment.key, () => this.#charge(payment));
  }

  /** Settles what a crash or an outage left open: the gateway is asked first, and charged only if it never heard of the key. */
  async resume(): Promise<void> {
    const read = await this.#ledger.read();
    if (!read.ok || read.value.wallet.terms?.mode === 'mirror') return;
    for (const open of read.value.wallet.openPayments) await this.#once(open.payment.key, () => this.#takeUp(open));
  }

  /** Asks the gateway what has become of a payment, also of one that had ended, and records that. Gives whether the gateway said. */
  async lookUp(payment: Payment): Promise<boolean> {
    const outcome = await this.#askedAgain(payment);
    if (outcome === undefined) return false;
    // What it does not know yet it will tell; whoever charges says that it is not known.
    if (outcome.kind === 'unknown' || outcome.kind === 'never-seen') return true;
    return this.#record(payment, outcome, { isAfresh: true });
  }

  /** Where the card holder is asked about a payment, if they are; what has come of it otherwise is recorded. */
  async cardHolderLink(payment: Payment): Promise<string | undefined> {
    const outcome = await this.#askedAgain(payment);
    if (outcome?.kind === 'needs-card-holder') return outcome.link;
    if (outcome?.kind === 'settled') await this.#record(payment, outcome, { isAfresh: true });
    return undefined;
  }

  /** Resolves when the charge of that key has an outcome, if it is under way here. */
  async finished(key: string): Promise<void> {
    await this.#underWay.get(key);
  }

  /** Resolves when nothing is under way: for an orderly stop. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  #once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#underWay.get(key);
    if (running !== undefined) return running;
    const settled = work()
      // The request stays open in the ledger; the next round asks the gateway for its outcome.
      .catch((error: unknown) => this.#log.error({ err: error, key }, 'the outcome of a payment could not be recorded'))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, settled);
    return settled;
  }

  async #charge(payment: Payment): Promise<void> {
    const { key } = payment;
    const terms = await this.#ledger.terms();
    if (terms === undefined) throw new Error('a payment without a wallet');
    const asked = { ...payment, currency: terms.currency };
    const answer = await this.#asked(key, chargeTimeoutMs, () => this.#payments.charge(asked));
    await this.#record(payment, answer ?? { kind: 'unknown' }, { isAfresh: false });
  }

  async #takeUp({ payment, isUnknown }: OpenPayment): Promise<void> {
    const outcome = await this.#askedAgain(payment);
    // A charge whose outcome was unknown once is never made a second time: the gateway or a person reports its outcome (L8).
    if (outcome?.kind === 'never-seen' && !isUnknown) return this.#charge(payment);
    const known = outcome?.kind === 'never-seen' ? undefined : outcome;
    await this.#record(payment, known ?? { kind: 'unknown' }, { isAfresh: true });
  }

  #askedAgain(payment: Payment): Promise<Awaited<ReturnType<Payments['outcomeOf']>> | undefined> {
    return this.#asked(payment.key, lookUpTimeoutMs, () => this.#payments.outcomeOf(payment));
  }

  /** What the gateway answers; undefined where it fails, or takes too long. */
  #asked<Answer>(key: string, ms: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    return within(this.#clock, ms, ask()).catch((error: unknown) => {
      this.#log.error({ err: error, key }, 'payment gateway failed; the outcome is not known');
      return undefined;
    });
  }

  /** Records what the gateway says, where the book does not know it yet. Gives whether the book knows it now. */
  async #record(
    payment: Payment,
    outcome: PaymentOutcome,
    { isAfresh }: { readonly isAfresh: boolean },
  ): Promise<boolean> {
    const { key } = payment;
    const read = await this.#ledger.read();
    if (!read.ok) throw new Error('the ledger cannot be read');
    const step = stepFor(payment, outcome, { ...read.value, now: this.#clock.now() });
    switch (step.kind) {
      case 'nothing':
        return true;
      case 'record':
        if (await this.#execute(key, step.request)) return true;
        return step.otherwise !== undefined && this.#execute(key, step.otherwise);
      case 'take-back':
        // An answer may be older than what the gateway has told meanwhile.
        return isAfresh ? this.#execute(key, step.request) : this.lookUp(payment);
      case 'other-currency':
        this.#log.error({ key }, 'a payment was charged in another currency: a person has to record what it brought');
        return step.request === undefined || this.#execute(key, step.request);
      default:
        return unreachable(step);
    }
  }

  async #execute(key: string, request: Request): Promise<boolean> {
    const answer = await this.#ledger.execute(request, null);
    if (answer.ok) return true;
    this.#log.error(
      { key, outcome: request.kind, refusal: answer.refusal.kind },
      'the ledger refused the outcome of a payment',
    );
    return false;
  }
}
