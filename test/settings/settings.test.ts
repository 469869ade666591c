import assert from 'node:assert/strict';
import { Choices } from '../../bot/tenant/choices.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const reader: Said = { as: people.reader, conversation: 'reader' };
const billing: Said = { as: people.billingAdmin, conversation: 'billing' };
const title = 'Change: Cost of a license per month';
const costs = { international: '24', domestic: '12.50', 'audio-conferencing': '0' };
const offRule = { isOn: false, rechargeWith: 50_000_000, trigger: 20_000_000, monthlyCap: null };

describe('settings', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const opened = async (button: string, said: Said = {}): Promise<ReadCard> =>
    (await office.presses(await office.types('settings', said), button, {}, said)).card;
  const kept = () => office.stores.documents.read('choices') as Promise<{ changes: unknown[] } | null>;

  it('are those that mean something before set-up, and the book’s facts after it, each with why it is fixed', async () => {
    const before = textOf(await office.types('settings'));
    assert.match(before, /Who may look\nBy role alone[\s\S]*Language in channels\nAutomatic/);
    assert.doesNotMatch(before, /Currency|Cost of a license/);
    await office.skipsSetUp();
    const after = textOf(await office.types('who may look'));
    assert.match(
      after,
      /Currency\nUSD\nFixed at setup[\s\S]*Time zone\nUTC\nFixed[\s\S]*Connection fee of a call\nOn top of the charge/,
    );
    assert.match(
      textOf(await office.types('设置项', { locale: 'zh-CN', conversation: 'zh' })),
      /时区\nUTC\n初次设置时确定/,
    );
  });

  it('open at the one that is asked for, to whoever may change it', async () => {
    for (const typed of ['settings documents', '设置项 月度文档'])
      says(await office.types(typed), 'setting.about.documents');
    says(await office.types('settings documents', reader), 'deny.title');
  });

  it('are changed by a form, shown with who and when, and taken back', async () => {
    await office.skipsSetUp();
    const form = await opened(title);
    const saved = (await office.presses(form, 'Save', costs)).card;
    assert.match(
      textOf(saved),
      /Saved: Cost of a license per month[\s\S]*Audio Conferencing \$0\.00, Domestic Calling Plan \$12\.50, International Calling Plan \$24\.00\nChanged Nov 22, 2026 by Alex Wilber/,
    );
    assert.match(textOf(await office.types('settings', reader)), /Changed Nov 22, 2026 by Alex Wilber/);
    const again = await opened(title, billing);
    assert.match(textOf(again), /by Alex Wilber\. Before: Not set/);
    assert.deepEqual(
      again.inputs.map(({ value }) => value),
      ['0.00', '', '', '12.50', '', '', '24.00', ''],
    );
    const undone = (await office.presses(saved, 'Undo')).card;
    assert.match(textOf(undone), /Cost of a license per month\nNot set\nChanged/);
    // And that is a change too, with a way back.
    assert.match(textOf((await office.presses(undone, 'Undo')).card), /Domestic Calling Plan \$12\.50/);
  });

  it('have the limit for one person with who set it last, which opens its form and waits for a second person', async () => {
    await office.skipsSetUp({ autoRecharge: 'false' });
    const row = 'Change: Limit for one person';
    assert.match(textOf(await office.types('settings')), /Limit for one person\nNone\nChange/);
    const form = await opened(row, billing);
    says(form, 'approvals.limitTitle');
    says((await office.presses(form, 'Save', { limit: '80' }, billing)).card, 'approvals.saved');
    const set = await office.types('settings', reader);
    assert.match(textOf(set), /Limit for one person\n\$80\.00\nChanged Nov 22, 2026 by Isaiah Langer/);
    assert.ok(!set.buttons.some(({ title: name }) => name === row));
    const again = await opened(row);
    assert.equal(again.inputs[0]?.['value'], '80.00');
    says((await office.presses(again, 'Save', { limit: '500' })).card, 'approval.needed');
    assert.match((await office.invokes('setting', { setting: 'approval-limit', place: '' }, reader)).text, /roles/);
    // However many other rules were set since, it is found.
    for (let index = 0; index < 60; index += 1)
      await office.tenant.ledger.execute({ kind: 'set-rule', id: `rule-${index}`, rule: offRule }, null);
    assert.match(textOf(await office.types('settings')), /\$80\.00\nChanged Nov 22, 2026 by Isaiah Langer/);
  });

  for (const [field, text, why] of [
    ['domestic', '-5', /Domestic|−|-5/],
    ['domestic', 'ten', /ten/],
    ['international', '1e3', /1e3/],
    ['phone-system', '99999999999999', /large|most/i],
    ['pay-as-you-go', '1.0000001', /./],
    ['audio-conferencing', '5 EUR', /EUR|USD/],
  ] as const)
    it(`of licenses take no ${text}: it comes back with what is wrong beside the field, and the others`, async () => {
      await office.skipsSetUp();
      const wrong = await office.presses(await opened(title), 'Save', { ...costs, [field]: text });
      assert.deepEqual(
        wrong.card.inputs.map(({ id, value }) => [id, value]).find(([id]) => id === field),
        [field, text],
      );
      assert.match(textOf(wrong.card).split('\n').slice(3).join('\n'), why);
      assert.equal(await kept(), null);
      const right = await office.presses(wrong.card, 'Save', { ...costs, [field]: '7' });
      assert.match(textOf(right.card), /\$7\.00/);
    });

  it('are shown to whoever may look, without a button that does nothing, and to no member', async () => {
    await office.skipsSetUp();
    const card = await office.types('settings', reader);
    assert.match(textOf(card), /You can look at these, not change them\. .*Billing Administrator/);
    for (const button of card.buttons) {
      const pressed = await office.presses(card, button.title, {}, reader);
      assert.equal(pressed.text, '', button.title);
      assert.equal(pressed.card.inputs.length, 0);
      assert.ok(
        !/Give|Take back|Save|Undo|Only those/.test(pressed.card.buttons.map(one => one.title).join()),
        button.title,
      );
    }
    for (const as of [people.nobody, people.guest])
      assert.match(textOf(await office.types('settings', { as, conversation: as })), /different role/);
  });

  it('are not changed by forged or tampered presses, from a reader neither', async () => {
    await office.skipsSetUp();
    const saved = { setting: 'license-cost', key: '', ...costs };
    for (const [verb, data] of [
      ['save-setting', saved],
      ['undo-setting', { setting: 'license-cost', number: 1 }],
      ['setting', { setting: 'license-cost', place: '' }],
    ] as const)
      assert.match((await office.invokes(verb, data, reader)).text, /needs one of these roles/, verb);
    for (const [verb, data] of [
      ['save-setting', { ...saved, setting: 'currency' }],
      ['save-setting', { ...saved, setting: 'look' }],
      ['save-setting', { ...saved, setting: 'nothing' }],
      ['save-setting', { ...saved, key: 'x' }],
      ['save-setting', { ...saved, domestic: 12 }],
      ['save-setting', { ...saved, domestic: 'x'.repeat(2000) }],
      ['undo-setting', { setting: 'license-cost', number: 1 }],
      ['undo-setting', { setting: 'currency', number: 1 }],
      ['undo-setting', { setting: 'license-cost', number: -1 }],
      ['setting', { setting: '__proto__', place: '' }],
      ['setting', { setting: 'currency', place: '../' }],
    ] as const) {
      const { card } = await office.invokes(verb, data);
      assert.ok(textOf(card) !== '', verb);
      assert.equal(await kept(), null, JSON.stringify(data));
    }
  });

  it('of what needs the book are refused before there is one', async () => {
    for (const [verb, data] of [
      ['setting', { setting: 'license-cost', place: '' }],
      ['save-setting', { setting: 'license-cost', key: '', domestic: '12' }],
    ] as const)
      says((await office.invokes(verb, data)).card, 'refuse.not-set-up');
    assert.equal(await kept(), null);
  });

  it('of two people who change one at once keep the first, and show it to the second', async () => {
    await office.skipsSetUp();
    const [one, other] = [await opened(title), await opened(title, billing)];
    await office.presses(one, 'Save', { domestic: '12' });
    const late = await office.presses(other, 'Save', { domestic: '99' }, billing);
    says(late.card, 'setting.changed');
    assert.deepEqual(
      late.card.inputs.map(({ value }) => value).filter(value => value !== ''),
      ['12.00'],
    );
    // Pressed twice it is one change; with what stands now it can be changed.
    await office.presses(one, 'Save', { domestic: '12' });
    assert.equal((await kept())?.changes.length, 1);
    assert.match(textOf((await office.presses(late.card, 'Save', { domestic: '99' }, billing)).card), /\$99\.00/);
    // An old card's way back is over.
    says((await office.invokes('undo-setting', { setting: 'license-cost', number: 1 })).card, 'setting.changed');
  });

  it('saved as they stand offer no way back from what somebody else changed', async () => {
    await office.skipsSetUp();
    await office.presses(await opened(title), 'Save', { domestic: '12' });
    const same = (await office.presses(await opened(title, billing), 'Save', { domestic: '12.00' }, billing)).card;
    assert.match(textOf(same), /Changed Nov 22, 2026 by Alex Wilber/);
    assert.ok(!same.buttons.some(({ verb }) => verb === 'undo-setting'));
    // Nor where a form of before asks for what has come about meanwhile.
    const stale = { setting: 'license-cost', key: '', domestic: '12' };
    assert.ok(
      !(await office.invokes('save-setting', stale, billing)).card.buttons.some(({ verb }) => verb === 'undo-setting'),
    );
    // Pressed again by whoever changed it, it is their own.
    assert.ok((await office.invokes('save-setting', stale)).card.buttons.some(({ verb }) => verb === 'undo-setting'));
  });

  it('of several replicas at once lose no change', async () => {
    const { documents } = office.stores;
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((is, index) =>
        new Choices(documents).change({ setting: `setting-${index % 2}`, was: null, is }, { by: is, at: index }),
      ),
    );
    assert.equal(outcomes.filter(outcome => outcome === 'changed-meanwhile').length, 1);
    const { values, changes } = (await documents.read('choices')) as { values: object; changes: { number: number }[] };
    assert.deepEqual([Object.keys(values).length, changes.map(({ number }) => number)], [2, [1, 2]]);
  });

  it('name the language of channels where Teams sends none', async () => {
    const channel: Said = { conversation: 'general', kind: 'channel', locale: undefined };
    // A locale that is undefined takes the default of the test's client: it is left out here.
    const says = async (text: string): Promise<string> => {
      const { body } = await office.post({
        ...office.activity(channel),
        ...{ type: 'message', text, deliveryMode: 'expectReplies', locale: undefined },
      });
      return JSON.stringify(body);
    };
    assert.match(await says('help'), /What I can do/);
    const form = await opened('Change: Language in channels');
    assert.match(
      textOf((await office.presses(form, 'Save', { language: 'zh-CN' })).card),
      /Language in channels\n简体中文/,
    );
    assert.match(await says('help'), /添加资金/);
    assert.match(textOf(await office.types('help', { conversation: 'general', kind: 'channel' })), /What I can do/);
    const back = await opened('Change: Language in channels');
    await office.presses(back, 'Save', { language: 'klingon' });
    assert.match(await says('help'), /What I can do/);
  });

  it('are another organization’s neither to see nor to change, and there after a restart', async () => {
    await office.skipsSetUp();
    await office.presses(await opened(title), 'Save', costs);
    const { status } = await office.post({
      ...office.activity({ tenant: 'ffffffff-0000-4000-8000-00000000000f' }),
      type: 'message',
      text: 'settings',
    });
    assert.equal(status, 403);
    const restarted = await new Office(office.stores).open();
    assert.match(textOf(await restarted.types('settings')), /Domestic Calling Plan \$12\.50/);
    await restarted.close();
  });
});
