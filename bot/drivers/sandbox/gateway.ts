import { z } from 'zod';
import {
  secondMs,
  unreachable,
  type Micros,
  type Month,
  type Payment,
  type PaymentMethod,
} from '../../../core/index.ts';
import {
  declineCodes,
  DriverError,
  keyAtGateway,
  observed,
  type CardLabel,
  type ChargeRequest,
  type Clock,
  type Documents,
  type GatewayManner,
  type LaterOutcome,
  type Observation,
  type PaymentNotice,
  type PaymentOutcome,
  type Payments,
} from '../../ports/index.ts';
import { Records, recordsOf } from '../../work/records.ts';
import { TypedDocument } from '../../work/typed-document.ts';
import { eventIn, signedNotice } from './notices.ts';

const code = z.enum(declineCodes);
const charged = z.object({
  key: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('settled'), amount: z.int(), currency: z.string() }),
    z.object({ kind: z.literal('declined'), code }),
    z.object({ kind: z.enum(['needs-card-holder', 'refused-unattended', 'unknown']) }),
  ]),
  /** What is taken if it settles after all. */
  asked: z.object({ amount: z.int(), currency: z.string() }),
  /** How often it has taken back what it had paid. */
  takenBack: z.int().optional(),
});
type Charged = z.infer<typeof charged>;

const manner = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum([
      ...(['as-usual', 'asks-card-holder', 'refuses-unattended', 'slow', 'drops-line', 'fails-after'] as const),
      ...(['does-not-know', 'tells-first', 'tells-twice', 'tells-out-of-order'] as const),
    ]),
  }),
  z.object({ kind: z.literal('declines'), code }),
  z.object({ kind: z.literal('other-amount'), amount: z.int() }),
  z.object({ kind: z.literal('other-currency'), currency: z.string() }),
]);
const ways = z.object({ manner, cardExpires: z.string().nullable() });
type Ways = { readonly manner: GatewayManner; readonly cardExpires: Month | null };

const usual: Ways = { manner: { kind: 'as-usual' }, cardExpires: null };

/** As long as Stripe's own client waits. */
const slowMs = 80 * secondMs;

export const sandboxMethods: readonly PaymentMethod[] = [
  { kind: 'card', reference: 'sandbox-card' },
  { kind: 'card', reference: 'sandbox-expired' },
  { kind: 'agreement', number: 'E1234567', purchaseOrder: null },
  { kind: 'agreement', number: 'E7654321', purchaseOrder: null },
];

/**
 * A payment gateway that moves no money: one card is accepted, one has expired, agreements are billed. A key is charged once. It can be told
 * to fail as real gateways do, and tells by itself what has become of a charge.
 */
export class SandboxGateway implements Payments {
  /** The charges made, by the keys that it knows them by. */
  readonly #charged: TypedDocument<Records<Charged>, Records<Charged>>;
  readonly #ways: TypedDocument<Ways, Ways>;
  readonly #clock: Clock;
  #listen: (notice: PaymentNotice) => Promise<void> = () => Promise.resolve();

  constructor(documents: Documents, clock: Clock) {
    this.#charged = new TypedDocument(documents, 'sandbox-gateway', recordsOf(charged), new Records());
    this.#ways = new TypedDocument<Ways, Ways>(documents, 'sandbox-gateway-ways', ways, usual);
    this.#clock = clock;
  }

  /** It is part of the program. */
  check(): Promise<readonly Observation[]> {
    return Promise.resolve([observed('payments', 'payments-answer')]);
  }

  methods(): Promise<readonly PaymentMethod[]> {
    return Promise.resolve(sandboxMethods);
  }

  async cardLabel(reference: string): Promise<CardLabel | undefined> {
    if (!sandboxMethods.some(method => method.kind === 'card' && method.reference === reference)) return undefined;
    if (reference !== 'sandbox-card') return { kind: 'test-card', outcome: 'fails', expires: null };
    return { kind: 'test-card', outcome: 'succeeds', expires: (await this.#ways.read()).cardExpires };
  }

  async charge(asked: ChargeRequest): Promise<PaymentOutcome> {
    const gatewayKey = keyAtGateway(asked);
    const { manner } = await this.#ways.read();
    const made = chargedIn(manner, asked);
    const before = (await this.#charged.read()).get(gatewayKey);
    const all = await this.#charged.change(known =>
      known.get(gatewayKey) === undefined ? known.with(gatewayKey, made) : known,
    );
    if (before === undefined) await this.#act(manner, asked);
    return toOutcome(gatewayKey, all.get(gatewayKey) ?? made);
  }

  async outcomeOf(payment: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }> {
    const gatewayKey = keyAtGateway(payment);
    const known = (await this.#charged.read()).get(gatewayKey);
    return known === undefined ? { kind: 'never-seen' } : toOutcome(gatewayKey, known);
  }

  eventIn(notice: PaymentNotice): ReturnType<Payments['eventIn']> {
    return eventIn(notice, this.#clock.now());
  }

  /** What it tells by itself goes there. */
  onNotice(listen: (notice: PaymentNotice) => Promise<void>): void {
    this.#listen = listen;
  }

  /** Treats every new charge in that manner from now on. */
  async misbehave(manner: GatewayManner): Promise<void> {
    await this.#ways.change(before => ({ ...before, manner }));
  }

  async setCardExpiry(cardExpires: Month | null): Promise<void> {
    await this.#ways.change(before => ({ ...before, cardExpires }));
  }

  /** The last charge comes out so after all, and it tells: gives what it took, or undefined where it had none. */
  async decideLast(outcome: LaterOutcome): Promise<Micros | undefined> {
    const [gatewayKey, last] = Object.entries((await this.#charged.read()).toObject()).at(-1) ?? [];
    if (gatewayKey === undefined || last === undefined) return undefined;
    const decided = outcome.kind === 'paid' ? ({ kind: 'settled', ...last.asked } as const) : outcome;
    const isTakenBack = last.outcome.kind === 'settled' && decided.kind === 'declined';
    const takenBack = isTakenBack ? (last.takenBack ?? 0) + 1 : last.takenBack;
    await this.#charged.change(before => before.with(gatewayKey, { ...last, outcome: decided, takenBack }));
    await this.#tell({ gatewayKey, key: last.key }, outcome.kind);
    return last.asked.amount;
  }

  /** Tells of a charge that it never had. */
  tellOfStranger(): Promise<void> {
    return this.#tell({ gatewayKey: 'nobody-knows', key: 'nobody-knows' }, 'paid');
  }

  async reset(): Promise<void> {
    await this.#charged.write(new Records());
    await this.#ways.clear();
  }

  /** What it does around a charge that is made. */
  async #act({ kind }: GatewayManner, asked: ChargeRequest): Promise<void> {
    const about = { gatewayKey: keyAtGateway(asked), key: asked.key };
    switch (kind) {
      case 'slow':
        return this.#clock.wait(slowMs);
      case 'drops-line':
        throw new DriverError('gateway-unreachable', 'the line to the gateway dropped');
      case 'fails-after':
        throw new DriverError('gateway-failed', 'the gateway answered with status 500');
      case 'tells-first':
        return this.#tell(about, 'paid');
      case 'tells-twice':
        await this.#tell(about, 'paid');
        return this.#tell(about, 'paid');
      case 'tells-out-of-order':
        await this.#tell(about, 'paid');
        return this.#tell(about, 'begun');
      case 'as-usual':
      case 'declines':
      case 'asks-card-holder':
      case 'refuses-unattended':
      case 'does-not-know':
      case 'other-amount':
      case 'other-currency':
        return;
      default:
        unreachable(kind);
    }
  }

  #tell(about: { readonly gatewayKey: string; readonly key: string }, what: string): Promise<void> {
    return this.#listen(signedNotice({ ...about, id: `${about.gatewayKey}/${what}` }, this.#clock.now()));
  }
}

/** What becomes of a charge in that manner. */
function chargedIn(manner: GatewayManner, { key, amount, currency, method, purpose }: ChargeRequest): Charged {
  const asked = { amount, currency };
  const settled = (other: Partial<typeof asked> = {}): Charged => ({
    ...{ key, asked },
    outcome: { kind: 'settled', ...asked, ...other },
  });
  const isExpired = method.kind === 'card' && method.reference !== 'sandbox-card';
  if (isExpired) return { key, asked, outcome: { kind: 'declined', code: 'expired-card' } };
  switch (manner.kind) {
    case 'declines':
      return { key, asked, outcome: { kind: 'declined', code: manner.code } };
    case 'asks-card-holder':
      return { key, asked, outcome: { kind: 'needs-card-holder' } };
    case 'refuses-unattended':
      return purpose === 'recharge' ? { key, asked, outcome: { kind: 'refused-unattended' } } : settled();
    case 'does-not-know':
      return { key, asked, outcome: { kind: 'unknown' } };
    case 'other-amount':
      return settled({ amount: manner.amount });
    case 'other-currency':
      return settled({ currency: manner.currency });
    case 'as-usual':
    case 'slow':
    case 'drops-line':
    case 'fails-after':
    case 'tells-first':
    case 'tells-twice':
    case 'tells-out-of-order':
      return settled();
    default:
      return unreachable(manner);
  }
}

function toOutcome(gatewayKey: string, { key, outcome, takenBack }: Charged): PaymentOutcome {
  if (outcome.kind === 'settled') return { ...outcome, reference: `sandbox:${key}` };
  if (outcome.kind === 'needs-card-holder') return { kind: outcome.kind, link: linkOf(gatewayKey) };
  return outcome.kind === 'declined' ? { ...outcome, takenBack } : { kind: outcome.kind };
}

/** Where a bank would ask: nothing is there, since nobody's bank knows this gateway. */
const linkOf = (gatewayKey: string): string => `https://bank.example/confirm/${gatewayKey.slice(0, 24)}`;
