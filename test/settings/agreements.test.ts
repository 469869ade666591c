import assert from 'node:assert/strict';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { purchaseOrderWatcher } from '../../bot/foresight/purchase-order-watcher.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const reader: Said = { as: people.reader, conversation: 'reader' };
const row = /Enterprise Agreements and purchase orders/;

describe('agreements and purchase orders', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const listed = async (said: Said = {}): Promise<ReadCard> =>
    (await office.invokes('setting', { setting: 'agreements', place: '' }, said)).card;
  const adds = async (what: 'agreement' | 'purchase order', said: Record<string, string>): Promise<ReadCard> => {
    const form = (await office.presses(await listed(), new RegExp(`Add an? ${what}`))).card;
    return (await office.presses(form, 'Save', said)).card;
  };
  const both = async (): Promise<void> => {
    await adds('agreement', { number: 'E100', label: 'Contoso EA', amount: '1,000' });
    await adds('purchase order', { of: 'E100', number: 'PO 7', amount: '200' });
  };
  const wallet = async () => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  /** Orders under what a choice names, and gives what the review and the outcome say. */
  const orders = async (amount: string, way: RegExp): Promise<readonly [review: ReadCard, outcome: ReadCard]> => {
    const form = await office.types(`add funds ${amount}`);
    const choices = form.inputs.find(({ id }) => id === 'payment')?.['choices'] as { title: string; value: string }[];
    const payment = choices.find(({ title }) => way.test(title))?.value ?? assert.fail(JSON.stringify(choices));
    const review = (await office.presses(form, 'Review order', { amount, payment })).card;
    return [review, (await office.presses(review, /(Place|Record) order/)).card];
  };

  it('are listed once there is a book, changed and removed, each change with a way back', async () => {
    assert.doesNotMatch(textOf(await office.types('settings')), row);
    await office.skipsSetUp();
    assert.match(textOf(await office.types('settings')), /purchase orders\nNone\n/);
    await both();
    const list = await listed();
    assert.match(
      textOf(list),
      /Contoso EA · E100\n\$0\.00 of \$1,000\.00 used \(0%\)[\s\S]*Purchase order PO 7 · E100/,
    );
    const form = (await office.presses(list, /Change: Purchase order PO 7/)).card;
    assert.deepEqual(
      form.inputs.map(({ value }) => value),
      ['PO 7', '200.00'],
    );
    const changed = (await office.presses(form, 'Save', { number: 'PO 8', amount: '' })).card;
    assert.match(textOf(changed), /Saved: .*[\s\S]*PO 8 · E100\n\$0\.00 used\n/);
    await office.presses(changed, 'Undo last change');
    assert.match(textOf(await listed()), /PO 7 · E100\n\$0\.00 of \$200\.00 used/);
    const again = (await office.presses(await listed(), /Change: Contoso EA/)).card;
    assert.match(textOf((await office.presses(again, 'Remove')).card), /\nNo agreement or purchase order yet\.\n/);
    assert.match(textOf(await office.types('settings')), /purchase orders\nNone\nChanged/);
  });

  const refused = [
    ['agreement', { number: ' ' }, 'number', /Type the number/],
    ['agreement', { number: 'E100' }, 'number', /in the list already/],
    ['agreement', { number: 'E\u200b100' }, 'number', /in the list already/],
    ['agreement', { number: 'x'.repeat(41) }, 'number', /At most 40/],
    ['agreement', { number: 'E2', label: 'x'.repeat(41) }, 'label', /At most 40/],
    ['agreement', { number: 'E2', amount: '-5' }, 'amount', /-5|above zero/],
    ['agreement', { number: 'E2', amount: '0' }, 'amount', /above zero/],
    ['agreement', { number: 'E2', amount: '1.001' }, 'amount', /./],
    ['agreement', { number: 'E2', amount: '5 EUR' }, 'amount', /EUR/],
    ['purchase order', { of: 'E100', number: 'PO 7' }, 'number', /in the list already/],
    ['purchase order', { of: 'E999', number: 'PO 9' }, 'number', /in the list already/],
  ] as const;

  it('are not taken with a number, a name or an amount that is none: the form comes back with what was typed', async () => {
    await office.skipsSetUp();
    await both();
    const before = await office.stores.documents.read('choices');
    for (const [what, said, id, why] of refused) {
      const wrong = await adds(what, said);
      const typed = String((said as Record<string, string>)[id]);
      assert.equal(
        wrong.inputs.find(one => one['id'] === id)?.['value'],
        typed.length > 40 ? `${typed.slice(0, 39)}…` : typed,
      );
      assert.match(textOf(wrong), why);
      assert.deepEqual(await office.stores.documents.read('choices'), before);
    }
  });

  it('are so many in all, which fit on one card, and no form of another time changes them', async () => {
    await office.skipsSetUp();
    await adds('agreement', { number: 'E100' });
    const stale = (await office.presses(await listed(), /Add a purchase order/)).card;
    for (let number = 1; number < 20; number += 1) await adds('purchase order', { of: 'E100', number: `PO ${number}` });
    const full = await listed();
    assert.ok(JSON.stringify(full.json).length < 28_000);
    assert.match(textOf(await adds('agreement', { number: 'E200' })), /At most 20 in all/);
    assert.match(textOf((await office.presses(stale, 'Save', { number: 'PO 99' })).card), /Somebody else has changed/);
    for (const place of ['99', '0.99', '-1', 'x', '0.0.0', '__proto__'])
      assert.deepEqual((await office.invokes('setting', { setting: 'agreements', place })).card.inputs, []);
  });

  it('are seen by whoever may look, and changed by nobody but whoever may move money', async () => {
    await office.skipsSetUp();
    await both();
    const seen = await listed(reader);
    assert.match(textOf(seen), /Contoso EA/);
    assert.deepEqual(
      seen.buttons.map(({ title }) => title),
      ['All settings'],
    );
    const opened = await office.invokes('setting', { setting: 'agreements', place: '0' }, reader);
    assert.deepEqual(opened.card.inputs, []);
    const forged = await office.invokes('save-setting', { setting: 'agreements', key: '2', remove: '0' }, reader);
    assert.match(forged.text, /needs one of these roles/);
  });

  it('are chosen at an order, whose invoice carries them, and what is used up follows what was given back', async () => {
    await office.skipsSetUp();
    await both();
    const [review] = await orders('150', /purchase order PO 7 · Contoso EA · \$200\.00 left/);
    assert.match(textOf(review), /Payment: Enterprise Agreement E100, purchase order PO 7/);
    assert.doesNotMatch(textOf(review), /Only/);
    assert.match(
      textOf(await listed()),
      /E100\n\$150\.00 of \$1,000\.00 used \(15%\)[\s\S]*\$150\.00 of \$200\.00 used \(75%\)/,
    );
    assert.match(textOf(await office.types('invoices')), /E100 · PO 7/);
    const [beyond, placed] = await orders('100', /PO 7 · Contoso EA · \$50\.00 left/);
    assert.match(textOf(beyond), /Only \$50\.00 is left/);
    assert.match(textOf(placed), /\$100\.00 was added/);
    const { ledger } = office.tenant;
    assert.ok((await ledger.execute({ kind: 'refund', id: 'back', invoice: 3, amount: 60_000_000 }, null)).ok);
    assert.match(textOf(await listed()), /\$190\.00 of \$200\.00 used \(95%\)/);
  });

  it('are chosen in set-up too, where a purchase order is typed only while none is listed', async () => {
    await office.skipsSetUp();
    const licenses = await office.presses(await office.types('setup'), 'Licenses');
    const before = (await office.presses(licenses.card, 'Continue')).card;
    assert.ok(before.inputs.some(({ id }) => id === 'purchaseOrder'));
    await both();
    const order = await office.types('setup');
    assert.ok(!order.inputs.some(({ id }) => id === 'purchaseOrder'));
    const payment = 'purchase-order:["E100","PO 7"]';
    const review = (await office.presses(order, 'Review order', { addFunds: '500', autoRecharge: 'false', payment }))
      .card;
    assert.match(textOf(review), /Only \$200\.00 is left[\s\S]*Enterprise Agreement E100, purchase order PO 7/);
    await office.presses(review, 'Place order');
    assert.deepEqual((await wallet()).method, { kind: 'agreement', number: 'E100', purchaseOrder: 'PO 7' });
  });

  it('once removed are chosen by no card of before', async () => {
    await office.skipsSetUp();
    await both();
    const form = await office.types('add funds 60');
    const payment = 'purchase-order:["E100","PO 7"]';
    const review = (await office.presses(form, 'Review order', { amount: '60', payment })).card;
    const agreement = (await office.presses(await listed(), /Change: Contoso EA/)).card;
    await office.presses(agreement, 'Remove');
    const refused = (await office.presses(review, /(Place|Record) order/)).card;
    assert.ok(refused.inputs.some(({ id }) => id === 'amount'));
    assert.equal((await wallet()).invoices, 1);
  });

  it('are chosen in mirror as well, where Microsoft bills them', async () => {
    await office.close();
    office = new Office();
    office.isSandbox = false;
    await office.open(() => adminCenter, 'mirror');
    await office.setsUp({ payment: 'admin-centre', autoRecharge: 'false' });
    await both();
    const [, requested] = await orders('150', /PO 7/);
    says(requested, 'order.recorded');
    assert.deepEqual((await wallet()).openPayments.at(-1)?.payment.method, {
      ...{ kind: 'agreement', number: 'E100', purchaseOrder: 'PO 7' },
    });
    // It turns out to be a purchase that somebody had recorded by itself: what was ordered under it is used up of it.
    const { ledger } = office.tenant;
    const bought = { amount: 150_000_000, boughtAt: office.clock.now(), reference: 'M-1' };
    assert.ok((await ledger.execute({ kind: 'buy', id: 'bought', ...bought }, null)).ok);
    const { key } = (await wallet()).openPayments.at(-1)!.payment;
    const { invoices: invoice } = await wallet();
    assert.ok((await ledger.execute({ kind: 'link', id: 'linked', key, invoice }, null)).ok);
    assert.match(textOf(await office.types('agreements')), /PO 7 · E100\n\$150\.00 of \$200\.00 used \(75%\)/);
  });

  it('are watched: 80 and 100 % of an amount are told once each, and it is over when there is room again', async () => {
    await office.skipsSetUp();
    const { ledger, choices, agreementUse, journal } = office.tenant;
    let reads = 0;
    const entriesAt = journal.entriesAt.bind(journal);
    journal.entriesAt = seqs => ((reads += 1), entriesAt(seqs));
    const watcher = purchaseOrderWatcher({ ledger, choices, agreementUse });
    const found = async (): Promise<readonly unknown[]> =>
      ((await watcher.look({ at: office.clock.now(), before: [] })) ?? []).map(({ alert }) => [
        ...[alert.label, alert.step, alert.amount],
      ]);
    await adds('agreement', { number: 'E100', amount: '250' });
    await adds('purchase order', { of: 'E100', number: 'PO 7', amount: '200' });
    assert.deepEqual(await found(), []);
    await orders('159.99', /PO 7/);
    assert.deepEqual(await found(), []);
    await orders('50', /PO 7/);
    assert.deepEqual(await found(), [
      ['E100', 80, 209_990_000],
      ['PO 7 · E100', 100, 209_990_000],
    ]);
    reads = 0;
    await found();
    assert.equal(reads, 0);
    assert.ok((await ledger.execute({ kind: 'refund', id: 'back', invoice: 3, amount: 50_000_000 }, null)).ok);
    assert.deepEqual(await found(), []);
  });

  it('are shown by a command of their own', async () => {
    await office.skipsSetUp();
    await both();
    assert.match(textOf(await office.types('purchase orders', reader)), /Contoso EA/);
    assert.match(textOf(await office.types('采购订单', { locale: 'zh-CN', conversation: 'zh' })), /已用 US\$0\.00，共/);
  });
});
