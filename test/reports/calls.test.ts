import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import type { Rows } from '../../bot/ports/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

/** The calls that a list opens. */
const linesOf = ({ buttons }: ReadCard): readonly string[] =>
  buttons.flatMap(({ data }) => ('text' in data && /^explain /.test(String(data.text)) ? [String(data.text)] : []));

describe('the calls', () => {
  let office: Office;
  before(async () => {
    office = await new Office(await setUp()).open();
    await office.types('sandbox calls 60');
    // The next day, so that "yesterday" is a whole day of them.
    office.clock.advance(dayMs);
  });
  after(() => office.close());

  const looks = () => office.stores.looks.list({ limit: 100 });

  it('are listed newest first, ten a page, and a page keeps its place while calls come in', async () => {
    const first = await office.types('calls');
    const seen = new Set(linesOf(first));
    assert.equal(seen.size, 10);
    await office.types('sandbox calls 5');
    const second = await office.presses(first, 'Older');
    const next = linesOf(second.card);
    assert.equal(next.length, 10);
    assert.ok(next.every(line => !seen.has(line)));
    const newest = await office.presses(second.card, 'Newest');
    assert.notDeepEqual(linesOf(newest.card), linesOf(first));
  });

  it('can be narrowed to a person, a country and an amount, in either language', async () => {
    const india = textOf(await office.types('calls last 90 days to Japan'));
    assert.match(india, /Japan/);
    assert.doesNotMatch(india, /United States/);
    assert.equal(
      linesOf(await office.types('通话记录 最近90天 拨往 日本', { locale: 'zh-CN' })).length,
      linesOf(await office.types('calls 90 to Japan')).length,
    );
    const costly = await office.types('calls 90 over 1');
    for (const amount of textOf(costly).match(/^\$[\d.]+$/gm) ?? []) assert.ok(Number(amount.slice(1)) > 1, amount);
    says(await office.types('calls 90 to Iceland'), 'calls.empty');
  });

  it('of one person are for whoever may see details, who is noted with the person', async () => {
    const before = (await looks()).length;
    const text = textOf(await office.types('calls 90 of Alex Wilber'));
    assert.match(text, /Alex Wilber/);
    const [last] = await looks();
    assert.deepEqual(
      [(await looks()).length, last?.who, last?.whom, last?.command],
      [before + 1, people.globalAdmin, people.globalAdmin, 'calls'],
    );
    says(await office.types('calls 90 of Alex Wilber', { as: people.reader }), 'deny.title');
  });

  it('name nobody and show no whole number to whoever may only look', async () => {
    const text = textOf(await office.types('calls 90', { as: people.reader }));
    assert.doesNotMatch(text, /Alex Wilber|Megan Bowen|\+\d{10}/);
    assert.match(text, /••••/);
  });

  it('of a name that several have are asked back, and of a name that nobody has are none', async () => {
    says(await office.types('calls of Nobody Atall'), 'whom.nobody', { name: 'Nobody Atall' });
    const asked = await office.types('calls of a');
    says(asked, 'whom.which', { name: 'a' });
  });

  it('of whoever asks are theirs alone', async () => {
    for (const text of ['my calls last 90 days', 'calls 90 of me'])
      assert.match(textOf(await office.types(text)), /· Alex Wilber\n(?!.*Megan)/, text);
    const theirs = await office.types('calls 90 of Alex Wilber');
    assert.deepEqual(linesOf(await office.types('my calls last 90 days')), linesOf(theirs));
    assert.deepEqual(linesOf(await office.types('我的通话 最近90天', { locale: 'zh-CN' })), linesOf(theirs));
  });

  it('of somebody who has left the directory are found by name and by address, and so is the person', async () => {
    const { directory } = office.tenant;
    const alex = (await directory.people()).find(({ name }) => name === 'Alex Wilber')!;
    const calls = linesOf(await office.types('calls 90 of Alex Wilber'));
    office.sandbox.tenant.delete(alex.id);
    office.clock.advance(1000);
    try {
      for (const typed of ['Alex Wilber', alex.userPrincipalName, alex.userPrincipalName.toUpperCase()]) {
        const card = await office.types(`who ${typed}`, { as: people.billingAdmin });
        says(card, 'who.left');
        assert.match(textOf(card), /In the last 12 months: [\d,]+ calls/);
        assert.equal((await looks())[0]?.whom, alex.id.toLowerCase());
        const list = await office.types(`calls 90 of ${typed}`, { as: people.billingAdmin });
        assert.deepEqual(linesOf(list), calls);
      }
      says(await office.types('who Alex Wilber', { as: people.reader }), 'assign.nobody');
    } finally {
      office.sandbox.tenant.restore(alex.id);
    }
  });

  it('of one person’s address or id are theirs, without a look at who has left', async () => {
    const { directory, rows } = office.tenant;
    const prototype = Object.getPrototypeOf(rows) as Rows;
    const alex = (await directory.people()).find(({ name }) => name === 'Alex Wilber')!;
    const calls = linesOf(await office.types('calls 90 of Alex Wilber'));
    const lookedUp: string[] = [];
    Object.assign(rows, {
      ranked: (asked: Parameters<Rows['ranked']>[0]) => {
        lookedUp.push('ranking');
        return prototype.ranked.call(rows, asked);
      },
      lastCallers: (keys: readonly string[]) => {
        lookedUp.push(...keys);
        return prototype.lastCallers.call(rows, keys);
      },
    });
    try {
      for (const typed of [alex.id, alex.id.toUpperCase(), alex.userPrincipalName])
        assert.deepEqual(linesOf(await office.types(`calls 90 of ${typed}`)), calls);
      assert.equal(lookedUp.length, 0);
      assert.deepEqual(linesOf(await office.types('calls 90 of Alex Wilber')), calls);
      const there = new Set((await directory.people()).map(({ id }) => id.toLowerCase()));
      assert.deepEqual(
        lookedUp.filter(key => there.has(key)),
        [],
      );
      assert.ok(lookedUp.includes('ranking'));
    } finally {
      for (const name of ['ranked', 'lastCallers']) Reflect.deleteProperty(rows, name);
    }
  });

  it('open what became of each: its charge, and the credits that paid', async () => {
    const list = await office.types('calls yesterday');
    const { card: opened } = await office.presses(list, /^Explain the call/);
    says(opened, 'explain.title');
    assert.match(textOf(opened), /Charge: \$/);
    says(await office.types('explain 9c4984c7-6c3c-427d-a30c-bd0b2eacee90'), 'explain.unknown', {
      text: '9c4984c7-6c3c-427d-a30c-bd0b2eacee90',
    });
    assert.equal(linesOf(await office.types('explain')).length, 10);
    says(await office.types('explain invoice 1'), 'invoice.title', { invoice: 1 });
    says(await office.types('解释 发票 1', { locale: 'zh-CN' }), 'invoice.title', { invoice: 1 }, 'zh-CN');
  });

  it('tell what a minute to a country has cost, and that nobody has called another', async () => {
    says(await office.types('rate Japan'), 'rate.text');
    says(await office.types('费率 日本', { locale: 'zh-CN' }), 'rate.perMinute', {}, 'zh-CN');
    says(await office.types('rate Iceland'), 'rate.none', { country: 'Iceland' });
    says(await office.types('rate Atlantis'), 'misread.country', { text: 'Atlantis' });
  });

  it('and licenses of a person are on their card, with what is missing', async () => {
    const card = await office.types('who Adele Vance');
    assert.match(textOf(card), /Usage location: United States[\s\S]*Office 365 E3/);
    says(card, 'who.ready');
    says(await office.types('who Guest'), 'who.guest');
    const titles = async (as: string) => (await office.types('who Patti', { as })).buttons.map(({ title }) => title);
    assert.ok((await titles(people.licenseAdmin)).includes('Remove the credits license'));
    assert.deepEqual(
      (await titles(people.reader)).filter(title => title.includes('credits license')),
      [],
    );
    await office.presses((await office.presses(await office.types('who Patti'), /^Remove/)).card, 'Remove');
    assert.ok((await titles(people.licenseAdmin)).includes('Assign the credits license'));
    assert.match(textOf(card), /adelev@contoso\.example/);
    assert.doesNotMatch(textOf(await office.types('who Adele Vance', { as: people.reader })), /This month/);
    office.clock.advance(40 * dayMs);
    assert.match(textOf(await office.types('who Adele Vance')), /This month: No calls\n/);
    says(await office.types('who Nobody Atall'), 'assign.nobody', { name: 'Nobody Atall' });
  });

  it('by day, person, country, type or number are the ten most expensive and the others together', async () => {
    const card = textOf(await office.types('usage 90 by person'));
    assert.match(card, /Top people[\s\S]*\n\d+ more\n/);
    says(await office.types('usage last week by day'), 'usage.title');
    says(await office.types('使用情况 最近90天 按 国家', { locale: 'zh-CN' }), 'usage.destinations', {}, 'zh-CN');
    says(await office.types('usage 90 by moon'), 'misread.choice', { text: 'moon' });
    says(await office.types('usage forever'), 'misread.range', { text: 'forever' });
  });

  it('with a place that is none show the first page', async () => {
    const { card } = await office.invokes('page', { text: 'calls 90', place: "2026-99-99 x ' 1" });
    assert.equal(linesOf(card).length, 10);
  });
});
