import { secondMs, type Payment, type PaymentMethod } from '../../core/index.ts';
import { eventIn, signedNotice } from '../../bot/drivers/sandbox/notices.ts';
import {
  keyAtGateway,
  type CardLabel,
  type ChargeRequest,
  type Clock,
  type GatewayManner,
  type LaterOutcome,
  type PaymentNotice,
  type PaymentOutcome,
  type Payments,
} from '../../bot/ports/index.ts';
import { card } from './builders.ts';

/** A gateway without a store: what it was asked for, and what has become of it. */
export class ScriptedGateway implements Payments {
  readonly charged = new Map<string, { readonly asked: ChargeRequest; outcome: PaymentOutcome; takenBack?: number }>();
  readonly #clock: Clock;
  #manner: GatewayManner = { kind: 'as-usual' };
  #listen: (notice: PaymentNotice) => Promise<void> = () => Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  methods(): Promise<readonly PaymentMethod[]> {
    return Promise.resolve([card]);
  }

  cardLabel(reference: string): Promise<CardLabel | undefined> {
    const label = { kind: 'card', brand: 'Visa', lastFour: '4242', expires: '2027-08' } as const;
    return Promise.resolve(reference === 'sandbox-card' ? label : undefined);
  }

  async charge(asked: ChargeRequest): Promise<PaymentOutcome> {
    const key = keyAtGateway(asked);
    const before = this.charged.get(key);
    if (before !== undefined) return before.outcome;
    const manner = this.#manner;
    const outcome = outcomeIn(manner, asked);
    this.charged.set(key, { asked, outcome });
    for (const what of toldBefore(manner)) await this.#tell(asked, what);
    if (manner.kind === 'slow') await this.#clock.wait(80 * secondMs);
    if (manner.kind === 'drops-line') throw new Error('read ECONNRESET');
    if (manner.kind === 'fails-after') throw new Error('500 Internal Server Error');
    return outcome;
  }

  outcomeOf(payment: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    return Promise.resolve(this.charged.get(keyAtGateway(payment))?.outcome ?? { kind: 'never-seen' });
  }

  eventIn(notice: PaymentNotice): ReturnType<Payments['eventIn']> {
    return eventIn(notice, this.#clock.now());
  }

  onNotice(listen: (notice: PaymentNotice) => Promise<void>): void {
    this.#listen = listen;
  }

  misbehave(manner: GatewayManner): Promise<void> {
    this.#manner = manner;
    return Promise.resolve();
  }

  async decideLast(outcome: LaterOutcome): Promise<number | undefined> {
    const last = [...this.charged.values()].at(-1);
    if (last === undefined) return undefined;
    if (outcome.kind === 'declined' && last.outcome.kind === 'settled') last.takenBack = (last.takenBack ?? 0) + 1;
    last.outcome = outcome.kind === 'paid' ? settled(last.asked) : { ...outcome, takenBack: last.takenBack };
    await this.#tell(last.asked, outcome.kind);
    return last.asked.amount;
  }

  tellOfStranger(): Promise<void> {
    return this.#tell({ key: 'nobody-knows', gatewayKey: 'nobody-knows' }, 'paid');
  }

  #tell({ key, gatewayKey = key }: Pick<Payment, 'key' | 'gatewayKey'>, what: string): Promise<void> {
    return this.#listen(signedNotice({ id: `${gatewayKey}/${what}`, key, gatewayKey }, this.#clock.now()));
  }
}

const settled = (
  { key, amount, currency }: ChargeRequest,
  otherwise: { readonly amount?: number; readonly currency?: string } = {},
): PaymentOutcome => ({ kind: 'settled', reference: `scripted:${key}`, amount, currency, ...otherwise });

/** What it tells by itself before it answers. */
function toldBefore({ kind }: GatewayManner): readonly string[] {
  if (kind === 'tells-twice') return ['paid', 'paid'];
  if (kind === 'tells-out-of-order') return ['paid', 'begun'];
  return kind === 'tells-first' ? ['paid'] : [];
}

function outcomeIn(manner: GatewayManner, asked: ChargeRequest): PaymentOutcome {
  switch (manner.kind) {
    case 'declines':
      return { kind: 'declined', code: manner.code };
    case 'asks-card-holder':
      return { kind: 'needs-card-holder', link: `https://bank.example/${asked.key}` };
    case 'refuses-unattended':
      return asked.purpose === 'recharge' ? { kind: 'refused-unattended' } : settled(asked);
    case 'does-not-know':
      return { kind: 'unknown' };
    case 'other-amount':
      return settled(asked, { amount: manner.amount });
    case 'other-currency':
      return settled(asked, { currency: manner.currency });
    default:
      return settled(asked);
  }
}
