import assert from 'node:assert/strict';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('licences in the conversation', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const atCredits = async () => {
    await office.setsUp();
    const done = await office.types('setup');
    return (await office.presses(done, 'Credits licence')).card;
  };

  it('groups many failures by their reason, and retries those that failed', async () => {
    await office.types('sandbox people 1000');
    const credits = await atCredits();
    assert.match(textOf(credits), /Assigned: 9\d\d\. Failed: \d\d\./);
    const text = textOf(credits);
    for (const reason of [
      'needs another licence first',
      'conflicts with',
      'lacks the permission',
      'no longer in the directory',
    ])
      assert.match(text, new RegExp(String.raw`\d+: .*${reason}.* \(.+ and \d+ more\)`));
    const again = await office.presses(credits, /Retry failed \(\d\d\)/);
    assert.match(textOf(again.card), /Assigned: 0\. Failed: \d\d\./);
  });

  it('sends people without a usage location to the admin centre, and sets it where the bot may', async () => {
    await office.close();
    office = new Office();
    office.mayLocate = true;
    await office.open();
    await office.types('sandbox people 500');
    const credits = await atCredits();
    assert.match(JSON.stringify(credits.json), /adminportal\/home#\/users/);
    const wrong = await office.presses(credits, /Set the location of \d+ and retry/, { country: 'Germany' });
    assert.match(textOf(wrong.card), /two letters/);
    const located = await office.presses(wrong.card, /Set the location/, { country: 'de' });
    assert.match(textOf(located.card), /Assigned: \d\. Failed: 0\./);
  });

  it('offers no location where the bot may not set one', async () => {
    await office.types('sandbox people 500');
    const credits = await atCredits();
    assert.ok(!credits.buttons.some(({ title }) => /location/.test(title)));
  });

  it('finds people by name and address, asks where a name is several people’s, and names nobody it does not find', async () => {
    await office.setsUp();
    const unclear = await office.types('assign credits to L, nobody@example.com, adele vance');
    const text = textOf(unclear);
    assert.match(text, /Nobody is called nobody@example\.com\./);
    assert.match(text, /Adele Vance has (it already|neither)/);
    const [input] = unclear.inputs;
    const options = input?.['choices'] as readonly { readonly title: string; readonly value: string }[];
    assert.ok(options.length > 1 && options.every(({ title }) => /\bL/.test(title)));
    const given = await office.presses(unclear, 'Assign', { people0: options[0]!.value });
    assert.match(textOf(given.card), /Assigned: 1\. Failed: 0\./);
    const twice = await office.presses(unclear, 'Assign', { people0: options[1]!.value });
    assert.match(textOf(twice.card), /Assigned: 1\. Failed: 0\./);
  });

  it('gives the licence to everyone who lacks it, after a review', async () => {
    const review = await office.types('assign credits to everyone');
    assert.match(textOf(review), /All 1\d who are eligible/);
    const given = await office.presses(review, 'Assign');
    assert.match(textOf(given.card), /Assigned: 1\d\. Failed: 0\./);
    assert.match(textOf(await office.types('assign credits to everyone')), /Nobody lacks them/);
  });

  it('may be given by a License Administrator, and not by a Billing Administrator', async () => {
    const may = await office.types('assign credits to everyone', { as: people.licenceAdmin });
    assert.match(textOf(may), /All 1\d/);
    assert.match(
      textOf(await office.types('assign credits to everyone', { as: people.billingAdmin })),
      /may not do that/,
    );
  });

  it('are counted, with whom Microsoft has blocked', async () => {
    const text = textOf(await office.types('licences', { as: people.reader }));
    assert.match(text, /14 people have Audio Conferencing/);
    assert.match(text, /Auto attendants and call queues: 2; 1 of them/);
    assert.match(text, /Blocked from calling by Microsoft: .+ since Nov 17, 2026 \(High Overall Usage\)/);
  });

  it('speaks Chinese', async () => {
    const review = await office.types('分配点数给 所有人', { locale: 'zh-CN' });
    assert.match(textOf(review), /符合条件但缺少许可证的全部 1\d 人/);
    assert.match(textOf(await office.types('许可证', { locale: 'zh-CN' })), /自动助理和呼叫队列/);
  });
});
