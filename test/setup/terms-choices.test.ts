import assert from 'node:assert/strict';
import { readCard, says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { orderForm } from '../support/teams-client.ts';

describe('the currency and the time zone of set-up', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const atOrder = async (said = {}): Promise<ReadCard> => {
    const licenses = await office.presses(await office.types('setup', said), /Prepaid|预付/, {}, said);
    return (await office.presses(licenses.card, /Continue|继续/, {}, said)).card;
  };
  const field = (card: ReadCard, id: string) => {
    const found = card.inputs.find(input => input['id'] === id);
    assert.ok(found?.['type'] === 'Input.ChoiceSet' && found['style'] === 'filtered');
    return { ...found, choices: found['choices'] as readonly { readonly title: string; readonly value: string }[] };
  };
  const titles = async (text: string, dataset: string, said = {}): Promise<readonly string[]> =>
    (await office.searches(text, dataset, said)).map(({ title }) => title);

  it('are chosen among the likely ones, named in the language of whoever looks, and folded', async () => {
    const order = await atOrder();
    const [currency, zone] = [field(order, 'currency'), field(order, 'timeZone')];
    assert.deepEqual(currency.choices[0], { title: 'USD · US Dollar', value: 'USD' });
    assert.ok(zone.choices.some(({ title }) => title === 'Europe/Berlin · Central European Time'));
    for (const { choices } of [currency, zone]) assert.ok(choices.length <= 25);
    const shown = order.json as { body: readonly { id?: string; isVisible?: boolean }[] };
    assert.equal(shown.body.find(({ id }) => id === 'terms')?.isVisible, false);
    const chinese = await office.types('setup', { locale: 'zh-CN', conversation: 'zh' });
    assert.equal(field(chinese, 'currency').choices[0]?.title, 'USD · 美元');
  });

  it('are found by typing a code or a name where they are not among these', async () => {
    await atOrder();
    assert.deepEqual(await titles('kwd', 'currencies'), ['KWD · Kuwaiti Dinar']);
    assert.deepEqual(await titles('人民币', 'currencies', { locale: 'zh-CN' }), ['CNY · 人民币']);
    assert.deepEqual(await titles('new york', 'time-zones'), ['America/New_York · Eastern Time']);
    assert.equal((await titles('kolkata', 'time-zones')).length, 1);
    assert.equal((await titles('time', 'time-zones')).length, 15);
    for (const [text, dataset] of [
      ['', 'currencies'],
      ['olympus', 'time-zones'],
      ['usd', 'terms'],
    ] as const)
      assert.deepEqual(await titles(text, dataset), []);
  });

  it('stay chosen when the card comes back, whatever else is wrong', async () => {
    const kept = { ...orderForm, currency: 'KWD', timeZone: 'Asia/Kuwait' };
    const wrong = await office.presses(await atOrder(), 'Review order', { ...kept, addFunds: 'much' });
    says(wrong.card, 'refuse.not-an-amount', { text: 'much' });
    for (const [id, value] of [
      ['currency', 'KWD'],
      ['timeZone', 'Asia/Kuwait'],
    ] as const) {
      const { choices, ...shown } = field(wrong.card, id);
      assert.equal((shown as Readonly<Record<string, unknown>>)['value'], value);
      assert.equal(choices[0]?.value, value);
    }
  });

  it('are refused together where a form was tampered with, beside their fields, which are unfolded', async () => {
    const wrong = await office.presses(await atOrder(), 'Review order', {
      ...{ ...orderForm, currency: 'BTC', timeZone: '+02:00', addFunds: 'much' },
    });
    says(wrong.card, 'refuse.currency', { text: 'BTC' });
    assert.match(textOf(wrong.card), /is not a time zone/);
    says(wrong.card, 'refuse.not-an-amount', { text: 'much' });
    assert.match(JSON.stringify(wrong.card.json), /"id":"terms","isVisible":true/);
    assert.deepEqual(await office.entries(), []);
    const first = await office.types('sandbox reset').then(() => office.types('setup'));
    const postpaid = await office.presses(first, 'Pay after use');
    assert.equal(field(postpaid.card, 'currency').choices[0]?.value, 'USD');
    const refused = await office.presses(postpaid.card, 'Save', { currency: 'BTC', budget: 'much' });
    says(refused.card, 'refuse.currency', { text: 'BTC' });
    says(refused.card, 'refuse.not-an-amount', { text: 'much' });
    assert.ok(readCard(refused.card.json).inputs.length === 2);
  });
});
