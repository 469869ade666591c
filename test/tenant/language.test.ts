import assert from 'node:assert/strict';
import { hourMs, secondMs } from '../../core/index.ts';
import { forgetLanguages } from '../../bot/tenant/forget-languages.job.ts';
import { PersonalChoices } from '../../bot/tenant/personal-choices.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const channel: Said = { conversation: 'general', kind: 'channel' };
const chinese: Said = { locale: 'zh-CN', conversation: 'zh' };

describe('the language that somebody chose', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const typed = async (text: string, said: Said = {}): Promise<string> => textOf(await office.types(text, said));

  it('overrides the client’s in their own chat, at once, and in no channel', async () => {
    assert.match(await typed('language 中文'), /你的语言\n已保存/);
    assert.match(await typed('help'), /添加资金/);
    assert.match(await typed('help', channel), /What I can do/);
    assert.match(await typed('help', { kind: 'groupChat', conversation: 'group' }), /What I can do/);
    assert.match(await typed('help', { as: people.reader }), /What I can do/);
  });

  it('is chosen by a press, in a Chinese client too, and left to Teams again', async () => {
    const first = await office.types('语言', chinese);
    assert.match(textOf(first), /语言: 自动：与 Teams 一致\n时间格式: 24 小时制/);
    const english = await office.presses(first, 'English', {}, chinese);
    assert.match(textOf(english.card), /Your language\nSaved\./);
    assert.match(await typed('余额', chinese), /Communications Credits|set up/i);
    const back = await office.presses(english.card, 'Automatic', {}, chinese);
    assert.match(textOf(back.card), /语言: 自动/);
    assert.match(await typed('help', chinese), /添加资金/);
  });

  it('is chosen by a plain sentence, and one that does not say which opens the card', async () => {
    assert.match(await typed('please speak Chinese'), /已保存/);
    assert.match(await typed('请说英文'), /Saved/);
    assert.match(await typed('how do I change the language?'), /Language: English/);
  });

  it('goes with a clock of 12 or 24 hours, each changed alone', async () => {
    await office.setsUp();
    const time = async (said: Said = {}): Promise<string> =>
      /\d+:\d\d(?: [AP]M)? UTC/.exec(await typed('balance', said))?.[0] ?? '';
    assert.equal(await time(), '12:00 UTC');
    await typed('language 12');
    assert.equal(await time(), '12:00 PM UTC');
    await typed('language 简体中文');
    assert.match(await typed('balance'), /下午12:00/);
    await typed('语言 24');
    assert.match(await typed('balance'), / 12:00（UTC）/);
    await typed('language English 12');
    assert.deepEqual([await time(), await time(channel)], ['12:00 PM UTC', '12:00 UTC']);
  });

  it('is that of the alerts in their own chat, and not of a channel’s, whenever it was chosen', async () => {
    await office.setsUp();
    await typed('alerts here');
    await typed('alerts here', channel);
    await typed('auto-recharge off');
    await typed('language 中文');
    await typed('沙盒 消费 85');
    const told = office.told().map(card => textOf(card));
    assert.equal(told.filter(text => /余额偏低/.test(text)).length, 1);
    assert.equal(told.filter(text => /Low balance/.test(text)).length, 1);
  });

  for (const [text, why] of [
    ['language klingon', /klingon.*\*\*English\*\*, \*\*简体中文\*\*, \*\*automatic\*\*/],
    ['language 13', /13/],
    ['language 12 24', /24|12/],
    ['language English 中文', /English 中文/],
  ] as const)
    it(`is not changed by "${text}", and the answer says what it may be`, async () => {
      assert.match(await typed(text), why);
      assert.deepEqual(await office.tenant.personalChoices.of(people.globalAdmin), { language: null, hours: null });
    });

  it('is Simplified Chinese for a client in Traditional Chinese, which is said', async () => {
    for (const locale of ['zh-TW', 'zh-Hant-HK']) {
      assert.match(await typed('语言', { locale, conversation: locale }), /暂不提供繁体中文/);
      assert.doesNotMatch(await typed('帮助', { locale, conversation: locale }), /暂不提供繁体中文/);
    }
    assert.doesNotMatch(await typed('语言', chinese), /暂不提供/);
  });

  it('is nobody’s who is no member, and a member’s without any role', async () => {
    assert.match(await typed('language 中文', { as: people.guest }), /directory/);
    assert.match(await typed('language 中文', { as: people.nobody }), /已保存/);
    assert.match(
      await typed('language', { ...channel, as: people.nobody }),
      /your own chat with me[\s\S]*Language: 简体中文/,
    );
  });

  it('is known after a restart, and to another replica within ten seconds', async () => {
    const { documents } = office.stores;
    const replica = new PersonalChoices({ documents, clock: office.clock, log: office.tenant.log });
    assert.equal((await replica.of(people.globalAdmin)).language, null);
    await typed('language 中文');
    const fresh = new PersonalChoices({ documents, clock: office.clock, log: office.tenant.log });
    assert.equal((await fresh.of(people.globalAdmin)).language, 'zh-CN');
    assert.equal((await replica.of(people.globalAdmin)).language, null);
    office.clock.advance(11 * secondMs);
    assert.equal((await replica.of(people.globalAdmin)).language, 'zh-CN');
  });

  it('of two people who choose on two replicas at once is kept of both', async () => {
    const { documents } = office.stores;
    const replica = () => new PersonalChoices({ documents, clock: office.clock, log: office.tenant.log });
    await Promise.all([
      replica().choose('one', { language: 'en' }),
      replica().choose('other', { hours: '12' }),
      replica().choose('one', { hours: '24' }),
    ]);
    const all = replica();
    assert.deepEqual(
      [await all.of('one'), await all.of('other')],
      [
        { language: 'en', hours: '24' },
        { language: null, hours: '12' },
      ],
    );
  });

  it('costs a turn no reading of the store', async () => {
    const { documents } = office.stores;
    const read = documents.read.bind(documents);
    const names: string[] = [];
    documents.read = name => {
      names.push(name);
      return read(name);
    };
    for (let turn = 0; turn < 20; turn += 1) await typed('balance');
    assert.equal(names.filter(name => name === 'languages').length, 1);
  });

  it('is forgotten when they have left, and kept while the directory cannot be asked', async () => {
    await typed('language 中文');
    await typed('language 中文', { as: people.reader });
    const { directory } = office.tenant;
    const rolesOf = directory.rolesOf.bind(directory);
    directory.rolesOf = () => Promise.resolve({ kind: 'unreadable', permission: 'User.Read.All' });
    await forgetLanguages.run(office.tenant);
    directory.rolesOf = id => (id === people.reader ? Promise.resolve({ kind: 'stranger' }) : rolesOf(id));
    await forgetLanguages.run(office.tenant);
    assert.match(JSON.stringify(await office.stores.documents.read('languages')), new RegExp(people.reader));
    office.clock.advance(24 * hourMs);
    await forgetLanguages.run(office.tenant);
    const kept = JSON.stringify(await office.stores.documents.read('languages'));
    assert.ok(kept.includes(people.globalAdmin) && !kept.includes(people.reader), kept);
    assert.equal((await office.tenant.personalChoices.of(people.reader)).language, null);
  });

  it('stops nobody where what is stored is damaged: the client decides', async () => {
    await office.stores.documents.change('languages', () => ({ people: 'what?' }));
    assert.match(await typed('help'), /What I can do/);
    await office.stores.documents.change('languages', () => ({
      people: { [people.globalAdmin]: { language: 'xx', hours: null, lookedAt: null } },
    }));
    office.clock.advance(11 * secondMs);
    assert.match(await typed('help'), /What I can do/);
  });
});
