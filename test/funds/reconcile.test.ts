import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('reconciling with the admin center', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('sandbox spend 10');
  });
  afterEach(() => office.close());

  const press = async (card: ReadCard, title: string, inputs: Readonly<Record<string, string>> = {}) =>
    (await office.presses(card, title, inputs)).card;
  const count = async (): Promise<number> =>
    (await office.entries()).filter(({ kind }) => kind === 'balance-reconciled').length;

  it('shows the difference and what becomes of the balance, records it once, and can be taken back', async () => {
    const review = await office.types('reconcile 83.20');
    says(review, 'reconcile.usage', { amount: '$6.80' });
    assert.match(textOf(review), /Admin center shows: \$83\.20\nThe ledger says: \$90\.00\nAs of: Nov 22, 2026/);
    assert.match(textOf(review), /Balance: \$90\.00 → \$83\.20/);
    assert.equal(await count(), 0);
    const done = await press(review, 'Record');
    says(done, 'reconcile.now.usage', { amount: '$6.80' });
    await press(review, 'Record');
    assert.equal(await count(), 1);
    assert.match(textOf(await office.types('balance')), /\$83\.20/);
    const taken = await press(await press(done, 'Reverse…'), 'Review', { reason: 'Read wrongly' });
    assert.match(textOf(taken), /Balance: \$83\.20 → \$90\.00/);
    says(await press(taken, 'Reverse'), 'giveBack.result.reconciliation');
    // What was taken back is not recorded by the old card again.
    says(await press(review, 'Record'), 'reconcile.gone');
    assert.equal(await count(), 1);
    assert.match(textOf(await office.types('balance')), /\$90\.00/);
  });

  it('is taken back by two above the limit, asked once more where the second has not agreed in time', async () => {
    const done = await press(await office.types('reconcile 0'), 'Record');
    await office.types('approvals limit 80');
    const asks = async (): Promise<void> => {
      const needed = await press(await press(done, 'Reverse…'), 'Review', { reason: 'Read wrongly' });
      says(needed, 'approval.needed');
      says(await press(needed, 'Ask for approval'), 'approval.waiting');
    };
    await asks();
    office.clock.advance(dayMs);
    await asks();
    const { id } = (await office.entries()).findLast(({ kind }) => kind === 'approval-asked')!;
    says((await office.invokes('approve', { approval: id }, { as: people.billingAdmin })).card, 'approval.granted');
    assert.match(textOf(await office.types('balance')), /\$90\.00/);
  });

  it('opens credits that were not known, which stand among the purchases', async () => {
    const done = await press(await office.types('对账 120', { locale: 'en-US' }), 'Record');
    says(done, 'reconcile.now.credits', { amount: '$30.00' });
    const list = await office.types('purchases');
    assert.match(textOf(list), /Found when reconciling · Nov 22, 2026/);
    says(await press(list, 'Reconciliation'), 'reconcile.now.credits', { amount: '$30.00' });
    says(await office.types('reconcile 120'), 'refuse.already-reconciled');
  });

  it('is of the end of a day in the wallet’s zone, or of now', async () => {
    office.clock.advance(3 * 86_400_000);
    for (const [typed, at] of [
      ['reconcile 100 at Nov 23', '23:59:59.999Z'],
      ['reconcile 100 on Monday', '2026-11-23T23:59:59.999Z'],
      ['reconcile 100 at today', '2026-11-25T12:00:00.000Z'],
      ['对账 100 截至 11月23日', '2026-11-23T23:59:59.999Z'],
    ] as const) {
      const review = await office.types(typed);
      const { at: instant } = review.buttons[0]!.data as { at: number };
      assert.ok(new Date(instant).toISOString().endsWith(at), typed);
    }
    const done = await press(await office.types('reconcile 95 at Nov 23'), 'Record');
    assert.match(textOf(done), /As of: Nov 23, 2026/);
    assert.match(textOf(await office.types('balance')), /\$95\.00/);
  });

  it('agrees, where it does', async () => {
    says(await office.types('reconcile 90'), 'reconcile.agrees');
  });

  it('asks for the amount and gives the form back with what is wrong', async () => {
    const form = await office.types('reconcile');
    const table: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      [{ amount: 'ten', day: '' }, /is not an amount/],
      [{ amount: '', day: '' }, /Please give an amount/],
      [{ amount: '90', day: '2027-01-01' }, /has not begun yet/],
      [{ amount: '90', day: '2026-02-31' }, /is not a day/],
      [{ amount: 'ten', day: 'soon' }, /is not an amount[\s\S]*is not a day/],
    ];
    for (const [inputs, sentence] of table) {
      const again = await press(form, 'Review', inputs);
      assert.match(textOf(again), sentence);
      assert.deepEqual(
        again.inputs.map(input => input['value']),
        [inputs['amount'], inputs['day']],
      );
    }
    says(await office.types('reconcile 90 at someday'), 'misread.day', { text: 'someday' });
    says(await press(await press(form, 'Review', { amount: '80', day: '' }), 'Change'), 'reconcile.text');
    assert.equal(await count(), 0);
  });

  it('of long ago says that what it finds has expired, and that nothing did where it agrees', async () => {
    const review = await office.types('reconcile 150 at 2024-03-01');
    says(review, 'reconcile.creditsExpired', { amount: '$150.00' });
    await press(await office.types('reconcile 0 at 2023-03-01'), 'Record');
    const history = await office.types('history');
    says(history, 'entry.lots-expired-empty');
    assert.doesNotMatch(textOf(history), /Expired: \$0/);
  });

  it('is for those who may move money; others see what was recorded', async () => {
    const review = await office.types('reconcile 80');
    says(await office.types('reconcile 80', { as: people.reader }), 'deny.title');
    assert.match((await office.presses(review, 'Record', {}, { as: people.reader })).text, /roles/);
    assert.equal(await count(), 0);
    await press(review, 'Record');
    const { id } = review.buttons[0]!.data as { id: string };
    const shown = await office.invokes('show-reconciliation', { id }, { as: people.reader });
    says(shown.card, 'reconcile.now.usage');
    assert.ok(shown.card.buttons.every(({ title }) => title !== 'Reverse…'));
  });
});
