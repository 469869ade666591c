import assert from 'node:assert/strict';
import { balanceOf, microsPerUnit, type Wallet } from '../../core/index.ts';
import { signedNotice } from '../../bot/drivers/sandbox/notices.ts';
import { Charges } from '../../bot/funds/charges.ts';
import { PaymentEvents } from '../../bot/funds/payment-events.ts';
import { standingOf } from '../../bot/funds/payment-steps.ts';
import { declineCodes, type GatewayManner, type Payments } from '../../bot/ports/index.ts';
import type { Ledger, Request } from '../../bot/wallets/ledger.ts';
import { card, money, someTerms } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { gatewayDrivers, type OpenedGateway } from '../support/gateways.ts';
import { testLog } from '../support/logs.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { walletsOf } from '../support/wallets.ts';

/** An organization whose wallet a gateway charges. */
class Payer {
  readonly gateway: OpenedGateway['gateway'];
  readonly clock: OpenedGateway['clock'];
  readonly store = new MemoryStore();
  readonly ledger: Ledger;
  readonly charges: Charges;
  readonly events: PaymentEvents;

  constructor({ gateway, clock }: OpenedGateway, payments: Payments = gateway) {
    this.gateway = gateway;
    this.clock = clock;
    this.ledger = walletsOf({ journal: this.store, rows: this.store }, { clock });
    const needs = { payments, clock, log: testLog, ledger: this.ledger };
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

/** How an order of 100 stands as soon as it can be known, and after the gateway was asked once more. */
const failures: readonly (readonly [manner: GatewayManner, first: string, later?: string])[] = [
  [{ kind: 'as-usual' }, 'settled 100'],
  [{ kind: 'slow' }, 'settled 100'],
  [{ kind: 'drops-line' }, 'unknown 0', 'settled 100'],
  [{ kind: 'fails-after' }, 'unknown 0', 'settled 100'],
  [{ kind: 'does-not-know' }, 'unknown 0'],
  [{ kind: 'refuses-unattended' }, 'settled 100'],
  [{ kind: 'other-amount', amount: money('$40') }, 'settled 40'],
  [{ kind: 'other-amount', amount: money('$150') }, 'settled 150'],
  [{ kind: 'other-currency', currency: 'EUR' }, 'unknown 0'],
  [{ kind: 'tells-first' }, 'settled 100'],
  [{ kind: 'tells-twice' }, 'settled 100'],
  [{ kind: 'tells-out-of-order' }, 'settled 100'],
  [{ kind: 'asks-card-holder' }, 'ended 0'],
  ...declineCodes.map(code => [{ kind: 'declines', code }, 'ended 0'] as const),
];

for (const driver of gatewayDrivers) {
  describe(`charges by ${driver.name}`, () => {
    let payer: Payer;
    beforeEach(async () => {
      payer = new Payer(driver.open());
      await payer.opens();
    });

    for (const [manner, first, later = first] of failures) {
      it(`${Object.values(manner).join(' ')}: an order is ${first}, then ${later}, and one lot at most`, async () => {
        await payer.gateway.misbehave(manner);
        await payer.orders();
        assert.equal(await payer.stands(), first);
        await payer.resumes();
        assert.equal(await payer.stands(), later);
        const before = await payer.kinds();
        await payer.resumes();
        await payer.gateway.tellOfStranger();
        assert.deepEqual(await payer.kinds(), before);
      });
    }

    it('a recharge that nobody is there for is paused at once, with the reason; so is one that the card holder is asked about', async () => {
      for (const [manner, reason] of [
        [{ kind: 'refuses-unattended' }, 'unattended never'],
        [{ kind: 'asks-card-holder' }, 'authentication-required never'],
      ] as const) {
        const one = new Payer(driver.open());
        await one.opens();
        await one.gateway.misbehave(manner);
        await one.recharges();
        assert.equal(await one.reason('recharge-1'), reason);
        assert.equal((await one.wallet()).memory.lastReason.reason, 'paused');
      }
    });

    it('what the card holder agrees to later arrives, once, however often it is told', async () => {
      await payer.gateway.misbehave({ kind: 'asks-card-holder' });
      await payer.orders();
      await payer.gateway.decideLast({ kind: 'paid' });
      await payer.gateway.decideLast({ kind: 'paid' });
      assert.equal(await payer.stands(), 'settled 100');
      assert.deepEqual(await payer.kinds(), [
        ...['payment-method-set', 'payment-requested', 'payment-declined', 'payment-settled'],
      ]);
    });

    it('what was not known settles when the gateway tells, or is declined', async () => {
      await payer.gateway.misbehave({ kind: 'does-not-know' });
      await payer.orders();
      await payer.gateway.decideLast({ kind: 'declined', code: 'insufficient-funds' });
      assert.equal(await payer.reason('order-1'), 'insufficient-funds again');
      await payer.orders('$60', 'order-2');
      await payer.gateway.decideLast({ kind: 'paid' });
      assert.equal(await payer.stands('order-2'), 'settled 60');
    });

    it('what is taken back after it had been declined first, then paid, is taken back, once', async () => {
      await payer.gateway.misbehave({ kind: 'asks-card-holder' });
      await payer.orders();
      await payer.gateway.decideLast({ kind: 'paid' });
      await payer.gateway.decideLast({ kind: 'declined', code: 'declined' });
      assert.equal(await payer.stands(), 'settled 0');
      await payer.gateway.decideLast({ kind: 'declined', code: 'declined' });
      assert.equal((await payer.kinds()).filter(kind => kind.includes('charged-back')).length, 1);
    });

    it('believes no event of another book with the same key', async () => {
      await payer.gateway.misbehave({ kind: 'does-not-know' });
      await payer.orders();
      const event = { id: '1', key: 'order-1', gatewayKey: 'd'.repeat(64) };
      assert.equal(await payer.events.take(signedNotice(event, payer.clock.now())), 'taken');
      assert.equal(await payer.stands(), 'unknown 0');
      assert.equal(await payer.events.take({ body: Buffer.from('{}'), signature: 'v1=' }), 'refused');
    });
  });
}

describe('charges', () => {
  const opened = () => gatewayDrivers[1]!.open();

  it('take no answer that was long on its way for money taken back, where the card holder agreed meanwhile', async () => {
    const { gateway, clock } = opened();
    await gateway.misbehave({ kind: 'tells-first' });
    const late = changedGateway(gateway, {
      charge: async asked => {
        await gateway.charge(asked);
        return { kind: 'declined', code: 'declined' };
      },
    });
    const payer = new Payer({ gateway, clock }, late);
    await payer.opens();
    await payer.orders();
    assert.equal(await payer.stands(), 'settled 100');
    assert.deepEqual(await payer.kinds(), ['payment-method-set', 'payment-requested', 'payment-settled']);
  });

  it('leave unknown what answers after 90 seconds, charge it no second time, and find it settled', async () => {
    const { gateway, clock } = opened();
    let charged = 0;
    const slow = changedGateway(gateway, {
      charge: async asked => {
        charged += 1;
        await clock.wait(91_000);
        return gateway.charge(asked);
      },
    });
    const payer = new Payer({ gateway, clock }, slow);
    await payer.opens();
    await payer.orders();
    assert.equal(await payer.stands(), 'unknown 0');
    // The gateway does not have it yet: that is no reason to ask it for the money again.
    await payer.resumes();
    assert.equal(await payer.stands(), 'unknown 0');
    await clock.carryOut(clock.wait(2_000), () => false);
    await payer.resumes();
    assert.deepEqual([await payer.stands(), charged], ['settled 100', 1]);
  });

  it('ask for a notice once more where the gateway could not be asked, or the book not be read', async () => {
    const { gateway, clock } = opened();
    const deaf = changedGateway(gateway, { outcomeOf: () => Promise.reject(new Error('502 Bad Gateway')) });
    const payer = new Payer({ gateway, clock }, deaf);
    await payer.opens();
    await payer.orders();
    const requested = await payer.ledger.entry('order-1');
    assert.ok(requested?.kind === 'payment-requested');
    const { key, gatewayKey = '' } = requested.facts;
    const notice = signedNotice({ id: '1', key, gatewayKey }, clock.now());
    assert.equal(await payer.events.take(notice), 'later');
    payer.store.entry = () => Promise.reject(new Error('the store is away'));
    assert.equal(await payer.events.take(notice), 'later');
  });

  it('leave unknown what the book cannot take: nothing, less than nothing, more than it can hold', async () => {
    for (const amount of [0, -money('$5'), Number.MAX_SAFE_INTEGER]) {
      const { gateway, clock } = opened();
      const payer = new Payer({ gateway, clock });
      await payer.opens();
      await gateway.misbehave({ kind: 'other-amount', amount });
      await payer.orders();
      await payer.resumes();
      assert.equal(await payer.stands(), 'unknown 0', String(amount));
    }
  });

  it('say in the log that money came in another currency after its payment had failed, and credit nothing', async () => {
    const { gateway, clock } = opened();
    const payer = new Payer({ gateway, clock });
    await payer.opens();
    await gateway.misbehave({ kind: 'asks-card-holder' });
    await payer.orders();
    const payments = changedGateway(gateway, {
      outcomeOf: ({ amount }) => Promise.resolve({ kind: 'settled', reference: 'r', amount, currency: 'EUR' }),
    });
    const said: unknown[] = [];
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: (facts: unknown) => said.push(facts) };
    const { payment } = (await payer.wallet()).declined[0]!;
    await clock.carryOut(new Charges({ payments, clock, log, ledger: payer.ledger }).lookUp(payment), () => false);
    assert.deepEqual([said, await payer.stands()], [[{ key: 'order-1' }], 'ended 0']);
  });

  it('credit nothing in a currency of no decimals that was taken in another', async () => {
    const { gateway, clock } = opened();
    const payer = new Payer({ gateway, clock });
    await payer.opens({ currency: 'JPY' });
    await gateway.misbehave({ kind: 'other-currency', currency: 'KWD' });
    await payer.orders('$100');
    assert.equal(await payer.stands(), 'unknown 0');
    await gateway.misbehave({ kind: 'other-amount', amount: money('$77') });
    await payer.orders('$100', 'order-2');
    assert.equal(await payer.stands('order-2'), 'settled 77');
  });
});
