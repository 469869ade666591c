import assert from 'node:assert/strict';
import { standingIn } from '../../core/index.ts';
import { signedNotice } from '../../bot/drivers/sandbox/notices.ts';
import { declinedId } from '../../bot/wallets/outcome-ids.ts';
import { declineCodes, type GatewayManner, type Head, type Log, type Transaction } from '../../bot/ports/index.ts';
import { money } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { gatewayDrivers } from '../support/gateways.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Payer } from '../support/payer.ts';

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
      assert.equal(await payer.stands(), 'taken-back 0');
      await payer.gateway.decideLast({ kind: 'declined', code: 'declined' });
      assert.equal((await payer.kinds()).filter(kind => kind.includes('charged-back')).length, 1);
    });

    it('what was taken back and is won back is there again, once; and can be taken back once more', async () => {
      await payer.orders();
      for (const [outcome, stands] of [
        [{ kind: 'declined', code: 'declined' }, 'taken-back 0'],
        [{ kind: 'paid' }, 'settled 100'],
        [{ kind: 'paid' }, 'settled 100'],
        [{ kind: 'declined', code: 'declined' }, 'taken-back 0'],
        [{ kind: 'paid' }, 'settled 100'],
      ] as const) {
        await payer.gateway.decideLast(outcome);
        assert.equal(await payer.stands(), stands);
      }
      assert.deepEqual((await payer.kinds()).slice(2), [
        'payment-settled',
        ...['credits-charged-back', 'charge-back-reversed', 'credits-charged-back', 'charge-back-reversed'],
      ]);
    });

    it('what was taken back, and a person says was not, stays paid whatever the gateway says again', async () => {
      await payer.orders();
      await payer.gateway.decideLast({ kind: 'declined', code: 'declined' });
      await payer.does({ kind: 'reverse', id: 'undo', what: { kind: 'return', id: 'order-1/taken-back' } });
      for (const outcome of [{ kind: 'declined', code: 'declined' }, { kind: 'paid' }] as const) {
        await payer.gateway.decideLast(outcome);
        assert.equal(await payer.stands(), 'settled 100');
      }
      assert.deepEqual((await payer.kinds()).slice(2), ['payment-settled', 'credits-charged-back']);
    });

    it('what was paid while the program did not run, after the card holder was asked, is found when it starts', async () => {
      await payer.gateway.misbehave({ kind: 'asks-card-holder' });
      await payer.orders();
      payer.gateway.onNotice(() => Promise.resolve());
      await payer.gateway.decideLast({ kind: 'paid' });
      assert.equal(await payer.stands(), 'ended 0');
      const started = new Payer(payer, payer.gateway, { store: payer.store });
      await started.resumes();
      assert.equal(await started.stands(), 'settled 100');
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

  it('ask a person about money that came in another currency, or in an amount that no book takes, after its payment had failed', async () => {
    for (const came of [{ currency: 'EUR' }, { amount: Number.MAX_SAFE_INTEGER }] as const) {
      const { gateway, clock } = opened();
      const payer = new Payer({ gateway, clock });
      await payer.opens();
      await gateway.misbehave({ kind: 'asks-card-holder' });
      await payer.orders();
      assert.equal(await payer.stands(), 'ended 0');
      const payments = changedGateway(gateway, {
        outcomeOf: ({ amount }) =>
          Promise.resolve({ kind: 'settled', reference: 'r', ...{ amount, currency: 'USD' }, ...came }),
      });
      const later = new Payer({ gateway, clock }, payments, { store: payer.store });
      for (let time = 0; time < 2; time += 1) await later.resumes();
      assert.equal(await later.stands(), 'unknown 0');
      const asked = standingIn(await later.wallet(), clock.now()).map(({ alert }) => alert.kind);
      assert.deepEqual(asked, ['order-unknown']);
      // Whoever looks at the bank's statement says what it brought; or that nothing came, and it is asked about once more if it did.
      const reopenedOnce = (await later.kinds()).filter(kind => kind === 'payment-left-unknown').length;
      assert.equal(reopenedOnce, 1);
      const wallet = await later.wallet();
      const reason = 'never-arrived';
      const id = declinedId(wallet, 'order-1');
      await later.does({ kind: 'decline', id, key: 'order-1', reason, reportedBy: 'person' });
      await clock.carryOut(later.charges.lookUp(wallet.openPayments[0]!.payment), () => false);
      const asBought = { amount: money('$107'), boughtAt: clock.now() };
      const said = { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'r' } as const;
      await later.does({ ...said, reportedBy: 'person', asBought });
      assert.equal(await later.stands(), 'settled 107');
    }
  });

  it('lose nothing where one process has the answer that the card holder is needed, and another hears that they have paid', async () => {
    for (const first of ['the answer', 'the event'] as const) {
      const { gateway, clock } = opened();
      await gateway.misbehave({ kind: 'tells-first' });
      const store = new MemoryStore();
      const hearing = new Payer({ gateway, clock }, gateway, { store });
      await hearing.opens();
      const hears = async ({ entries }: Transaction): Promise<void> => {
        if (entries[0]?.kind !== 'payment-declined') return;
        const { openPayments, declined } = await hearing.wallet();
        await hearing.charges.lookUp([...openPayments, ...declined][0]!.payment);
      };
      const journal = new Proxy(store, {
        get: (on, name) => {
          if (name !== 'append') return bound(on, name);
          return async (after: Head, batch: Transaction) => {
            if (first === 'the event') await hears(batch);
            const appended = await on.append(after, batch);
            if (first === 'the answer') await hears(batch);
            return appended;
          };
        },
      });
      const answers = changedGateway(gateway, {
        charge: async asked => {
          await gateway.charge(asked);
          return { kind: 'needs-card-holder', link: 'https://bank.example/agree' };
        },
      });
      const { said, log } = listening();
      const answered = new Payer({ gateway, clock }, answers, { store, journal, log });
      // Only what the other process hears counts.
      gateway.onNotice(() => Promise.resolve());
      await answered.orders();
      assert.equal(await hearing.stands(), 'settled 100', first);
      const ends = (await hearing.kinds()).slice(2);
      assert.deepEqual(said, []);
      assert.deepEqual(ends, first === 'the event' ? ['payment-settled'] : ['payment-declined', 'payment-settled']);
    }
  });

  it('say once in the log what the ledger refuses in every round', async () => {
    const { gateway, clock } = opened();
    const { said, log } = listening();
    const payer = new Payer({ gateway, clock }, gateway, { log });
    await payer.opens();
    await gateway.misbehave({ kind: 'other-amount', amount: 0 });
    await payer.orders();
    for (let round = 0; round < 3; round += 1) await payer.resumes();
    assert.deepEqual(said, [{ key: 'order-1', outcome: 'settle', refusal: 'amount-not-positive' }]);
    assert.equal(await payer.stands(), 'unknown 0');
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

/** A log that keeps its errors. */
function listening(): { readonly said: readonly unknown[]; readonly log: Log } {
  const said: unknown[] = [];
  const quiet = () => undefined;
  return { said, log: { debug: quiet, info: quiet, warn: quiet, error: (facts: unknown) => void said.push(facts) } };
}

/** A store's method, which keeps to its own store. */
function bound(store: MemoryStore, name: string | symbol): unknown {
  const found: unknown = Reflect.get(store, name);
  return typeof found === 'function' ? found.bind(store) : found;
}
