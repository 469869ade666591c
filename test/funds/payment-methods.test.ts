import assert from 'node:assert/strict';
import type { Rule } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { money } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const billing: Said = { as: people.billingAdmin, conversation: 'billing' };

/** What a card's fields hold, as Teams submits them: empty ones are left out (T6). */
const valuesOf = (card: ReadCard): Record<string, string> =>
  Object.fromEntries(
    card.inputs.flatMap(({ id, value }) => (typeof value === 'string' && value !== '' ? [[String(id), value]] : [])),
  );

describe('how recharges are paid', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const wallet = async () => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const form = (): Promise<ReadCard> => office.types('auto-recharge payment');
  const saves = async (said: Record<string, string>, from?: ReadCard): Promise<ReadCard> => {
    const card = from ?? (await form());
    return (await office.presses(card, /^Save/, { ...valuesOf(card), ...said })).card;
  };

  it('is shown beside the rule, and changed by a form that auto-recharge leads to, with none first as the backup', async () => {
    await office.skipsSetUp();
    const rule = await office.types('auto-recharge');
    assert.match(textOf(rule), /Payment: Sandbox card \(succeeds\)\nBackup payment: None/);
    const card = (await office.presses(rule, 'Change payment method')).card;
    const backup = card.inputs.find(({ id }) => id === 'backup');
    assert.deepEqual(
      [backup?.['value'], (backup?.['choices'] as { title: string }[] | undefined)?.[0]?.title],
      ['none', 'None'],
    );
    says(await saves({ backup: 'agreement:E1234567' }, card), 'payment.saved');
    assert.deepEqual((await wallet()).backup, { kind: 'agreement', number: 'E1234567', purchaseOrder: null });
    assert.match(textOf(await office.types('auto-recharge')), /Backup payment: Enterprise Agreement E1234567/);
    assert.match(textOf(await office.types('balance')), /Backup payment: Enterprise Agreement E1234567/);
    assert.match(textOf(await office.types('history rules')), /Backup payment method: Enterprise Agreement E1234567/);
    await saves({ backup: 'none' });
    assert.equal((await wallet()).backup, null);
  });

  it('is not both the first and the backup, not what is offered no more, and not of a form of another time', async () => {
    await office.skipsSetUp();
    const before = await form();
    says(await saves({ backup: 'card:sandbox-card' }), 'payment.same');
    says(await saves({ backup: 'card:gone' }), 'payment.gone');
    says(await saves({ payment: 'card:gone' }), 'payment.gone');
    assert.equal((await wallet()).backup, undefined);
    await saves({ backup: 'card:sandbox-expired' });
    says(await saves({ backup: 'none' }, before), 'payment.changed');
    assert.deepEqual((await wallet()).backup, { kind: 'card', reference: 'sandbox-expired' });
  });

  it('says before it is saved what it charges at once, and charges that once', async () => {
    await office.skipsSetUp();
    await office.types('sandbox decline');
    await office.types('sandbox spend 90');
    const review = await saves({ payment: 'card:sandbox-card' });
    assert.match(textOf(review), /This charges \$50\.00 right away: the balance is below \$20\.00/);
    assert.equal((await wallet()).invoices, 1);
    const saved = (await office.presses(review, 'Save and charge $50.00', valuesOf(review))).card;
    says(saved, 'payment.saved');
    await office.tenant.idle();
    assert.equal((await wallet()).invoices, 2);
  });

  it('waits for a second person above a limit, the first way before the backup', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const { ledger } = office.tenant;
    assert.ok((await ledger.execute({ kind: 'set-approval-limit', id: 'limit', limit: money('$80') }, null)).ok);
    const asked = await saves({ payment: 'agreement:E1234567', backup: 'card:sandbox-card' });
    says(asked, 'payment.backupLeft');
    assert.match(textOf(asked), /Change the payment method to Enterprise Agreement E1234567/);
    assert.deepEqual((await wallet()).method, { kind: 'card', reference: 'sandbox-card' });
    const backup = await saves({ backup: 'agreement:E7654321' });
    assert.match(textOf(backup), /Set the backup payment method: Enterprise Agreement E7654321/);
    const waiting = (await office.presses(backup, /second|approv/i)).card;
    assert.equal((await wallet()).fourEyes?.waiting.length, 1, textOf(waiting));
    const approval = await office.types('approvals', billing);
    await office.presses(approval, /^Approve/, {}, billing);
    assert.deepEqual((await wallet()).backup, { kind: 'agreement', number: 'E7654321', purchaseOrder: null });
  });

  it('tries the backup once after a decline, and says so and what came of it', async () => {
    await office.skipsSetUp();
    await office.types('alerts here');
    await saves({ backup: 'agreement:E1234567' });
    await office.types('sandbox decline');
    await office.types('sandbox spend 90');
    await office.tenant.idle();
    const { pool, memory } = await wallet();
    assert.equal(pool.lots.length, 2, JSON.stringify(memory));
    const [first, second] = await Promise.all(['recharge-1', 'recharge-2'].map(key => office.tenant.ledger.entry(key)));
    assert.ok(first?.kind === 'payment-requested' && second?.kind === 'payment-requested');
    assert.deepEqual([second.facts.instead, second.facts.method.kind], ['recharge-1', 'agreement']);
    const told = JSON.stringify(office.connector.sent);
    assert.match(told, /The first payment method was declined: the backup paid/);
    assert.match(told, /Change payment method/);
    assert.doesNotMatch(told, /declined too/);
  });
});

describe('a recharge to a target', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const ruleNow = async (): Promise<Rule | undefined> => {
    const read = await office.tenant.ledger.read();
    return read.ok ? read.value.wallet.rule : undefined;
  };
  const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$150') };

  it('is set by the form, kept by it, and taken away where its field is left empty', async () => {
    await office.skipsSetUp({ cap: '150' });
    const form = await office.types('auto-recharge');
    const saved = (await office.presses(form, 'Save', { ...valuesOf(form), upTo: '100' })).card;
    assert.deepEqual(await ruleNow(), { ...rule, upTo: money('$100') });
    assert.match(textOf(await office.types('balance')), /below \$20\.00, fills up to \$100\.00/);
    await office.presses(saved, 'Save', valuesOf(saved));
    assert.deepEqual(await ruleNow(), { ...rule, upTo: money('$100') });
    await office.types('auto-recharge off');
    await office.types('auto-recharge on');
    assert.deepEqual(await ruleNow(), { ...rule, upTo: money('$100') });
    const without: Record<string, string> = valuesOf(saved);
    delete without['upTo'];
    const again = await office.types('auto-recharge');
    await office.presses(again, 'Save', without);
    assert.deepEqual(await ruleNow(), rule);
  });

  it('is not at or below the threshold, and no amount that is none', async () => {
    await office.skipsSetUp();
    for (const [upTo, why] of [
      ['20', /must be above the threshold of \$20\.00/],
      ['x', /x/],
      ['-5', /-5/],
    ] as const) {
      const form = await office.types('auto-recharge');
      const wrong = (await office.presses(form, 'Save', { ...valuesOf(form), upTo })).card;
      assert.match(textOf(wrong), why);
      assert.equal(valuesOf(wrong)['upTo'], upTo);
      assert.equal((await ruleNow())?.upTo, undefined);
    }
  });

  for (const [typed, locale, amounts] of [
    ['auto-recharge on up to 100 below 25', 'en', { rechargeWith: '50.00', upTo: '100.00', trigger: '25.00' }],
    ['auto-recharge fill up to $100', 'en', { rechargeWith: '50.00', upTo: '100.00', trigger: '20.00' }],
    ['auto-recharge 60 below 25', 'en', { rechargeWith: '60.00', trigger: '25.00' }],
    ['自动充值充到100', 'zh-CN', { rechargeWith: '50.00', upTo: '100.00', trigger: '20.00' }],
    ['自动充值 低于25 充到100', 'zh-CN', { rechargeWith: '50.00', upTo: '100.00', trigger: '25.00' }],
  ] as const)
    it(`typed as “${typed}” is shown in the form, and saved by nothing but that`, async () => {
      await office.skipsSetUp();
      const form = await office.types(typed, { locale, conversation: locale });
      const { rechargeWith, upTo, trigger } = valuesOf(form);
      assert.deepEqual({ rechargeWith, ...(upTo !== undefined && { upTo }), trigger }, amounts);
      assert.match(textOf(form), /Nothing is saved yet|尚未保存/);
      assert.equal((await ruleNow())?.upTo, undefined);
    });

  it('says before it is saved what it charges at once: what is missing, rounded up to a cent', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('sandbox spend 85.5');
    const form = await office.types('auto-recharge on up to 100 below 20');
    assert.match(textOf(form), /This charges \$8\d\.\d\d right away/);
    const press = form.buttons.find(({ title }) => title.startsWith('Save and charge'))?.title ?? '';
    await office.presses(form, press, valuesOf(form));
    await office.tenant.idle();
    assert.match(textOf(await office.types('balance')), /\$100\.00/);
  });

  it('is none of Microsoft’s own auto-recharge: no field, no target typed, and no backup', async () => {
    await office.close();
    office = new Office();
    office.isSandbox = false;
    await office.open(() => adminCenter, 'mirror');
    await office.setsUp({ payment: 'admin-centre' });
    const form = await office.types('auto-recharge on up to 100 below 20');
    says(form, 'rule.noTarget');
    assert.ok(!form.inputs.some(({ id }) => id === 'upTo'));
    assert.doesNotMatch(textOf(form), /Backup/);
    const methods = await office.types('auto-recharge payment');
    assert.deepEqual(
      methods.inputs.map(({ id }) => id),
      ['payment'],
    );
  });
});
