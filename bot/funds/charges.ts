import {
  minuteMs,
  secondMs,
  type Damage,
  type OpenPayment,
  type Payment,
  type Refusal,
  type Wallet,
} from '../../core/index.ts';
import type { Clock, Log, PaymentOutcome, Payments } from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { Ledger, Request } from '../wallets/ledger.ts';
import { heardOf, standingOf, stepFor, type PaymentStep } from './payment-steps.ts';

type OutcomeNow = Awaited<ReturnType<Payments['outcomeOf']>>;

/** What a gateway says of a payment, and what the book had heard of it when it was asked. */
interface Told<Outcome> {
  readonly outcome: Outcome;
  readonly heard: string;
}

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
  /** What the card holder may have paid while nobody listened, until the gateway has said; it is asked once after a start. */
  #missed: Map<string, Payment> | undefined;
  /** Refusals that the log has. */
  readonly #said = new Set<string>();

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
    const { wallet } = read.value;
    for (const open of wallet.openPayments) await this.#once(open.payment.key, () => this.#takeUp(open));
    await this.#askMissed(wallet);
  }

  /** Asks about what needed the card holder and had ended: an event of it may have come while this program did not run. */
  async #askMissed({ declined }: Wallet): Promise<void> {
    this.#missed ??= new Map(
      declined.flatMap(one => (one.needsCardHolder === true ? [[one.payment.key, one.payment]] : [])),
    );
    for (const [key, payment] of this.#missed)
      await this.#once(key, async () => {
        if (await this.lookUp(payment)) this.#missed?.delete(key);
      });
  }

  /** Asks the gateway what has become of a payment, also of one that had ended, and records that. Gives whether the gateway said. */
  async lookUp(payment: Payment): Promise<boolean> {
    return this.#recordTold(payment, await this.#askedAgain(payment));
  }

  /** Where the card holder is asked about a payment, if they are; what has come of it otherwise is recorded. */
  async cardHolderLink(payment: Payment): Promise<string | undefined> {
    const told = await this.#askedAgain(payment);
    if (told.outcome?.kind === 'needs-card-holder') return told.outcome.link;
    if (told.outcome?.kind === 'settled') await this.#recordTold(payment, told);
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
    const wallet = await this.#wallet();
    const { terms } = wallet;
    if (terms === undefined) throw new Error('a payment without a wallet');
    // A charge whose outcome was unknown once is never made a second time: the gateway or a person reports its outcome (L8).
    if (standingOf(wallet, key) !== 'open') return;
    const asked = { ...payment, currency: terms.currency };
    const answer = await this.#asked(key, chargeTimeoutMs, () => this.#payments.charge(asked));
    await this.#record(payment, { outcome: answer ?? { kind: 'unknown' }, heard: heardOf(wallet, key) });
  }

  async #takeUp({ payment }: OpenPayment): Promise<void> {
    const { outcome, heard } = await this.#askedAgain(payment);
    if (outcome?.kind === 'never-seen') return this.#charge(payment);
    await this.#record(payment, { outcome: outcome ?? { kind: 'unknown' }, heard });
  }

  /** The outcome is undefined where the gateway does not say. */
  async #askedAgain(payment: Payment): Promise<Told<OutcomeNow | undefined>> {
    const { key } = payment;
    const heard = heardOf(await this.#wallet(), key);
    return { outcome: await this.#asked(key, lookUpTimeoutMs, () => this.#payments.outcomeOf(payment)), heard };
  }

  /** What the gateway answers; undefined where it fails, or takes too long. */
  #asked<Answer>(key: string, ms: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    return within(this.#clock, ms, ask()).catch((error: unknown) => {
      this.#log.error({ err: error, key }, 'payment gateway failed; the outcome is not known');
      return undefined;
    });
  }

  /** Records what the gateway says, where the book does not know it yet. Gives whether it is of no use to hear it again. */
  async #record(payment: Payment, { outcome, heard }: Told<PaymentOutcome>): Promise<boolean> {
    const { key } = payment;
    const wallet = await this.#wallet();
    const step = stepFor(payment, outcome, { wallet, now: this.#clock.now() });
    if (step.kind === 'nothing') return true;
    // What is said may be older than what the gateway has told meanwhile, to another process too.
    const answer = await this.#ledger.executeWhile(now => heardOf(now, key) === heard, step.request, null);
    if (answer === undefined) return this.#askLate(payment, step);
    if (step.kind === 'other-currency')
      this.#log.error({ key }, 'a payment was charged in another currency: a person has to record what it brought');
    if (answer.ok) return true;
    const { refusal } = answer;
    this.#sayRefused(key, step.request, refusal);
    const otherwise = step.kind === 'record' ? step.otherwise : undefined;
    const left = otherwise === undefined ? refusal : await this.#execute(otherwise);
    if (left === undefined) return true;
    if (otherwise !== undefined) this.#sayRefused(key, otherwise, left);
    return left.kind !== 'clock-jumped';
  }

  /** Asks whether what was said still holds; if nobody says, a payment that had ended is open again, so that it is asked about in every round. */
  async #askLate(payment: Payment, step: PaymentStep): Promise<boolean> {
    if (await this.lookUp(payment)) return true;
    const open = step.kind === 'record' ? step.otherwise : undefined;
    return open !== undefined && (await this.#execute(open)) === undefined;
  }

  async #recordTold(payment: Payment, { outcome, heard }: Told<OutcomeNow | undefined>): Promise<boolean> {
    if (outcome === undefined) return false;
    // What it does not know yet it will tell; whoever charges says that it is not known.
    if (outcome.kind === 'unknown' || outcome.kind === 'never-seen') return true;
    return this.#record(payment, { outcome, heard });
  }

  async #wallet(): Promise<Wallet> {
    const read = await this.#ledger.read();
    if (!read.ok) throw new Error('the ledger cannot be read');
    return read.value.wallet;
  }

  async #execute(request: Request): Promise<Refusal | Damage | undefined> {
    const answer = await this.#ledger.execute(request, null);
    return answer.ok ? undefined : answer.refusal;
  }

  /** Once each: it is refused in every round until somebody says what came of the payment. */
  #sayRefused(key: string, { kind: outcome }: Request, { kind: refusal }: Refusal | Damage): void {
    const facts = { key, outcome, refusal };
    const said = JSON.stringify(facts);
    if (this.#said.has(said)) return;
    this.#said.add(said);
    this.#log.error(facts, 'the ledger refused the outcome of a payment');
  }
}
