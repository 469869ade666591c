import type { Payment } from '../../core/index.ts';
import { keyAtGateway, type Log, type PaymentEvent, type PaymentNotice, type Payments } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Charges } from './charges.ts';

/** What to answer whoever brought a notice: `later` where it is to come once more. */
export type NoticeTaken = 'taken' | 'refused' | 'later';

export interface PaymentEventsNeeds {
  readonly payments: Pick<Payments, 'eventIn'>;
  readonly ledger: Pick<Ledger, 'entry'>;
  readonly charges: Pick<Charges, 'lookUp'>;
  readonly log: Log;
}

/**
 * The one door for what a gateway tells by itself. A notice is verified, read, and then only says which payment to ask about: its outcome is
 * fetched afresh and recorded under an id of the payment's own, so that it does not matter how often, when or in which order notices come.
 */
export class PaymentEvents {
  readonly #needs: PaymentEventsNeeds;

  constructor(needs: PaymentEventsNeeds) {
    this.#needs = needs;
  }

  async take(notice: PaymentNotice): Promise<NoticeTaken> {
    const { payments, log } = this.#needs;
    const read = payments.eventIn(notice);
    if (!read.ok) {
      log.warn({ refusal: read.refusal }, 'a notice about a payment was refused');
      return 'refused';
    }
    return read.value === undefined ? 'taken' : this.#follow(read.value);
  }

  async #follow(event: PaymentEvent): Promise<NoticeTaken> {
    const { charges, log } = this.#needs;
    const { id, key } = event;
    try {
      const payment = await this.#paymentOf(event);
      if (payment !== undefined) return (await charges.lookUp(payment)) ? 'taken' : 'later';
      log.warn({ event: id, key }, 'a gateway tells of a payment that this book does not have');
      return 'taken';
    } catch (error) {
      log.error({ err: error, event: id, key }, 'a notice about a payment could not be followed');
      return 'later';
    }
  }

  /** The payment, if this very book has asked for it: another book of the organization may have the same key. */
  async #paymentOf({ key, gatewayKey }: PaymentEvent): Promise<Payment | undefined> {
    const entry = await this.#needs.ledger.entry(key);
    return entry?.kind === 'payment-requested' && keyAtGateway(entry.facts) === gatewayKey ? entry.facts : undefined;
  }
}
