import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { money } from '../support/builders.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { orderForm } from '../support/teams-client.ts';

const capped: Rule = { isOn: true, rechargeWith: money('60'), trigger: money('30'), monthlyCap: money('500') };

/** What a card's fields hold, as Teams submits them: empty ones are left out (T6). */
const valuesOf = (card: ReadCard): Record<string, string> =>
  Object.fromEntries(
    card.inputs.flatMap(({ id, value }) => (typeof value === 'string' && value !== '' ? [[String(id), value]] : [])),
  );

describe('a form', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  let count = 0;
  const saves = async (rule: Rule): Promise<void> => {
    count += 1;
    assert.ok((await office.tenant.ledger.execute({ kind: 'set-rule', id: `saved-${count}`, rule }, null)).ok);
  };
  const wallet = async () => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const kept = async () => {
    const { terms, rule, method, backup } = await wallet();
    const subscribed = await office.tenant.conversations.subscribed();
    return { terms, rule, method, backup, settings: await office.tenant.settings.read(), subscribed };
  };
  const atOrder = async (): Promise<ReadCard> => {
    const licenses = await office.presses(await office.types('setup'), 'Licenses');
    return (await office.presses(licenses.card, 'Continue')).card;
  };

  it('of set-up taken up again shows the rule that there is now, and keeps its monthly cap', async () => {
    await office.skipsSetUp();
    await saves(capped);
    const order = await atOrder();
    const { rechargeWith, trigger, payment } = valuesOf(order);
    assert.deepEqual([rechargeWith, trigger, payment], ['60.00', '30.00', 'card:sandbox-card']);
    const review = await office.presses(order, 'Review order', { ...valuesOf(order), trigger: '25' });
    assert.match(
      textOf(review.card),
      /adds \$60\.00 \(or a multiple\) when .* below \$25\.00\nMonthly auto-recharge limit: \$500\.00/,
    );
    await office.presses(review.card, 'Place order');
    assert.deepEqual((await wallet()).rule, { ...capped, trigger: money('25') });
  });

  it('of set-up that is switched off without amounts switches the rule off, and keeps the rest of it', async () => {
    await office.skipsSetUp();
    await saves(capped);
    const order = await atOrder();
    const off = { ...valuesOf(order), autoRecharge: 'false', rechargeWith: '', trigger: '' };
    const review = await office.presses(order, 'Review order', off);
    await office.presses(review.card, 'Place order');
    assert.deepEqual((await wallet()).rule, { ...capped, isOn: false });
  });

  it('of set-up brings no old rule back: not from its card, not from its review, not from a draft', async () => {
    await office.skipsSetUp();
    const order = await atOrder();
    await saves(capped);
    const stale = await office.presses(order, 'Review order', { ...valuesOf(order), addFunds: '70' });
    assert.match(textOf(stale.card), /The rule was changed since/);
    assert.deepEqual([valuesOf(stale.card)['addFunds'], valuesOf(stale.card)['rechargeWith']], ['70', '60.00']);
    const review = await office.presses(stale.card, 'Review order', valuesOf(stale.card));
    const raised = { ...capped, rechargeWith: money('80') };
    await saves(raised);
    const again = await office.presses(review.card, 'Place order');
    assert.match(textOf(again.card), /The rule was changed since[\s\S]*adds \$80\.00/);
    assert.equal((await wallet()).invoices, 1);
    const placed = await office.presses(again.card, 'Place order');
    assert.match(textOf(placed.card), /\$70\.00 was added\. Invoice 2/);
    assert.deepEqual((await wallet()).rule, raised);
  });

  it('of an earlier version, which does not say what rule it was made of, is shown afresh', async () => {
    await office.skipsSetUp();
    await saves(capped);
    const old = { isForm: true, autoRecharge: 'true', rechargeWith: '50', trigger: '20' };
    assert.match(textOf((await office.invokes('auto-recharge', old)).card), /The rule was changed since/);
    const { version } = (await office.tenant.drafts.read())!;
    await office.invokes('setup-go', { version, step: 'licenses' });
    await office.invokes('setup-go', { version: version + 1, step: 'order' });
    const shown = await office.invokes('setup-order', { version: version + 2, ...orderForm });
    assert.match(textOf(shown.card), /The rule was changed since/);
    assert.deepEqual((await wallet()).rule, capped);
  });

  it('of auto-recharge brings no old rule back, whatever stands in it', async () => {
    await office.skipsSetUp();
    const form = await office.types('auto-recharge');
    await saves(capped);
    const stale = await office.presses(form, 'Save', { ...valuesOf(form), trigger: '-5' });
    assert.match(textOf(stale.card), /The rule was changed since/);
    assert.equal(valuesOf(stale.card)['cap'], '500.00');
    assert.deepEqual((await wallet()).rule, capped);
  });

  it('of a budget shows the one that there is', async () => {
    const told = await office.presses(await office.types('setup'), 'Pay after use');
    await office.presses(told.card, 'Save', { currency: 'EUR', budget: '300' });
    const again = await office.presses(await office.types('setup'), 'Pay after use');
    assert.deepEqual(valuesOf(again.card), { currency: 'EUR', budget: '300.00' });
  });

  it('law: submitted as it is, changes nothing that it is about', async () => {
    await office.setsUp({ payment: 'agreement:E7654321', purchaseOrder: 'PO 4711' });
    const backup = { kind: 'card', reference: 'sandbox-expired' } as const;
    assert.ok(
      (await office.tenant.ledger.execute({ kind: 'set-backup-method', id: 'backup', method: backup }, null)).ok,
    );
    await office.types('alerts here');
    const tested = new Set<string>();
    const rules: readonly Rule[] = [
      capped,
      { ...capped, isOn: false },
      { ...capped, monthlyCap: null },
      { ...capped, upTo: money('120.50') },
      { isOn: true, rechargeWith: money('1250.50'), trigger: money('0.01'), monthlyCap: money('4999.99') },
    ];
    for (const rule of rules) {
      await saves(rule);
      const before = await kept();
      const form = await office.types('auto-recharge');
      await office.presses(form, 'Save', valuesOf(form));
      assert.deepEqual(await kept(), before);
      tested.add('auto-recharge');

      const methods = await office.types('auto-recharge payment');
      await office.presses(methods, 'Save', valuesOf(methods));
      assert.deepEqual(await kept(), before);
      tested.add('payment-methods');

      const order = await atOrder();
      const review = await office.presses(order, 'Review order', valuesOf(order));
      const placed = await office.presses(review.card, 'Place order');
      assert.deepEqual(await kept(), before);
      await office.presses(placed.card, 'Continue');
      tested.add('setup-order');

      const funds = await office.types('add funds');
      await office.presses(funds, 'Review order', { ...valuesOf(funds), amount: '50' });
      assert.deepEqual(await kept(), before);
      tested.add('add-funds');
    }
    for (const [press, said] of [
      ['Change: Cost of a license per month', { domestic: '12.50' }],
      ['Change: Language in channels', { language: 'zh-CN' }],
    ] as const) {
      const opened = async () => (await office.presses(await office.types('settings'), press)).card;
      await office.presses(await opened(), 'Save', said);
      const before = await office.stores.documents.read('choices');
      const form = await opened();
      await office.presses(form, 'Save', valuesOf(form));
      assert.deepEqual(await office.stores.documents.read('choices'), before);
      tested.add('setting');
    }
    await office.types('alerts here');
    const routes = () => office.stores.documents.read('conversations');
    const opened = async () => (await office.presses(await office.types('alerts'), 'Change what comes')).card;
    await office.presses(await opened(), 'Save', { quiet: '18:00-8:00 weekdays' });
    const routed = await routes();
    const alertsForm = await opened();
    await office.presses(alertsForm, 'Save', valuesOf(alertsForm));
    assert.deepEqual(await routes(), routed);
    tested.add('alerts-form');
    const source = (await office.presses(await office.types('departments'), 'Choose source')).card;
    await office.presses(source, 'Save', { source: 'company' });
    const chosen = await office.tenant.departmentChoice.field();
    const sameSource = (await office.presses(await office.types('departments'), 'Choose source')).card;
    await office.presses(sameSource, 'Save', valuesOf(sameSource));
    assert.deepEqual(await office.tenant.departmentChoice.field(), chosen);
    tested.add('department-source');
    await office.close();
    office = await new Office(inMemory()).open();
    const told = await office.presses(await office.types('setup'), 'Pay after use');
    await office.presses(told.card, 'Save', { currency: 'EUR', budget: '300.25' });
    const before = await kept();
    const again = await office.presses(await office.types('setup'), 'Pay after use');
    await office.presses(again.card, 'Save', valuesOf(again.card));
    assert.deepEqual(await kept(), before);
    tested.add('setup-postpaid');

    // These choose people, calls or a time, or ask for one record: nothing that they write is a whole made of fields.
    const ofParts = [
      'alert',
      'assign-credits',
      'digest',
      'export',
      'form',
      'questions',
      'setup-existing',
      'setup-people',
    ];
    const folder = path.resolve(import.meta.dirname, '../../cards');
    const forms = readdirSync(folder)
      .filter(file => file.endsWith('.card.json') && /"Input\./.test(readFileSync(path.join(folder, file), 'utf8')))
      .map(file => file.replace('.card.json', ''));
    assert.deepEqual(forms.toSorted(), [...tested, ...ofParts].toSorted());
  });
});

describe('a rule that charges at once', () => {
  for (const [locale, words] of [
    [
      'en-US',
      {
        review:
          /Auto-recharge charges \$100\.00 more right after this order, since \$100\.00 is below \$200\.00: \$200\.00 in all/,
        form: /This charges \$60\.00 right away/,
        save: 'Save and charge $60.00',
      },
    ],
    [
      'zh-CN',
      {
        review: /下单后自动充值将立即再扣款 US\$100\.00.*合计 US\$200\.00/,
        form: /保存后将立即扣款 US\$60\.00/,
        save: '保存并扣款 US$60.00',
      },
    ],
  ] as const)
    it(`is said before it is saved, in set-up’s review and in the form, to ${locale}`, async () => {
      const office = await new Office().open();
      const said = { locale };
      try {
        const review = await office.reviews({ trigger: '200' }, said);
        assert.match(textOf(review), words.review);
        await office.presses(review, /Place order|下单/, {}, said);
        assert.match(textOf(await office.types('balance', said)), /\$200\.00/);

        const before = (await office.entries()).length;
        const form = await office.types('auto-recharge', said);
        const wanted = { autoRecharge: 'true', rechargeWith: '60', trigger: '250', cap: '' };
        const told = await office.presses(form, /Save|保存/, wanted, said);
        assert.match(textOf(told.card), words.form);
        assert.deepEqual([(await office.entries()).length, valuesOf(told.card)['trigger']], [before, '250.00']);
        // Another amount than the one that was said is said first.
        const more = await office.presses(told.card, words.save, { ...wanted, rechargeWith: '70' }, said);
        assert.equal((await office.entries()).length, before);
        const saved = await office.presses(more.card, /Save and charge|保存并扣款/, valuesOf(more.card), said);
        assert.match(textOf(saved.card), /Saved|已保存/);
        assert.match(textOf(await office.types('balance', said)), /\$270\.00/);
      } finally {
        await office.close();
      }
    });

  it('is said when it is switched on, and charges nothing until it is agreed to, whichever replica is asked', async () => {
    const stores = inMemory();
    const one = await new Office(stores).open();
    const other = await new Office(stores).open();
    try {
      await one.setsUp();
      await one.types('auto-recharge off');
      await one.types('sandbox spend 95');
      const told = await other.types('auto-recharge on');
      assert.match(textOf(told), /This charges \$50\.00 right away: the balance is below \$20\.00/);
      assert.match(textOf(await one.types('balance')), /\$5\.00[\s\S]*Off; warns below/);
      const id = 'pressed twice';
      const fields = valuesOf(told);
      const presses = [one, other].map(office => office.presses(told, 'Save and charge $50.00', fields, { id }));
      for (const { card } of await Promise.all(presses)) assert.match(textOf(card), /Saved/);
      assert.match(textOf(await one.types('balance')), /\$55\.00/);
      assert.equal((await one.entries()).filter(({ id: key }) => /^recharge-\d+$/.test(key)).length, 1);
    } finally {
      await one.close();
      await other.close();
    }
  });

  it('is said of Microsoft where it takes the money', async () => {
    const office = await new Office().open(() => adminCenter, 'mirror');
    try {
      const review = await office.reviews({ payment: 'admin-centre', trigger: '200' });
      assert.match(textOf(review), /Right after this order Microsoft should add \$50\.00 more/);
    } finally {
      await office.close();
    }
  });
});
