import assert from 'node:assert/strict';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { faultsOf, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('acting as another person of the sandbox', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const says = async (text: string, as: string = people.globalAdmin): Promise<string> =>
    textOf(await office.types(text, { as }));
  const idOf = (name: string): string => contosoUsers.find(({ displayName }) => displayName === name)?.id ?? '';

  it('a reader’s roles count until “me” ends it, and every card says so meanwhile', async () => {
    await office.skipsSetUp();
    assert.match(await says('sandbox as Global Reader'), /You act as Patti Fernandez \(Global Reader\) from now on/);
    const before = await office.entries();
    const denied = await says('add funds 50');
    assert.match(denied, /Global Administrator, Billing Administrator/);
    assert.match(denied, /^Sandbox: [^\n]*· Acting as Patti Fernandez \(Global Reader\)\n/);
    assert.match(await says('balance'), /Acting as Patti Fernandez \(Global Reader\)\n[\s\S]*\$100\.00/);
    assert.deepEqual(await office.entries(), before);
    const again = await says('sandbox as me');
    assert.match(again, /You are Alex Wilber \(Global Administrator\) again/);
    assert.doesNotMatch(again, /Acting as/);
    assert.match(await says('add funds 50'), /Review order/);
  });

  it('a press counts for whom they act as, in any conversation', async () => {
    await office.skipsSetUp();
    const review = await office.types('add funds 50');
    await says('sandbox as Patti');
    assert.match((await office.presses(review, 'Place order')).text, /needs one of these roles/);
    await says('sandbox as billing');
    const elsewhere = await office.types('add funds 50', { conversation: 'group', kind: 'groupChat' });
    assert.match(textOf(elsewhere), /Acting as Isaiah Langer/);
    const { journal } = office.stores;
    const append = journal.append.bind(journal);
    const actors = new Set<string>();
    journal.append = (before, transaction) => {
      for (const { person } of transaction.actors) actors.add(person);
      return append(before, transaction);
    };
    await office.presses(elsewhere, 'Place order', {}, { conversation: 'group', kind: 'groupChat' });
    assert.deepEqual([...actors], [people.billingAdmin]);
  });

  it('the levers stay the sender’s own', async () => {
    await office.skipsSetUp();
    await says('sandbox as Patti');
    assert.match(await says('sandbox spend 40'), /\$40\.00 of calls were made/);
    await says('sandbox as guest');
    assert.match(await says('help'), /people of this organization's directory/);
    assert.match(await says('sandbox as me'), /You are Alex Wilber/);
  });

  it('whoever may not move money acts as nobody else', async () => {
    assert.match(await says('sandbox as Alex', people.reader), /You need a different role/);
    assert.doesNotMatch(await says('help', people.reader), /Acting as/);
  });

  it('two people at once are independent', async () => {
    await says('sandbox as Patti');
    await says('sandbox as Megan', people.billingAdmin);
    assert.match(await says('help'), /Acting as Patti Fernandez \(Global Reader\)/);
    assert.match(await says('help', people.billingAdmin), /Acting as Megan Bowen \(License Administrator\)/);
    assert.doesNotMatch(await says('help', people.nobody), /Acting as/);
    await says('sandbox as me', people.billingAdmin);
    assert.match(await says('help'), /Acting as Patti/);
  });

  const meant: readonly (readonly [typed: string, who: string])[] = [
    ['joni', 'Joni Sherman'],
    ['Sherman', 'Joni Sherman'],
    ['JONIS@contoso.example', 'Joni Sherman'],
    ['李小龙', '李小龙'],
    ['zoe', "Zoë O'Hara, Jr."],
    ['reader', 'Patti Fernandez'],
    ['global administrator', 'Alex Wilber'],
    ['user admin', 'Miriam Graham'],
    ['全局读取者', 'Patti Fernandez'],
    ['teams', 'Lidia Holloway'],
    ['support queue', 'Support Call Queue'],
  ];
  for (const [typed, who] of meant)
    it(`“${typed}” means ${who}`, async () => {
      await says(`sandbox as ${typed}`);
      const other = await office.sandbox.controls.actingAs(people.globalAdmin);
      assert.equal(other?.id ?? people.globalAdmin, idOf(who));
    });

  it('an unknown name lists near ones, and a shared one asks which', async () => {
    const unknown = await office.types('sandbox as Jhoni');
    assert.match(textOf(unknown), /called Jhoni\.\nDid you mean Joni Sherman/);
    assert.match(textOf(await office.types('sandbox as xyzzy')), /called xyzzy\.\nType \*\*sandbox as\*\* and a name/);
    const shared = await office.types('sandbox as global');
    assert.match(textOf(shared), /several people\.\nDid you mean Alex Wilber, Patti Fernandez\?/);
    assert.equal(await office.sandbox.controls.actingAs(people.globalAdmin), undefined);
    await office.presses(shared, 'Patti Fernandez');
    assert.match(await says('help'), /Acting as Patti/);
  });

  it('without a name the people are listed by role, in both languages', async () => {
    const english = await office.types('sandbox as');
    const list = textOf(english);
    assert.match(list, /\nGlobal Reader: Patti Fernandez\n/);
    assert.match(
      list,
      /\nNo admin role: Adele Vance, [^\n]* and 8 more\nGuest: Guest of Fabrikam\nMay not sign in: Main/,
    );
    assert.equal(english.buttons.length, 6);
    const chinese = await office.types('沙盒 扮演', { locale: 'zh-CN' });
    assert.match(textOf(chinese), /\n全局读取者：Patti Fernandez\n/);
    await office.types('沙盒 扮演 Patti', { locale: 'zh-CN' });
    assert.match(textOf(await office.types('帮助', { locale: 'zh-CN' })), /当前身份：Patti Fernandez（全局读取者）/);
    await office.types('沙盒 扮演 我', { locale: 'zh-CN' });
    assert.doesNotMatch(textOf(await office.types('帮助', { locale: 'zh-CN' })), /当前身份/);
    assert.deepEqual(faultsOf(english.json), []);
  });

  it('a restart remembers it; outside the sandbox it neither works nor is known', async () => {
    await says('sandbox as Patti');
    const { stores } = office;
    await office.close();
    office = await new Office(stores).open();
    assert.match(await says('help'), /Acting as Patti/);
    await office.close();
    office = new Office(stores);
    office.isSandbox = false;
    await office.open();
    assert.doesNotMatch(await says('help'), /Acting as|sandbox/i);
    assert.match(await says('sandbox as Patti'), /works in the sandbox only/);
    assert.doesNotMatch(await says('add funds 50'), /You need a different role/);
  });
});
