import {
  err,
  microsPerUnit,
  ok,
  type Currency,
  type Instant,
  type Micros,
  type Payment,
  type PaymentMethod,
} from '../../../core/index.ts';
import {
  declineCodes,
  keyAtGateway,
  type ChargeRequest,
  type DeclineCode,
  type PaymentEvent,
  type PaymentNotice,
  type PaymentOutcome,
  type Payments,
} from '../../../bot/ports/index.ts';
import type { NoticeTaken } from '../../../bot/funds/payment-events.ts';

/** One charge as the gateway has it. */
export interface Charged {
  readonly key: string;
  readonly gatewayKey: string;
  /** What it says that it has taken, which may be another amount or currency than was asked for. */
  readonly amount: Micros;
  currency: Currency;
  /** What the bank's statement shows of it, in the wallet's currency. */
  booked: Micros;
  /** The bank's outcome, which may still be overturned. */
  result: 'settled' | DeclineCode | 'needs-card-holder' | 'refused-unattended';
  /** It had settled, and the bank has taken it back. */
  isTakenBack: boolean;
  /** How often. */
  takenBack: number;
  /** Until then the outcome is unknown. */
  readonly knownFrom: Instant;
}

/** By how much the bank's statement differs from what was charged, in another currency. */
const ofExchange = 7 * microsPerUnit;

/** What happens on the line while a charge is made. */
type Line = 'good' | 'event-first' | 'slow' | 'answer-lost' | 'request-lost';

const signature = 'signed by the gateway';

/**
 * A gateway that mostly works: it declines, asks for the card holder, takes another amount or currency, loses requests, answers late or not at
 * all, tells before it answers, and sometimes changes its mind.
 */
export class FlakyGateway implements Payments {
  /** By the key that it was sent: without one, each request would be a charge of its own. */
  readonly charged = new Map<string, Charged>();
  isHealthy = false;
  /** Brings a notice to the program, as it runs at the moment. */
  bring: (notice: PaymentNotice) => Promise<NoticeTaken> = () => Promise.resolve('later');
  readonly #random: () => number;
  readonly #now: () => Instant;
  #events = 0;

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

  async charge(asked: ChargeRequest): Promise<PaymentOutcome> {
    const before = this.charged.get(keyAtGateway(asked));
    if (before !== undefined) return this.#told(before);
    const line = this.#line();
    if (line === 'request-lost') throw new Error('connection reset before the request arrived');
    const charged = this.#made(asked, line);
    this.charged.set(charged.gatewayKey, charged);
    if (line === 'answer-lost') throw new Error('connection reset before the answer arrived');
    const answer = this.#told(charged);
    if (line === 'event-first') await this.tell(charged);
    return answer;
  }

  outcomeOf(payment: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    if (!this.isHealthy && this.#random() > 0.9) return Promise.reject(new Error('gateway timeout'));
    const charged = this.charged.get(keyAtGateway(payment));
    return Promise.resolve(charged === undefined ? { kind: 'never-seen' } : this.#told(charged));
  }

  eventIn({ body, signature: signed }: PaymentNotice): ReturnType<Payments['eventIn']> {
    if (signed !== signature) return err('not-signed');
    return ok(JSON.parse(Buffer.from(body).toString()) as PaymentEvent);
  }

  /** Tells by itself of a charge, under an event of its own. */
  tell({ key, gatewayKey }: Charged, signed = signature): Promise<NoticeTaken> {
    this.#events += 1;
    const event: PaymentEvent = { id: `event-${this.#events}`, key, gatewayKey };
    return this.bring({ body: Buffer.from(JSON.stringify(event)), signature: signed });
  }

  /** What it had declined is paid after all, now and then in another currency. */
  pay(charged: Charged): void {
    charged.result = 'settled';
    if (this.#random() > 0.6) return;
    charged.currency = 'EUR';
    charged.booked = charged.amount + ofExchange;
  }

  /** Whether its outcome can be known by now. */
  knows({ knownFrom }: Charged): boolean {
    return this.isHealthy || this.#now() >= knownFrom;
  }

  /** What an account statement would show: all that was taken and not given back. */
  taken(): Micros {
    return [...this.charged.values()].reduce(
      (sum, { result, booked }) => (result === 'settled' ? sum + booked : sum),
      0,
    );
  }

  #made(asked: ChargeRequest, line: Line): Charged {
    const { key, currency } = asked;
    const amount = asked.amount + this.#offBy();
    const result = this.#result();
    const isForeign = !this.isHealthy && result === 'settled' && this.#random() > 0.96;
    const knownFrom = this.#now() + (line === 'slow' ? Math.floor(this.#random() * 72 * 3_600_000) : 0);
    return {
      ...{ key, gatewayKey: keyAtGateway(asked), amount, knownFrom, result, isTakenBack: false, takenBack: 0 },
      ...{ currency: isForeign ? 'EUR' : currency, booked: isForeign ? amount + ofExchange : amount },
    };
  }

  #offBy(): Micros {
    const dice = this.isHealthy ? 0 : this.#random();
    if (dice > 0.98) return 12 * microsPerUnit;
    return dice > 0.96 ? -microsPerUnit / 4 : 0;
  }

  #result(): Charged['result'] {
    const dice = this.isHealthy ? 0 : this.#random();
    if (dice > 0.97) return 'refused-unattended';
    if (dice > 0.93) return 'needs-card-holder';
    return dice > 0.83 ? (declineCodes[Math.floor(this.#random() * declineCodes.length)] ?? 'declined') : 'settled';
  }

  #line(): Line {
    const dice = this.isHealthy ? 0 : this.#random();
    if (dice > 0.96) return 'request-lost';
    if (dice > 0.92) return 'answer-lost';
    if (dice > 0.85) return 'slow';
    return dice > 0.75 ? 'event-first' : 'good';
  }

  #told(charged: Charged): PaymentOutcome {
    const { key, amount, currency, result, isTakenBack, takenBack } = charged;
    if (!this.knows(charged)) return { kind: 'unknown' };
    switch (result) {
      case 'settled':
        return { kind: 'settled', reference: `ref-${key}`, amount, currency };
      case 'needs-card-holder':
        return { kind: 'needs-card-holder', link: 'https://bank.example/agree' };
      case 'refused-unattended':
        return { kind: 'refused-unattended' };
      default:
        return { kind: 'declined', code: result, ...(isTakenBack && { takenBack }) };
    }
  }
}
