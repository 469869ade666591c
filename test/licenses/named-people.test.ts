import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('people who are named in a message', () => {
  let office: Office;
  before(async () => {
    office = await new Office().open();
  });
  after(() => office.close());

  const mention = (name: string, aadObjectId?: string) => ({
    type: 'mention',
    text: `<at>${name}</at>`,
    mentioned: { id: `29:${name.length}`, name, aadObjectId },
  });
  const bot = { type: 'mention', text: '<at>Credits</at>', mentioned: { id: '28:bot', name: 'Credits' } };

  const named = async (text: string, entities: readonly unknown[] = [], locale = 'en-US'): Promise<string> =>
    textOf(await office.types(text, { entities, locale }));

  it('are found in pasted lists, of mail programs too, and where "and" joins them', async () => {
    for (const list of [
      'Isaiah Langer, Patti Fernandez',
      'Isaiah Langer <isaiahl@contoso.example>; Fernandez, Patti <pattif@contoso.example>;',
      'Isaiah and Patti',
      '\nIsaiah Langer\n Patti Fernandez\n',
      'Isaiah Langer\r\nPatti Fernandez',
      'isaiahl@contoso.example 与 Patti',
    ])
      assert.match(await named(`assign credits to ${list}`), /To: Isaiah Langer, Patti Fernandez/, list);
    assert.match(await named('分配点数给 Isaiah和Patti', [], 'zh-CN'), /Isaiah Langer, Patti Fernandez/);
    says(await office.types('assign credits to 李和平'), 'assign.nobody', { name: '李和平' });
    says(await office.types('assign credits to Nobody and Patti'), 'assign.nobody', { name: 'Nobody' });
  });

  it('are whoever types where it says "me", whoever else has a name that begins so', async () => {
    const told = await named('assign credits to me');
    assert.doesNotMatch(told, /Megan/);
    assert.match(told, /Alex Wilber/);
    assert.match(await named('assign credits to me and Patti'), /Alex Wilber, Patti Fernandez/);
    assert.match(await named('remove credits from myself'), /Alex Wilber/);
    assert.match(await named('分配点数给 我', [], 'zh-CN'), /Alex Wilber/);
    assert.match(await named('who me'), /alexw@contoso\.example/);
    assert.match(await named('assign credits to Meg'), /Megan/);
  });

  it('are found by mentions: by id where Teams gives it, else by name, however they stand beside each other', async () => {
    const twoOf = [bot, mention('Isaiah Langer', people.billingAdmin), mention('Patti Fernandez')];
    const text = '<at>Credits</at>&nbsp;assign credits to <at>Isaiah Langer</at>&nbsp;<at>Patti Fernandez</at>';
    assert.match(await named(text, twoOf), /To: Isaiah Langer, Patti Fernandez/);
    const renamed = [mention('Zaya, the Boss', people.billingAdmin)];
    assert.match(await named('assign credits to <at>Zaya, the Boss</at>', renamed), /To: Isaiah Langer/);
    assert.match(await named('who <at>Zaya, the Boss</at>', renamed), /isaiahl@contoso\.example/);
    assert.match(await named("who <at>Zoë O'Hara, Jr.</at>", [mention("Zoë O'Hara, Jr.")]), /zoeo@contoso\.example/);
    assert.match(await named('assign credits to <at>Guest</at>', [mention('Guest', people.guest)]), /No one named/);
  });

  it('are not believed where a mention is malformed: the text counts', async () => {
    const strange = [
      { type: 'mention', text: '<at>Patti</at>', mentioned: { id: 5 } },
      { type: 'mention', text: '', mentioned: { id: '29:x', aadObjectId: people.billingAdmin } },
      { type: 'mention' },
    ];
    assert.match(await named('who Patti', strange), /pattif@contoso\.example/);
  });
});
