import assert from 'node:assert/strict';
import { hourMs, minuteMs, type Instant } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { at } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;

describe('the balance that a digest asks for', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open(() => adminCenter, 'mirror');
    await office.setsUp({ payment: 'admin-centre', autoRecharge: 'false' });
    const bought = await office.presses(await office.types('balance'), 'I have bought it');
    await office.submits(bought.card, 'Record');
    await office.types('sandbox spend 10');
  });
  afterEach(() => office.close());

  const checks = async () => (await office.entries()).filter(({ kind }) => kind === 'balance-reconciled');
  const answer = async (card: ReadCard, amount: string, said = {}) =>
    (await office.presses(card, 'Check', { amount }, said)).card;

  async function posted(): Promise<ReadCard> {
    await office.types('alerts here', general);
    for (const end: Instant = at('2026-11-23T09:00:00Z'); office.clock.now() < end;) {
      office.clock.advance(Math.min(hourMs, end - office.clock.now()));
      await office.tenant.foresight.look();
      await office.tenant.deliveries.run();
    }
    return office.told().findLast(card => textOf(card).includes('Weekly summary'))!;
  }

  it('is recorded at once where it agrees, once, and said in place', async () => {
    const card = await office.types('digest');
    assert.match(textOf(card), /Does the balance match\?[\s\S]*Never checked\./);
    assert.equal(card.inputs.length, 1);
    const done = await answer(card, '90');
    assert.match(
      textOf(done),
      /Checked Nov 22, 2026, 12:00 UTC: the admin center showed \$90\.00, and the ledger agreed\./,
    );
    assert.equal(done.inputs.length, 0);
    office.clock.advance(minuteMs);
    await answer(card, '90');
    await answer(card, '85');
    assert.equal((await checks()).length, 1);
  });

  it('is seen first where it differs, then recorded; the drift stands in the digest of the next week', async () => {
    const card = await office.types('digest');
    const review = await answer(card, '$83.20');
    assert.match(
      textOf(review),
      /The admin center shows \$83\.20, the ledger says \$90\.00\. \$6\.80 of usage has not been seen yet/,
    );
    assert.equal((await checks()).length, 0);
    const again = (await office.presses(review, 'Change')).card;
    assert.equal(again.inputs.length, 1);
    const done = (await office.presses(review, 'Record')).card;
    assert.match(textOf(done), /The ledger was \$6\.80 higher: usage not yet seen\./);
    await office.presses(review, 'Record');
    assert.equal((await checks()).length, 1);
    office.clock.advance(24 * hourMs);
    const next = textOf(await office.types('digest'));
    assert.match(
      next,
      /Ledger compared with admin center\nNov 16 to Nov 22\n\$83\.20 shown\nledger \+\$6\.80\n[\s\S]*not checked/,
    );
    assert.match(next, /Last checked Nov 22, 2026\./);
  });

  it('opens credits that nobody knew of', async () => {
    const review = await answer(await office.types('digest'), '120');
    says(review, 'reconcile.credits', { amount: '$30.00' });
    const done = (await office.presses(review, 'Record')).card;
    assert.match(textOf(done), /The ledger was \$30\.00 lower: credits that were not known\./);
  });

  it('says what is wrong beside the field, and nothing of it to the others', async () => {
    const card = await posted();
    for (const [typed, sentence] of [
      ['ten', /“ten” is not an amount/],
      ['', /Please give an amount/],
      ['-5', /amount/],
      ['99999999999', /amount|most/],
    ] as const) {
      const wrong = await answer(card, typed, general);
      assert.match(textOf(wrong), sentence, typed);
      assert.equal(wrong.inputs[0]?.['value'], typed);
      assert.deepEqual(office.told().at(-1)!.texts, card.texts);
    }
    assert.equal((await checks()).length, 0);
  });

  it('stays where others see the card until it is answered, then everybody sees that it was', async () => {
    const card = await posted();
    const review = await answer(card, '80', general);
    says(review, 'reconcile.usage', { amount: '$10.00' });
    assert.deepEqual(office.told().at(-1)!.texts, card.texts);
    const done = (await office.presses(review, 'Record', {}, general)).card;
    assert.deepEqual(office.told().at(-1)!.texts, done.texts);
    assert.match(textOf(done), /Checked Nov 23, 2026/);
    // What was told of the week stays.
    assert.match(textOf(done), /Balance\n\$90\.00/);
  });

  it('is for those who may move money', async () => {
    const card = await office.types('digest');
    assert.match((await office.presses(card, 'Check', { amount: '90' }, { as: people.reader })).text, /roles/);
    const read = await office.types('digest', { as: people.reader });
    assert.equal(read.inputs.length, 0);
    assert.match(textOf(read), /Balance\nNever checked\n\$90\.00/);
    assert.equal((await checks()).length, 0);
  });

  it('above the limit needs a second person', async () => {
    await office.types('approvals limit 20');
    const card = await office.types('digest');
    const kept = await answer(card, '150');
    assert.equal(kept.inputs.length, 1);
    says(office.told().at(-1)!, 'approval.needed');
    assert.equal((await checks()).length, 0);
  });

  it('is asked of a second person once more where nobody agreed in time', async () => {
    await office.types('approvals limit 20');
    const card = await office.types('digest');
    for (const amount of ['150', '140']) {
      await answer(card, amount);
      says((await office.presses(office.told().at(-1)!, 'Ask for approval')).card, 'approval.waiting');
      office.clock.advance(25 * hourMs);
    }
    assert.equal((await office.entries()).filter(({ kind }) => kind === 'approval-asked').length, 2);
  });

  it('is not asked where nothing is mirrored, whatever a card sends', async () => {
    const own = await new Office(await setUp()).open();
    assert.equal((await own.types('digest')).inputs.length, 0);
    const data = { monday: '2026-11-23', at: 0, matter: '', step: 'state', amount: '5' };
    assert.equal((await own.invokes('check-balance', data)).card.inputs.length, 0);
    assert.ok((await own.entries()).every(({ kind }) => kind !== 'balance-reconciled'));
    await own.close();
  });

  it('is said of every mirrored balance: when it was looked at last', async () => {
    assert.match(textOf(await office.types('balance')), /Checked with admin center: never/);
    await answer(await office.types('digest'), '90');
    assert.match(textOf(await office.types('balance')), /Checked with admin center: Nov 22, 2026/);
    await office.types('alerts here', general);
    // What began before would only explain a difference.
    office.clock.advance(hourMs);
    await office.types('sandbox spend 95');
    assert.match(textOf(office.told().at(-1)!), /Checked with admin center: Nov 22, 2026/);
  });
});
