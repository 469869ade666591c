import assert from 'node:assert/strict';
import { balanceOf, dayMs, toIso, type Wallet } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { catchUpDue } from '../../bot/funds/catch-up.job.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { openingRequest } from '../../bot/tenant/open-wallet.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a mirrored wallet', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open(() => adminCenter, 'mirror')));
  afterEach(() => office.close());

  const wallet = async (): Promise<Wallet> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const balance = async (): Promise<number> => balanceOf((await wallet()).pool, office.clock.now()) / 1_000_000;
  const kinds = async (): Promise<readonly string[]> =>
    (await office.entries()).map(({ kind }) => kind).filter(kind => /^payment-(?!method)/.test(kind));

  const asks100 = { kind: 'order', id: 'order-1', amount: 100_000_000, isBesideOpen: false } as const;

  /** A wallet whose 100 were ordered, and which Microsoft recharges with 50 below 20. */
  async function ordered({ currency = 'USD', rechargeWith = 50_000_000 } = {}): Promise<void> {
    const { ledger } = office.tenant;
    const method = { kind: 'admin-centre' } as const;
    const rule = { isOn: true, rechargeWith, trigger: 20_000_000, monthlyCap: null };
    const opening = { id: 'open', currency, opensAt: office.clock.now(), by: null };
    for (const request of [
      openingRequest({ tenant: office.tenantId, mode: 'mirror' }, opening),
      { ...asks100, method },
      { kind: 'set-rule', id: 'rule', rule },
      { kind: 'set-payment-method', id: 'method', method },
    ] as const)
      assert.ok((await ledger.execute(request, people.globalAdmin)).ok);
  }

  /** The form of the first order, from the list. */
  const asks = async (title = 'I have bought it'): Promise<ReadCard> =>
    (await office.presses(await office.types('orders'), title)).card;

  const records = async (form: ReadCard, typed: Readonly<Record<string, string>> = {}): Promise<ReadCard> =>
    (await office.submits(form, 'Record', typed)).card;

  const buys = async (amount: number, reference: string): Promise<void> => {
    const bought = await office.tenant.ledger.execute(
      { kind: 'buy', id: `buy:${reference}`, amount: amount * 1_000_000, boughtAt: office.clock.now(), reference },
      null,
    );
    assert.ok(bought.ok);
  };

  /** Sold 100, and spent so much of it that Microsoft recharges. */
  async function expects(): Promise<void> {
    await ordered();
    await records(await asks());
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox spend 85');
  }

  const passes = async (days: number): Promise<void> => {
    office.clock.advance(days * dayMs);
    await catchUpDue.run(office.tenant);
    await office.tenant.deliveries.run();
    await office.tenant.idle();
  };

  it('waits for an admin to confirm what was bought, and never charges', async () => {
    const review = await office.reviews({ payment: 'admin-centre' });
    assert.match(
      textOf((await office.presses(review, 'Record order')).card),
      /The order of \$100\.00 is recorded\. Buy it in the Microsoft 365 admin center/,
    );
    const waiting = await office.types('balance');
    assert.match(textOf(waiting), /\$0\.00[\s\S]*Orders underway: \$100\.00/);
    const form = (await office.presses(waiting, 'I have bought it')).card;
    assert.deepEqual(
      form.inputs.map(({ id, value }) => [id, value]),
      [
        ['amount', '100.00'],
        ['reference', ''],
        ['day', '2026-11-22'],
      ],
    );
    says(await records(form, { reference: ' E-7 ' }), 'order.settled', {
      amount: '$100.00',
      invoice: 1,
      balance: '$100.00',
    });
    says(await records(form), 'orders.answered');
    assert.equal(await balance(), 100);
    assert.deepEqual(office.charged, []);
    assert.match(textOf(await office.types('invoices 1')), /Reference: E-7/);
    assert.match(textOf(await office.types('invoices')), /E-7/);
  });

  it('tells the rule as Microsoft follows it: once, and no multiple', async () => {
    await ordered();
    const rule = { amount: '$50.00', trigger: '$20.00' };
    says(await office.types('balance'), 'balance.onMirrorState', rule);
    says(
      await office.types('余额', { locale: 'zh-CN' }),
      'balance.onMirrorState',
      { amount: 'US$50.00', trigger: 'US$20.00' },
      'zh-CN',
    );
    says(await office.reviews({ payment: 'admin-centre' }), 'rule.onMirror', rule);
    const limit = await office.tenant.ledger.execute(
      { kind: 'set-approval-limit', id: 'limit', limit: 60_000_000 },
      null,
    );
    assert.ok(limit.ok, JSON.stringify(limit));
    const form = await office.types('auto-recharge');
    const { card } = await office.submits(form, 'Save', { rechargeWith: '70' });
    says(card, 'rule.onMirror', { ...rule, amount: '$70.00' });
    await office.presses(card, 'Ask for approval');
    says(await office.types('history'), 'rule.onMirror', { ...rule, amount: '$70.00' });
  });

  it('is asked for by set-up too, where it is done', async () => {
    const placed = await office.presses(await office.reviews({ payment: 'admin-centre' }), 'Record order');
    const done = (await office.presses(placed.card, 'Continue')).card;
    says((await office.presses(done, 'I have bought it')).card, 'confirm.text.order');
  });

  it('opens the lot as it was bought: another amount, and from that day on', async () => {
    await ordered();
    office.clock.advance(40 * dayMs);
    const form = await asks();
    assert.match(
      textOf(await records(form, { amount: '15O', day: '2027-01-02' })),
      /“15O” is not an amount[\s\S]*(future|has not|not come)/i,
    );
    const review = await records(form, { amount: '150', day: '2026-11-23' });
    says(review, 'confirm.differs.order', { asked: '$100.00', amount: '$150.00' });
    assert.equal(await balance(), 0);
    const back = (await office.presses(review, 'Change')).card;
    assert.deepEqual(
      back.inputs.map(({ value }) => value),
      ['150', '', '2026-11-23'],
    );
    await office.presses(review, 'Record');
    assert.equal(await balance(), 150);
    const [lot] = (await wallet()).pool.lots;
    assert.deepEqual(
      [lot!.boughtAt, lot!.expiresAt].map(at => toIso(at)),
      ['2026-11-23T00:00:00Z', '2027-11-23T00:00:00Z'],
    );
    await office.presses(review, 'Record');
    assert.deepEqual([await balance(), await kinds()], [150, ['payment-requested', 'payment-settled']]);
  });

  it('says what has expired before it is recorded', async () => {
    await ordered();
    const review = await records(await asks(), { day: '2025-11-01' });
    says(review, 'confirm.expired');
    await office.presses(review, 'Record');
    assert.equal(await balance(), 0);
    assert.equal((await wallet()).pool.lots[0]?.amount, 100_000_000);
  });

  it('links a purchase that was recorded already, by any of its marks, instead of adding it again', async () => {
    await ordered();
    office.clock.advance(dayMs);
    await buys(150, 'E-9');
    const form = await asks();
    says(form, 'confirm.recorded');
    // As ordered, by its own number, by amount and day: each is asked about first.
    for (const typed of [{}, { reference: 'E-9' }, { amount: '150', day: '2026-11-23' }]) {
      says(await records(form, typed), 'confirm.recorded');
    }
    const linked = await office.presses(form, /^It is invoice 1: \$150\.00/);
    says(linked.card, 'orders.linked', { invoice: 1 });
    assert.deepEqual(
      [await balance(), (await wallet()).openPayments, await kinds()],
      [150, [], ['payment-requested', 'payment-linked']],
    );
    says((await office.presses(form, /^It is invoice 1/)).card, 'orders.answered');
    says(await office.types('orders'), 'orders.none');
  });

  it('adds another purchase where somebody says that it is one, unless one more was recorded meanwhile', async () => {
    await ordered();
    await buys(150, 'E-9');
    const review = await records(await asks());
    await buys(60, 'E-10');
    const again = (await office.presses(review, /^Another one/)).card;
    assert.ok(again.buttons.some(({ title }) => title.startsWith('It is invoice 2: $60.00')));
    await office.presses(again, /^Another one/);
    assert.equal(await balance(), 310);
  });

  it('ends an order that was a mistake, asked once, which no longer keeps Microsoft’s recharge out', async () => {
    await ordered();
    await records(await asks());
    const review = await office.types('add funds 5000');
    const placed = (await office.presses(review, 'Record order')).card;
    await office.types('sandbox spend 85');
    assert.equal((await wallet()).openPayments.length, 1);
    const asked = (await office.presses(await office.types('orders'), 'Not bought')).card;
    says(asked, 'endOrder.text.order', { amount: '$5,000.00' });
    const ended = (await office.presses(asked, 'Yes, it was not bought')).card;
    says(ended, 'orders.not-bought.order', { date: 'Nov 22, 2026' });
    assert.deepEqual(
      (await wallet()).openPayments.map(({ payment }) => [payment.purpose, payment.amount]),
      [['recharge', 50_000_000]],
    );
    // The card of the order, from before, shows how it ended; that it was bought after all can still be said.
    says((await office.presses(asked, 'Yes, it was not bought')).card, 'orders.answered');
    // Nor does the card of its review ask for it to be bought again.
    const repeated = (await office.presses(review, 'Record order')).card;
    says(repeated, 'orders.answered');
    assert.doesNotMatch(textOf(repeated), /Buy it in/);
    const after = (await office.presses(placed, 'I have bought it')).card;
    says(await records(after), 'order.settled', {
      ...{ amount: '$5,000.00', invoice: 2, balance: '$5,015.00' },
    });
  });

  it('says what the admin center should show once Microsoft recharged, and takes what came', async () => {
    await expects();
    const told = office.told().at(-1)!;
    says(told, 'alert.next.recharge-expected', { balance: '$65.00' });
    const expected = await office.types('orders');
    says(expected, 'orders.expected', { balance: '$65.00' });
    says(expected, 'orders.there.recharge', { now: '$15.00', later: '$65.00' });
    says(expected, 'balance.checkedNever');
    const shown = { statedAt: office.clock.now(), stated: 12_000_000 };
    await office.tenant.ledger.execute({ kind: 'reconcile', id: 'shown', ...shown }, null);
    const after = await office.types('orders');
    says(after, 'orders.there.recharge', { now: '$12.00', later: '$62.00' });
    assert.match(textOf(after), /: it showed \$3\.00 less than recorded/);
    await office.tenant.ledger.execute(
      { kind: 'reverse', id: 'back', what: { kind: 'reconciliation', id: 'shown' } },
      null,
    );
    assert.deepEqual(expected.buttons.map(({ title }) => title).slice(0, 3), [
      'It came as expected',
      'Another amount',
      'It did not come',
    ]);
    const done = (await office.presses(expected, 'It came as expected')).card;
    says(done, 'order.settled', { amount: '$50.00', invoice: 2, balance: '$65.00' });
    assert.deepEqual(office.charged, []);
  });

  for (const [what, stated] of [
    ['once, though a balance that was shown meanwhile holds it already', 62_000_000],
    ['after a balance was shown that does not hold it', 12_000_000],
  ] as const)
    it(`adds what came ${what}`, async () => {
      await expects();
      office.clock.advance(60_000);
      const shown = { kind: 'reconcile', id: 'shown', statedAt: office.clock.now(), stated } as const;
      await office.tenant.ledger.execute(shown, null);
      office.clock.advance(60_000);
      await office.presses(await office.types('orders'), 'It came as expected');
      assert.equal(await balance(), 62);
    });

  for (const days of [0, 1])
    it(`asks whether what a balance shown since holds in part came later, ${days === 0 ? 'the same day' : 'another day'}`, async () => {
      await expects();
      office.clock.advance(60_000 + days * dayMs);
      const shown = { kind: 'reconcile', id: 'shown', statedAt: office.clock.now(), stated: 17_000_000 } as const;
      await office.tenant.ledger.execute(shown, null);
      office.clock.advance(60_000 + days * dayMs);
      const review = (await office.presses(await office.types('orders'), 'It came as expected')).card;
      says(review, days === 0 ? 'confirm.partToday' : 'confirm.part', { found: '$2.00', used: '$48.00' });
      if (days === 0) await office.presses(review, 'It came after that');
      else await records((await office.presses(review, 'Change')).card, { day: '2026-11-24' });
      assert.equal(await balance(), 67);
    });

  it('asks whether what a balance shown since does not hold came later, and adds it from that day on', async () => {
    await expects();
    office.clock.advance(dayMs);
    const shown = { kind: 'reconcile', statedAt: office.clock.now() } as const;
    await office.tenant.ledger.execute({ ...shown, id: 'shown', stated: 12_000_000 }, null);
    office.clock.advance(dayMs);
    const review = (await office.presses(await office.types('orders'), 'It came as expected')).card;
    says(review, 'confirm.without', { date: 'Nov 23, 2026, 12:00 UTC' });
    assert.match(textOf(review), /Balance: \$12\.00/);
    assert.equal((await wallet()).openPayments.length, 1);
    await records((await office.presses(review, 'Change')).card, { day: '2026-11-24' });
    assert.equal(await balance(), 62);
  });

  it('takes what came as expected, however the amount would be read where it is confirmed', async () => {
    await ordered({ currency: 'KWD', rechargeWith: 50_125_000 });
    await records(await asks());
    await office.types('sandbox spend 85');
    const german = { locale: 'de-DE' };
    await office.presses(await office.types('orders', german), 'It came as expected', {}, german);
    assert.equal(await balance(), 65.125);
  });

  it('takes a multiple from the alert’s own button, in a message beside it', async () => {
    await expects();
    const answer = await office.presses(
      office.told().at(-1)!,
      'Not as expected',
      {},
      {
        ...{ conversation: 'general', kind: 'channel' },
      },
    );
    says(answer.card, 'alert.recharge-expected');
    const { key } = (await wallet()).openPayments[0]!.payment;
    const typed = { payment: key, step: 'review', amount: '100', day: '2026-11-22', reference: '' };
    const review = await office.invokes('confirm-purchase', typed);
    says(review.card, 'confirm.differs.recharge', { asked: '$50.00', amount: '$100.00' });
    await office.presses(review.card, 'Record');
    assert.equal(await balance(), 115);
  });

  it('takes a recharge that nobody confirmed for not come after 7 days, says so, and believes who saw it later', async () => {
    await expects();
    await passes(6.9);
    assert.equal((await wallet()).openPayments.length, 1);
    await passes(0.1);
    assert.deepEqual((await wallet()).openPayments, []);
    const told = office.told().at(-1)!;
    says(told, 'alert.recharge-not-come');
    says(await office.types('orders'), 'orders.not-confirmed.recharge', { date: 'Nov 29, 2026' });
    const { payment } = (await wallet()).declined.at(-1)!;
    const form = await office.invokes('confirm-purchase', { payment: payment.key, step: 'ask' });
    await records(form.card);
    assert.equal(await balance(), 65);
    assert.deepEqual(
      (await wallet()).pool.lots.map(({ expiresAt }) => toIso(expiresAt).slice(0, 10)).at(-1),
      '2027-11-22',
    );
  });

  it('reminds of an order after 1, 3 and 7 days, on one card, until it is answered there', async () => {
    await ordered();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const posts = async (): Promise<number> => (await office.tenant.deliveries.run(), office.told().length);
    const before = await posts();
    const seen: number[] = [];
    for (let day = 0; day < 9; day += 1) {
      await passes(1);
      seen.push((await posts()) - before);
    }
    // A reminder is a new post, and the card before it points there.
    assert.deepEqual(seen, [1, 1, 3, 3, 3, 3, 5, 5, 5]);
    const told = office.told().findLast(card => textOf(card).includes('was ordered on'))!;
    says(told, 'alert.order-unconfirmed.text', { amount: '$100.00', date: 'Nov 22, 2026' });
    const answer = await office.presses(told, 'Not bought', {}, { conversation: 'general', kind: 'channel' });
    says(answer.card, 'alert.order-unconfirmed');
    await office.invokes('end-order', { payment: (await wallet()).openPayments[0]!.payment.key, step: 'record' });
    await office.tenant.deliveries.run();
    assert.ok(office.told().some(card => textOf(card).includes('The order is no longer open.')));
  });

  it('shows orders to whoever may look, without buttons that move money, and pages what has ended', async () => {
    await ordered();
    await office.types('auto-recharge off');
    const seen = await office.types('orders', { as: people.reader });
    says(seen, 'orders.waits');
    assert.ok(!seen.buttons.some(({ title }) => title === 'I have bought it' || title === 'Not bought'));
    const pressed = await office.invokes('end-order', { payment: 'x', step: 'record' }, { as: people.reader });
    assert.match(pressed.text, /needs one of these roles/);
    for (let count = 0; count < 9; count += 1) {
      await office.presses(await office.types('orders'), 'Not bought');
      const { key } = (await wallet()).openPayments[0]!.payment;
      await office.invokes('end-order', { payment: key, step: 'record' });
      await office.presses(await office.types(`add funds ${60 + count}`), 'Record order');
    }
    const first = await office.types('有哪些订单', { locale: 'zh-CN' });
    says(first, 'orders.ended', {}, 'zh-CN');
    const more = (await office.presses(first, '更多', {}, { locale: 'zh-CN' })).card;
    assert.match(textOf(more), /US\$100\.00/);
    assert.doesNotMatch(textOf(more), /US\$67\.00/);
  });

  it('records and never orders, whatever the amount: a card of the gateway is spoken of nowhere', async () => {
    await ordered();
    await records(await asks());
    const review = await office.types('add funds 20000');
    says(review, 'setup.review.mirror');
    const asked = (await office.presses(review, 'Record order')).card;
    says(asked, 'setup.review.mirror');
    says((await office.presses(asked, 'Yes, record $20,000.00')).card, 'order.requested', { amount: '$20,000.00' });
  });

  it('has none before the first, and knows none that was never placed', async () => {
    await office.types('setup');
    assert.match(textOf(await office.types('orders')), /set up/i);
    await ordered();
    says((await office.invokes('show-order', { payment: 'order-x' })).card, 'refuse.no-such-payment');
  });
});
