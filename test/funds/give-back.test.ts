import assert from 'node:assert/strict';
import { Reasons } from '../../bot/wallets/reasons.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';

describe('what is given back', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const valueOf = (card: ReadCard, id: string): unknown => card.inputs.find(input => input['id'] === id)?.['value'];
  const press = async (card: ReadCard, title: string, inputs: Readonly<Record<string, string>> = {}) =>
    (await office.presses(card, title, inputs)).card;
  const count = async (kind: string): Promise<number> =>
    (await office.entries()).filter(entry => entry.kind === kind).length;

  it('is refunded from the purchase’s own card, reviewed, and recorded once however often it is pressed', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('sandbox spend 40');
    const form = await press(await office.types('invoices 1'), 'Refund…');
    says(form, 'giveBack.title.refund', { invoice: 1 });
    assert.equal(valueOf(form, 'amount'), '60.00');
    const review = await press(form, 'Review', { amount: '50', reason: 'Bought *twice*' });
    assert.match(textOf(review), /Refund of \$50\.00 on invoice 1\.\nLeft of the purchase: \$60\.00 → \$10\.00\n/);
    assert.match(textOf(review), /Balance: \$60\.00 → \$10\.00\nReason: Bought \\\*twice\\\*/);
    assert.equal(await count('credits-refunded'), 0);
    const done = await press(review, 'Record refund');
    assert.match(textOf(done), /Refund recorded\nRefund of \$50\.00 on invoice 1\.\nBalance: \$10\.00/);
    assert.deepEqual(textOf(await press(review, 'Record refund')), textOf(done));
    assert.equal(await count('credits-refunded'), 1);
    assert.match(
      textOf(await press(done, 'Invoice 1')),
      /Given back: \$50\.00; Nov 22, 2026: \$50\.00 \(Bought \\\*twice\\\*\)\nCorrections: C1\nLeft: \$10\.00/,
    );
    // Another amount under the same id is another request.
    const changed = await press(await press(review, 'Change'), 'Review', { amount: '5', reason: 'x' });
    says(changed, 'refuse.conflict');
    assert.equal(await count('credits-refunded'), 1);
  });

  it('says what a refund cannot give back, and what a charge-back takes that had been used', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('sandbox spend 40');
    const refund = await press(await office.types('refund 80 of invoice 1'), 'Review', { amount: '80', reason: 'x' });
    says(refund, 'giveBack.result.refundLess', { amount: '$60.00', asked: '$80.00', invoice: 1 });
    const form = await office.types('charge-back invoice 1');
    assert.equal(valueOf(form, 'amount'), '100.00');
    const review = await press(form, 'Review', { amount: '100', reason: 'The bank' });
    says(review, 'giveBack.result.charge-backSpent', { amount: '$100.00', spent: '$40.00', invoice: 1 });
    assert.match(textOf(review), /Balance: \$60\.00 → -\$40\.00\nOwed: \$0\.00 → \$40\.00/);
    says(await press(review, 'Record charge-back'), 'giveBack.done.charge-back');
    for (const typed of ['charge-back invoice 1', 'refund invoice 1'])
      says(await office.types(typed), 'refuse.nothing-to-refund', { invoice: 1 });
    // That it was charged back may be the mistake.
    says(await office.types('reverse invoice 1'), 'giveBack.whichReversal');
  });

  it('keeps the amount while it asks which purchase', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const which = await office.types('refund 30');
    says(which, 'giveBack.which');
    assert.equal(valueOf(await press(which, 'Invoice 1'), 'amount'), '30');
    assert.equal(valueOf(await office.types('refund invoice 1 30'), 'amount'), '30');
  });

  it('is not recorded without a reason, which no form sends: it asks for one', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const review = await press(await office.types('refund invoice 1'), 'Review', { amount: '5', reason: 'x' });
    const record = review.buttons.find(({ verb }) => verb === 'give-back')!;
    for (const reason of ['', '  ', undefined]) {
      const { card } = await office.invokes('give-back', { ...record.data, reason });
      says(card, 'giveBack.reasonMissing');
    }
    assert.equal(await count('credits-refunded'), 0);
  });

  it('says what auto-recharge will do about it', async () => {
    await office.skipsSetUp();
    const review = await press(await office.types('refund invoice 1'), 'Review', { amount: '90', reason: 'x' });
    assert.match(textOf(review), /Balance: \$100\.00 → \$10\.00\nAuto-recharge: Adds \$50\.00/);
  });

  it('takes back a purchase that never was', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const form = await office.types('reverse invoice 1');
    assert.equal(valueOf(form, 'amount'), undefined);
    const missing = await press(form, 'Review', { reason: '  ' });
    says(missing, 'giveBack.reasonMissing');
    const review = await press(missing, 'Review', { reason: 'Entered twice' });
    const done = await press(review, 'Reverse');
    says(done, 'giveBack.result.purchase', { amount: '$100.00', invoice: 1 });
    assert.match(textOf(await office.types('purchases')), /given back/);
    assert.match(textOf(await office.types('invoices 1')), /Given back: \$100\.00; .*\(Entered twice\)/);
  });

  it('takes back a refund that was a mistake: which is meant, what comes back, and once', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('sandbox spend 40');
    const refund = await press(await office.types('refund 50 invoice 1'), 'Review', { amount: '50', reason: 'Twice' });
    await press(refund, 'Record refund');
    office.clock.advance(60_000);
    const which = await press(await office.types('invoices 1'), 'Reverse…');
    says(which, 'giveBack.whichReversal');
    assert.deepEqual(
      which.buttons.map(({ title }) => title),
      ['Refund of $50.00, Nov 22, 2026', 'The purchase, $50.00', 'Invoice 1'],
    );
    const form = await press(which, 'Refund of $50.00, Nov 22, 2026');
    says(form, 'giveBack.about.return');
    const review = await press(form, 'Review', { reason: 'It was kept' });
    assert.match(textOf(review), /Reverse: Refund of \$50\.00, Nov 22, 2026\n\$50\.00 of invoice 1 counts again\.\n/);
    assert.match(textOf(review), /Left of the purchase: \$10\.00 → \$60\.00\nBalance: \$10\.00 → \$60\.00\n/);
    const done = await press(review, 'Reverse');
    says(done, 'giveBack.done.reverse');
    assert.deepEqual(textOf(await press(review, 'Reverse')), textOf(done));
    assert.equal(await count('return-reversed'), 1);
    assert.match(
      textOf(await press(done, 'Invoice 1')),
      /Given back: \$0\.00; Nov 22, 2026: \$50\.00 \(Twice\); Nov 22, 2026: \$50\.00 counts again \(It was kept\)\n/,
    );
    // The old form, and the purchase itself, which is all that is left to reverse.
    says(await press(which, 'Refund of $50.00, Nov 22, 2026'), 'refuse.nothing-to-reverse');
    says(await office.types('reverse invoice 1'), 'giveBack.about.reverse');
    assert.match(textOf(await office.types('history')), /\$50\.00 counts again, invoice 1/);
  });

  it('takes back the one charge-back of a purchase of which nothing is left, in Chinese too', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const form = await office.types('charge-back invoice 1');
    await press(await press(form, 'Review', { amount: '100', reason: 'The bank' }), 'Record charge-back');
    const which = await office.types('撤销 发票 1', { locale: 'zh-CN' });
    says(which, 'giveBack.whichReversal', {}, 'zh-CN');
    assert.deepEqual(
      which.buttons.map(({ title }) => title),
      ['2026年11月22日 拒付扣回 US$100.00', '发票 1'],
    );
  });

  it('takes back no call: another version of it may have come since a card was drawn', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('sandbox spend 40');
    const drawn = (await office.entries()).find(({ kind }) => kind === 'call-drawn')!;
    const what = { kind: 'row', id: drawn.id.split('#')[0] };
    const asked = { id: 'reverse-1', deed: 'reverse', what, reason: 'Not ours' };
    for (const step of ['ask', 'review', 'record'])
      says((await office.invokes('give-back', { ...asked, step, micros: 0 })).card, 'refuse.form');
    await office.types('approvals limit 10');
    const proposal = { kind: 'reverse', id: 'reverse-1', what };
    says((await office.invokes('ask-approval', { proposal, reason: 'Not ours' })).card, 'refuse.form');
    assert.deepEqual([await count('call-reversed'), await count('approval-asked')], [0, 0]);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['0', 'x', /must be above zero/],
    ['-5', 'x', /is not an amount/],
    ['', 'x', /Please give an amount/],
    ['10.005', 'x', /2 digits after the decimal point/],
    ['€10', 'x', /kept in USD/],
    ['10', '', /Please give a reason/],
  ];
  for (const [amount, reason, sentence] of wrong)
    it(`comes back with what is wrong beside it: "${amount}" because "${reason}"`, async () => {
      await office.skipsSetUp();
      const before = await office.entries();
      const form = await office.types('refund invoice 1');
      const again = await press(form, 'Review', { amount, reason });
      assert.match(textOf(again), sentence);
      assert.equal(valueOf(again, 'amount'), amount);
      assert.equal(valueOf(again, 'reason'), reason);
      assert.deepEqual(await office.entries(), before);
    });

  it('asks which purchase, where none was named or there is none', async () => {
    await office.skipsSetUp();
    const which = await office.types('退款', { locale: 'zh-CN' });
    says(which, 'giveBack.which', {}, 'zh-CN');
    says(await press(which, '发票 1'), 'giveBack.title.refund', { invoice: 1 });
    says(await office.types('refund 20 invoice 9'), 'refuse.no-such-purchase', { invoice: 9 });
    says(await office.types('退款 30 发票 1', { locale: 'zh-CN' }), 'giveBack.title.refund', { invoice: 1 }, 'zh-CN');
  });

  it('is for those who may move money, at every press', async () => {
    await office.skipsSetUp();
    const form = await office.types('refund invoice 1');
    const review = await press(form, 'Review', { amount: '10', reason: 'x' });
    const before = await office.entries();
    for (const as of [people.reader, people.licenseAdmin, people.nobody, people.guest])
      for (const card of [form, review])
        for (const { title } of card.buttons.filter(({ verb }) => verb === 'give-back'))
          assert.match((await office.presses(card, title, {}, { as })).text, /roles|directory/);
    assert.deepEqual(await office.entries(), before);
    says((await office.presses(review, 'Record refund', {}, { as: people.billingAdmin })).card, 'giveBack.done.refund');
  });

  it('keeps the reason beside the journal: not in it, not of what was refused, and not after an erasure', async () => {
    await office.skipsSetUp();
    const review = await press(await office.types('refund invoice 1'), 'Review', { amount: '10', reason: 'Für Ana' });
    await press(review, 'Record refund');
    assert.doesNotMatch(JSON.stringify(await office.entries()), /Ana/);
    const { id } = review.buttons[0]!.data as { id: string };
    const reasons = new Reasons(office.stores.documents);
    assert.deepEqual([...(await reasons.ofLot('1'))], [[id, 'Für Ana']]);
    const refused = { ...review.buttons[0]!.data, id: 'refund-other', micros: 5, reason: 'Nein' };
    says((await office.invokes('give-back', refused)).card, 'refuse.finer-than-currency');
    assert.equal((await reasons.ofLot('1')).size, 1);
    office.clock.advance(86_400_000);
    await office.tenant.ledger.execute({ kind: 'erase-rows', id: 'erase', before: office.clock.now() - 1000 }, null);
    await office.tenant.erasure.finish(async work => {
      await work();
      return 'done';
    });
    assert.equal((await reasons.ofLot('1')).size, 0);
    assert.match(textOf(await office.types('invoices 1')), /Given back: \$10\.00; Nov 22, 2026: \$10\.00\n/);
  });

  it('records in mirror what Microsoft gave back, and says that no money is moved', async () => {
    await office.close();
    office = await new Office().open(() => adminCenter, 'mirror');
    const placed = await office.presses(await office.reviews({ payment: 'admin-centre' }), 'Record order');
    assert.ok(placed);
    const bought = await office.presses(await office.types('balance'), 'I have bought it');
    await office.submits(bought.card, 'Record');
    const detail = await office.types('invoices 1');
    assert.doesNotMatch(textOf(detail), /confirmed/);
    const form = await press(detail, 'Refund…');
    says(form, 'giveBack.about.refund.mirror');
    const review = await press(form, 'Review', { amount: '95', reason: 'x' });
    assert.match(textOf(review), /Auto-recharge: Microsoft should add \$50\.00/);
    says(await press(review, 'Record refund'), 'giveBack.result.refund', { amount: '$95.00', invoice: 1 });
  });
});
