import assert from 'node:assert/strict';
import { balanceOf, isExpired, rest, toIso, type Wallet } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { balanceProposal, purchasesOf, recordingName } from '../../bot/setup/existing-credits.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const way = 'We already have credits';
const filled = {
  currency: 'USD',
  timeZone: 'Europe/Berlin',
  balance: '180',
  purchases: '2026-01-31 100 INV-1\n2026-06-15, 250, INV-2',
};

describe('credits that there are already', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  async function asks(said: Said = {}): Promise<ReadCard> {
    const licenses = await office.presses(await office.types('setup', said), /Prepaid|预付/, {}, said);
    const order = await office.presses(licenses.card, /Continue|继续/, {}, said);
    return (await office.presses(order.card, /We already have credits|我们已有点数/, {}, said)).card;
  }
  const reviews = async (form: Readonly<Record<string, string>> = {}): Promise<ReadCard> =>
    (await office.presses(await asks(), 'Review', { ...filled, ...form })).card;
  const wallet = async (): Promise<Wallet> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const balance = async (): Promise<number> => balanceOf((await wallet()).pool, office.clock.now());
  const kinds = async (): Promise<readonly string[]> => (await office.entries()).map(({ kind }) => kind);

  it('are recorded in six presses, with true expiries, one reconciliation and no order', async () => {
    const review = await reviews();
    const text = textOf(review);
    assert.match(text, /Balance on Nov 22, 2026: \$180\.00\nPurchases: 2, \$350\.00 in all/);
    assert.match(text, /Used before: \$170\.00, taken from the oldest first\nCharged now: Nothing/);
    assert.match(text, /Bought Jan 31, 2026\nExpires Jan 31, 2027\n\$0\.00\nof \$100\.00/);
    assert.match(text, /Bought Jun 15, 2026\nExpires Jun 15, 2027\n\$180\.00\nof \$250\.00/);
    says(review, 'setup.existing.assumed');
    assert.deepEqual(await kinds(), []);
    const recorded = await office.presses(review, 'Record');
    says(recorded.card, 'setup.existing.recorded', { balance: '$180.00', count: 2 });
    const done = await office.presses(recorded.card, 'Continue');
    says(done.card, 'setup.done.title');
    assert.equal(await balance(), 180_000_000);
    assert.deepEqual(
      (await kinds()).filter(kind => !kind.startsWith('recharge')),
      ['wallet-opened', 'balance-reconciled', 'credits-bought', 'credits-bought'],
    );
    const { pool, terms } = await wallet();
    assert.deepEqual(
      pool.lots.filter(({ invoice }) => invoice !== null).map(({ expiresAt }) => toIso(expiresAt)),
      ['2027-01-30T23:00:00Z', '2027-06-14T22:00:00Z'],
    );
    assert.equal(terms?.opensAt, office.clock.now());
    assert.deepEqual(office.charged, []);
    const shown = await office.types('balance');
    says(shown, 'balance.title');
    // What was left before is not known, and not drawn.
    assert.doesNotMatch(textOf(shown), /350/);
  });

  it('are recorded in mirror, where nothing is charged and nothing waits', async () => {
    await office.close();
    office = await new Office().open(() => adminCenter, 'mirror');
    await office.presses(await reviews(), 'Record');
    assert.equal(await balance(), 180_000_000);
    assert.deepEqual((await wallet()).openPayments, []);
    assert.equal((await wallet()).terms?.mode, 'mirror');
    // What the balance began with is no drift, whatever of it the purchases left unexplained.
    await office.presses(await office.types('add funds 100'), 'Record order');
    says(await office.types('orders'), 'orders.checked.opening', { date: 'Nov 22, 2026', amount: '$180.00' });
  });

  it('are a lot of their own where the purchases do not explain them', async () => {
    const review = await reviews({ purchases: '2026-06-15 100' });
    assert.match(textOf(review), /Not explained by purchases: \$80\.00, expires Nov 22, 2027/);
    await office.presses(review, 'Record');
    assert.equal(await balance(), 180_000_000);
    assert.deepEqual(
      (await wallet()).pool.lots.map(lot => rest(lot)),
      [100_000_000, 80_000_000],
    );
  });

  it('may be none, or owed', async () => {
    const owed = await reviews({ balance: '-12.50', purchases: '' });
    assert.match(textOf(owed), /Balance on Nov 22, 2026: -\$12\.50/);
    const recorded = await office.presses(owed, 'Record');
    assert.equal(await balance(), -12_500_000);
    says((await office.presses(recorded.card, 'Continue')).card, 'setup.done.owed', { amount: '$12.50' });
    await office.close();
    office = await new Office().open();
    await office.presses(await reviews({ balance: '0', purchases: '' }), 'Record');
    assert.equal(await balance(), 0);
  });

  it('hold a purchase that has expired, which is written off and raises no alert', async () => {
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const review = await reviews({ balance: '100', purchases: '2025-03-01 70\n2026-06-15 100' });
    assert.match(textOf(review), /Purchases: 2, \$170\.00 in all; 1 expired/);
    await office.presses(review, 'Record');
    const { lots } = (await wallet()).pool;
    const [expired] = lots.filter(lot => isExpired(lot, office.clock.now()));
    assert.deepEqual([expired?.amount, expired && rest(expired)], [70_000_000, 0]);
    assert.equal(await balance(), 100_000_000);
    assert.deepEqual(office.told(), []);
  });

  it('are read as people write them: csv with a heading and quotes, tabs, words, Chinese', async () => {
    const lines = [
      'Date,Amount,Invoice',
      '2026-01-05,"1,250.50",INV-1',
      '2026-01-06;20.00',
      '2026-01-07\t30',
      '2026-01-08T10:00:00Z,40',
      'Jan 9, 2026 $50 INV 5',
      '9 January 2026 60 USD',
      '2026年1月10日 70',
      '',
      '2026-01-11 1,250.50',
      '2026-01-12,1,250.50',
    ];
    const review = await reviews({ balance: '4021.50', purchases: lines.join('\r\n') });
    assert.match(textOf(review), /Purchases: 9, \$4,021\.50 in all\nCharged now/);
  });

  it('come back with each wrong line, and the good ones kept', async () => {
    const purchases = ['2026-06-15 100', '2027-01-01 100', 'never', '2026-06-15 100', '10/11/2026 5', '2026-02-01 -5'];
    const wrong = await office.presses(await asks(), 'Review', {
      ...filled,
      currency: 'ABC',
      timeZone: 'Mars/Olympus',
      balance: 'much',
      purchases: [...purchases, '2026-02-02 0', '2026-02-30 5'].join('\n'),
    });
    says(wrong.card, 'refuse.currency', { text: 'ABC' });
    says(wrong.card, 'refuse.timeZone', { text: 'Mars/Olympus' });
    says(wrong.card, 'refuse.not-an-amount', { text: 'much' });
    const text = textOf(wrong.card);
    assert.match(text, /Line 2: “2027-01-01” has not begun yet\./);
    assert.match(text, /Line 3: “never” has no date and amount/);
    says(wrong.card, 'setup.existing.twice', { line: 4, first: 1 });
    assert.match(text, /Line 5: /);
    assert.match(text, /Line 6: /);
    says(wrong.card, 'setup.existing.moreLines', { count: 2 });
    const field = wrong.card.inputs.find(({ id }) => id === 'purchases');
    assert.equal(String(field?.['value']).split('\n').length, 8);
    assert.deepEqual(await office.entries(), []);
    const twice = await office.presses(wrong.card, 'Review', {
      ...filled,
      balance: '200',
      purchases: '2026-06-15 100 INV-1\n2026-06-15 100 INV-2',
    });
    says(twice.card, 'setup.existing.reviewTitle');
  });

  it('may be two hundred purchases, and no more', async () => {
    const lines = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `2026-${String(1 + (index % 9)).padStart(2, '0')}-11 1 I-${index}`,
      ).join('\n');
    const tooMany = await office.presses(await asks(), 'Review', { ...filled, purchases: lines(201) });
    says(tooMany.card, 'setup.existing.tooMany', { most: 200 });
    const review = await office.presses(tooMany.card, 'Review', { ...filled, purchases: lines(200) });
    assert.match(textOf(review.card), /Purchases: 200, \$200\.00 in all/);
    says(review.card, 'setup.existing.moreLots', { count: 188 });
    await office.presses(review.card, 'Record');
    assert.equal(await balance(), 180_000_000);
    assert.equal((await wallet()).invoices, 200);
  });

  it('are in a currency with no decimals, or with three', async () => {
    const yen = await reviews({ currency: 'JPY', minimum: '5000', balance: '15000', purchases: '2026-06-15 20000' });
    assert.match(textOf(yen), /Balance on Nov 22, 2026: ¥15,000/);
    const finer = await office.presses(await office.presses(yen, 'Back').then(({ card }) => card), 'Review', {
      ...{ ...filled, currency: 'JPY', minimum: '5000', balance: '15000.5', purchases: '2026-06-15 20000.5' },
    });
    says(finer.card, 'refuse.finer-than-currency', { currency: 'JPY', digits: 0 });
    const dinar = await office.presses(finer.card, 'Review', {
      ...filled,
      ...{ currency: 'KWD', minimum: '15', timeZone: 'UTC', balance: '12.345', purchases: '2026-06-15 20.001' },
    });
    await office.presses(dinar.card, 'Record');
    assert.equal(await balance(), 12_345_000);
  });

  it('ask for Microsoft’s smallest order in another currency than USD, and keep it in the first entry', async () => {
    const asksFor = (card: ReadCard): boolean => card.inputs.some(({ id }) => id === 'minimum');
    const first = await asks();
    assert.equal(asksFor(first), false);
    const euros = { ...filled, currency: 'EUR' };
    const asked = await office.presses(first, 'Review', { ...euros, balance: 'much' });
    says(asked.card, 'setup.order.noMinimum', { currency: 'EUR' });
    says(asked.card, 'refuse.not-an-amount', { text: 'much' });
    assert.equal(asksFor(asked.card), true);
    const nothing = await office.presses(asked.card, 'Review', { ...euros, minimum: '0' });
    says(nothing.card, 'refuse.amount-not-positive');
    const review = await office.presses(nothing.card, 'Review', { ...euros, minimum: '40' });
    assert.match(textOf(review.card), /Smallest order: €40\.00/);
    await office.presses(review.card, 'Record');
    const [opened] = await office.stores.journal.entriesAfter(0);
    assert.ok(opened?.kind === 'wallet-opened');
    assert.deepEqual([opened.facts.currency, opened.facts.minimum], ['EUR', 40_000_000]);
  });

  it('go on to auto-recharge, which is the next step where there is no rule, and say what happens without', async () => {
    const recorded = await office.presses(await reviews(), 'Record');
    const done = await office.presses(recorded.card, 'Continue');
    says(done.card, 'setup.done.noRule');
    const [first] = (done.card.json as { actions: readonly { title: string; style: string }[] }).actions;
    assert.deepEqual([first?.title, first?.style], ['Auto-recharge', 'positive']);
    says((await office.presses(done.card, 'Auto-recharge')).card, 'rule.autoRecharge');
    const reader = await office.types('setup', { as: people.reader, conversation: 'reader' });
    says(reader, 'setup.done.noRule');
    assert.equal(
      reader.buttons.some(({ title }) => title === 'Auto-recharge'),
      false,
    );
  });

  it('are recorded once, however often and by whomever it is pressed', async () => {
    const review = await reviews();
    const billing = { as: people.billingAdmin, conversation: 'other' };
    const [first, second] = await Promise.all([
      office.presses(review, 'Record'),
      office.presses(review, 'Record', {}, billing),
    ]);
    assert.match(textOf(first.card) + textOf(second.card), /Recorded: a balance of \$180\.00/);
    const late = await office.presses(review, 'Record');
    says(late.card, 'app.stale');
    assert.equal((await kinds()).filter(kind => kind === 'credits-bought').length, 2);
    assert.equal((await kinds()).filter(kind => kind === 'balance-reconciled').length, 1);
  });

  it('are refused to whoever has no such role, and to a form that was tampered with', async () => {
    const form = await asks();
    for (const as of [people.reader, people.licenseAdmin, people.nobody, people.guest]) {
      const denied = await office.presses(form, 'Review', filled, { as });
      assert.match(denied.text, /needs one of these roles|for people of this organization's directory/);
    }
    const review = await office.presses(form, 'Review', filled);
    const lost = await office.presses(review.card, 'Record', {}, { as: people.reader });
    assert.match(lost.text, /role/);
    for (const [verb, data] of [
      ['setup-existing', { version: 'x' }],
      ['setup-existing', { version: 1, purchases: 'x'.repeat(8001) }],
      ['setup-way', { version: 1, way: 'free' }],
      ['setup-record', {}],
    ] as const)
      says((await office.invokes(verb, data)).card, 'refuse.form');
    const early = await office.invokes('setup-record', { version: 1 });
    says(early.card, 'app.stale');
    assert.deepEqual(await office.entries(), []);
  });

  it('go on after a crash in the middle with what was reviewed, and nothing else', async () => {
    const review = await reviews();
    const draft = await office.tenant.drafts.read();
    assert.ok(draft?.existing);
    const { currency, timeZone, at } = draft.existing;
    const { openWallet } = await import('../../bot/tenant/open-wallet.ts');
    const opened = await openWallet(office.tenant, {
      id: `open-${recordingName(draft)}`,
      currency,
      timeZone,
      opensAt: at,
      by: null,
    });
    assert.ok(opened.ok);
    const name = recordingName(draft);
    const begun = [
      balanceProposal(`reconcile-${name}`, draft.existing),
      ...purchasesOf(name, draft.existing).slice(0, 1),
    ];
    for (const request of begun) assert.ok((await office.tenant.ledger.execute(request, null)).ok);
    office.clock.advance(60_000);
    const back = await office.presses(review, 'Back');
    says(back.card, 'setup.existing.reviewTitle');
    const order = await office.invokes('setup-way', { version: draft.version, way: 'order' });
    says(order.card, 'setup.existing.reviewTitle');
    const recorded = await office.presses(order.card, 'Record');
    says(recorded.card, 'setup.existing.recorded');
    assert.equal((await kinds()).filter(kind => kind === 'credits-bought').length, 2);
    assert.equal(await balance(), 180_000_000);
  });

  it('are there after a restart in the middle, for whoever goes on', async () => {
    await reviews();
    const { stores } = office;
    await office.close();
    office = await new Office(stores).open();
    office.clock.advance(3_600_000);
    const german = { as: people.billingAdmin, conversation: 'billing', locale: 'de-DE' };
    const shown = await office.types('setup', german);
    says(shown, 'setup.existing.reviewTitle');
    assert.match(textOf(shown), /Balance on 22 Nov 2026: \$180\.00/);
    await office.presses(shown, 'Record', {}, german);
    assert.equal(await balance(), 180_000_000);
    // The balance is of the instant at which it was reviewed, an hour before.
    assert.equal((await wallet()).terms?.opensAt, office.clock.now() - 3_600_000);
  });

  it('are not asked for where something is in the book already', async () => {
    const review = await reviews();
    const open = await office.tenant.ledger.execute(
      {
        kind: 'open-wallet',
        id: 'other',
        terms: {
          ...{ tenant: office.tenantId, currency: 'USD', timeZone: 'UTC', mode: 'sandbox', minimum: 50_000_000 },
          ...{ isFeeInCharge: false, opensAt: null },
        },
      },
      null,
    );
    assert.ok(open.ok);
    const bought = await office.tenant.ledger.execute(
      { kind: 'buy', id: 'buy', boughtAt: office.clock.now(), amount: 5_000_000, reference: '' },
      null,
    );
    assert.ok(bought.ok);
    const refused = await office.presses(review, 'Record');
    says(refused.card, 'setup.existing.known');
    const order = await office.presses(refused.card, 'Back');
    assert.equal(
      order.card.buttons.some(({ title }) => title === way),
      false,
    );
    assert.equal(await balance(), 5_000_000);
  });

  it('speak Chinese', async () => {
    const said = { locale: 'zh-CN' };
    const review = await office.presses(await asks(said), '查看', filled, said);
    says(review.card, 'setup.existing.assumed', {}, 'zh-CN');
    assert.match(textOf(review.card), /2026年11月22日的余额: US\$180\.00/);
  });
});
