import assert from 'node:assert/strict';
import { balanceOf, microsPerUnit, type Wallet } from '../../core/index.ts';
import { Charges } from '../../bot/funds/charges.ts';
import { PaymentEvents } from '../../bot/funds/payment-events.ts';
import { standingOf } from '../../bot/funds/payment-steps.ts';
import type { Journal, Log, Payments } from '../../bot/ports/index.ts';
import type { Ledger, Request } from '../../bot/wallets/ledger.ts';
import { card, money, someTerms } from './builders.ts';
import type { OpenedGateway } from './gateways.ts';
import { testLog } from './logs.ts';
import { MemoryStore } from './memory/store.ts';
import { walletsOf } from './wallets.ts';

/** An organization whose wallet a gateway charges. */
export class Payer {
  readonly gateway: OpenedGateway['gateway'];
  readonly clock: OpenedGateway['clock'];
  readonly store: MemoryStore;
  readonly ledger: Ledger;
  readonly charges: Charges;
  readonly events: PaymentEvents;

  constructor(
    { gateway, clock }: OpenedGateway,
    payments: Payments = gateway,
    {
      store = new MemoryStore(),
      journal = store,
      log = testLog,
    }: { readonly store?: MemoryStore; readonly journal?: Journal; readonly log?: Log } = {},
  ) {
    this.gateway = gateway;
    this.clock = clock;
    this.store = store;
    this.ledger = walletsOf({ journal, rows: store }, { clock });
    const needs = { payments, clock, log, ledger: this.ledger };
    this.charges = new Charges(needs);
    this.events = new PaymentEvents({ ...needs, charges: this.charges });
    gateway.onNotice(async notice => {
      await this.events.take(notice);
    });
    this.ledger.onCommit(({ effects }) => {
      for (const effect of effects) if (effect.kind === 'charge') void this.charges.start(effect.payment);
    });
  }

  async opens(terms: Partial<typeof someTerms> = {}): Promise<void> {
    await this.does({ kind: 'open-wallet', id: 'open', terms: { ...someTerms, ...terms } });
    await this.does({ kind: 'set-payment-method', id: 'method', method: card });
  }

  async does(request: Request): Promise<void> {
    const answer = await this.ledger.execute(request, null);
    assert.ok(answer.ok, JSON.stringify(answer));
    await this.clock.carryOut(this.charges.idle(), () => false);
  }

  orders(amount = '$100', key = 'order-1'): Promise<void> {
    return this.does({ kind: 'order', id: key, amount: money(amount), method: card, isBesideOpen: true });
  }

  /** Auto-recharge orders 100 at once. */
  recharges(): Promise<void> {
    const rule = { isOn: true, rechargeWith: money('$100'), trigger: money('$20'), monthlyCap: null };
    return this.does({ kind: 'set-rule', id: 'rule', rule });
  }

  async resumes(): Promise<void> {
    await this.clock.carryOut(this.charges.resume(), () => false);
  }

  async wallet(): Promise<Wallet> {
    const read = await this.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  }

  /** How the payment stands, and what there is. */
  async stands(key = 'order-1'): Promise<string> {
    const wallet = await this.wallet();
    const standing = standingOf(wallet, key);
    return `${standing} ${balanceOf(wallet.pool, this.clock.now()) / microsPerUnit}`;
  }

  async kinds(): Promise<readonly string[]> {
    return (await this.store.entriesAfter(0)).map(({ kind }) => kind).filter(kind => /^payment-|charge/.test(kind));
  }

  async reason(key: string): Promise<string | undefined> {
    const entry = await this.ledger.entry(`${key}/declined`);
    return entry?.kind === 'payment-declined' ? `${entry.facts.reason} ${entry.facts.retry ?? 'again'}` : undefined;
  }
}
