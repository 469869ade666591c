import assert from 'node:assert/strict';
import { dayMs, hourMs, monthOf, statementOf, type Month } from '../../core/index.ts';
import { fixDepartments } from '../../bot/departments/fix-departments.job.ts';
import { decimal, parseAmount } from '../../core/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { aCall, at, money } from '../support/builders.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const grady = 'c0400000-0000-4000-8000-000000000002';
const diego = 'c0400000-0000-4000-8000-000000000001';
const nestor = 'c0400000-0000-4000-8000-000000000010';
const debra = 'c0400000-0000-4000-8000-000000000015';
const isAmount = /^-?\$[\d.,]+$/;
const left = '11111111-2222-4333-8444-555555555555';

describe('costs by department', () => {
  let office: Office;
  let calls = 0;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    office.clock.advance(hourMs);
  });
  afterEach(() => office.close());

  /** Calls that are known at once, each of one person. */
  async function called(...some: readonly (readonly [userId: string, amount: string, iso?: string])[]): Promise<void> {
    const rows = some.map(([userId, amount, iso]) =>
      aCall({
        id: `own-${(calls += 1)}`,
        start: iso === undefined ? office.tenant.clock.now() - 1000 : at(iso),
        charge: money(amount),
        about: { userId, userName: userId === left ? 'Lou Left' : 'Somebody', callee: `+${calls}`, caller: '+1' },
      }),
    );
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls-${calls}`, rows }, null);
    assert.ok(drawn.ok);
  }

  /** What a card says that its lines cost, and in all. */
  const linesOf = (card: ReadCard): readonly string[] =>
    textOf(card)
      .split('\n')
      .filter((_, index, all) => isAmount.test(all[index] ?? '') || isAmount.test(all[index + 2] ?? ''));

  const statementSays = async (month: Month): Promise<string> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    const { used } = statementOf(await office.entries(), {
      terms: read.value.wallet.terms!,
      month,
      now: office.tenant.clock.now(),
    }).total;
    return decimal(-used, 'USD');
  };

  /** A month's card adds up to its statement. */
  async function addsUp(card: ReadCard, month: Month): Promise<void> {
    const amounts = textOf(card)
      .split('\n')
      .filter(text => isAmount.test(text))
      .map(text => parseAmount(text.replace('-', ''), 'USD'))
      .map(amount => (amount.ok ? amount.value : Number.NaN));
    const sum = decimal(
      amounts.reduce((all, one) => all + one, 0),
      'USD',
    );
    assert.equal(sum, await statementSays(month));
    assert.match(textOf(card), new RegExp(`Credits used: \\$${sum.replace('.', '\\.')}`));
  }

  it('are those of people’s departments now, the most expensive first; the rest is nobody’s', async () => {
    await called(
      [grady, '$5'],
      [diego, '$2'],
      [people.nobody, '$1.50'],
      [nestor, '$0.25'],
      [left, '$1'],
      ['', '$3'],
      [debra, '$0.75'],
    );
    const card = await office.types('departments');
    assert.deepEqual(linesOf(card), [
      'Customer Support',
      '$5.00',
      'Sales',
      '$3.50',
      'Finance',
      '$0.25',
      'No department',
      '$1.75',
      'Calls without a person',
      '$3.00',
    ]);
    assert.match(textOf(card), /37% · Calls: 35 · People: 5\n\$5\.00/);
    assert.match(textOf(card), /By Department \(Microsoft Entra\), as it is now\./);
    assert.match(textOf(card), /So far/);
    await addsUp(card, '2026-11');
    const chinese = textOf(await office.types('部门费用', { locale: 'zh-CN' }));
    assert.match(chinese, /无部门[^]*无用户的通话/);
  });

  it('are usage by department: of a month, and of other days their months are offered', async () => {
    await called([grady, '$5'], [diego, '$2', '2026-10-05T10:00:00Z']);
    const now = linesOf(await office.types('departments'));
    for (const typed of ['usage by department', 'usage this month by department', '使用情况 按部门'])
      assert.deepEqual(linesOf(await office.types(typed)).at(1), now.at(1), typed);
    assert.deepEqual(
      linesOf(await office.types('usage October by department')),
      linesOf(await office.types('departments October')),
    );
    const card = await office.types('usage 60 by department');
    says(card, 'usage.departmentsByMonth');
    assert.deepEqual(
      card.buttons.map(({ title }) => title),
      ['Nov 2026', 'Oct 2026', 'Sep 2026'],
    );
    const october = await office.presses(card, 'Oct 2026');
    assert.deepEqual(linesOf(october.card), linesOf(await office.types('departments October')));
  });

  it('lead on to a department’s people, who are named to whoever may see them, which is noted', async () => {
    await called([grady, '$5'], [people.nobody, '$1'], [diego, '$2'], [left, '$1']);
    const card = await office.types('departments');
    const sales = await office.presses(card, 'Sales');
    assert.match(textOf(sales.card), /Diego Siciliani\nCalls: 11\n\$2\.00\nAdele Vance\nCalls: 11\n\$1\.00$/);
    const none = await office.presses(card, 'No department');
    assert.match(textOf(none.card), /have left your organization[^]*Lou Left/);
    const looks = await office.stores.looks.list({ limit: 9 });
    assert.deepEqual(
      looks.map(({ who, command }) => [who, command]),
      [
        [people.globalAdmin, 'departments'],
        [people.globalAdmin, 'departments'],
      ],
    );
    const back = await office.presses(sales.card, 'All departments');
    assert.deepEqual(linesOf(back.card), linesOf(card));
  });

  it('count people to whoever may only look', async () => {
    await called([diego, '$2'], [people.nobody, '$1']);
    const said = { as: people.reader };
    const card = await office.types('departments', said);
    assert.ok(!card.buttons.some(({ title }) => title === 'Choose source'));
    const { card: sales } = await office.presses(card, 'Sales', {}, said);
    assert.match(textOf(sales), /Credits used: \$3\.00\nAll calls: 62\nPeople: 6$/);
    assert.match(textOf(sales), /counted, not named/);
    assert.doesNotMatch(textOf(sales), /Diego|Adele/);
    assert.deepEqual(await office.stores.looks.list({ limit: 9 }), []);
  });

  it('are for those who may look', async () => {
    assert.match(textOf(await office.types('departments', { as: people.nobody })), /You need a different role/);
    const pressed = await office.invokes(
      'department-source',
      { step: 'save', source: 'company' },
      { as: people.reader },
    );
    assert.match(pressed.text, /needs one of these roles/);
    assert.equal((await office.tenant.departmentChoice.read()).source, 'department');
  });

  it('of a month that has closed stay, whoever moves and whatever is called otherwise later', async () => {
    await called([grady, '$5'], [diego, '$2']);
    office.clock.advance(9 * dayMs + 4 * dayMs);
    assert.equal(monthOf(office.tenant.clock.now(), 'UTC'), '2026-12');
    await fixDepartments.run(office.tenant);
    office.sandbox.tenant.move(grady, 'Legal');
    await office.tenant.keptDirectory.bringUpToDate();
    await called([grady, '$1'], [grady, '$4', '2026-11-23T09:00:00Z']);
    const november = await office.types('departments November');
    assert.deepEqual(linesOf(november), ['Customer Support', '$5.00', 'Sales', '$2.00']);
    assert.match(textOf(november), /as it was on Dec 5, 2026: later changes do not count/);
    await addsUp(november, '2026-11');
    // What was recorded late is in the month that was open then, with the department that he has now.
    const december = await office.presses(november, 'Next month');
    assert.deepEqual(linesOf(december.card), ['Legal', '$5.00']);
    await addsUp(december.card, '2026-12');
    const again = await office.presses(december.card, 'Previous month');
    assert.deepEqual(linesOf(again.card), linesOf(november));
  });

  it('of a month that closed while nobody looked are fixed by the first who asks', async () => {
    await called([grady, '$5']);
    office.clock.advance(13 * dayMs);
    await office.types('departments last month');
    office.sandbox.tenant.move(grady, 'Legal');
    await office.tenant.keptDirectory.bringUpToDate();
    assert.deepEqual(linesOf(await office.types('departments last month')), ['Customer Support', '$5.00']);
  });

  it('add up where a balance was reconciled, a call was corrected, and people were erased', async () => {
    await called([grady, '$5'], [diego, '$2'], [people.nobody, '$1']);
    const { ledger, rows, clock } = office.tenant;
    await ledger.execute({ kind: 'reconcile', id: 'r', statedAt: clock.now(), stated: money('$80') }, null);
    const known = (await rows.drawing({ limit: 9 })).map(({ id }) => id);
    await ledger.execute({ kind: 'reverse', id: 'x', what: { kind: 'row', id: known.at(-1) ?? '' } }, null);
    const card = await office.types('departments');
    assert.match(textOf(card), /Used, but no call accounts for it: \$1\d\.\d\d/);
    await addsUp(card, '2026-11');
    await ledger.execute({ kind: 'erase-rows', id: 'e', before: clock.now() }, null);
    await rows.erase(clock.now());
    const erased = await office.types('departments');
    assert.match(textOf(erased), /Erased\n/);
    await addsUp(erased, '2026-11');
    assert.match(textOf((await office.presses(erased, 'Erased')).card), /Who made these calls was erased\./);
  });

  it('have late calls in the month that was open, as they are written and erased, and read neither entries nor calls for it', async () => {
    await called([grady, '$5']);
    office.clock.advance(13 * dayMs);
    await called([diego, '$4', '2026-11-23T09:00:00Z']);
    const { rows, journal, ledger, erasure, clock } = office.tenant;
    const refused = () => assert.fail('they were read');
    Object.assign(rows, { callersOf: refused });
    Object.assign(journal, { entriesAfter: refused });
    const asks = async (): Promise<readonly string[]> => linesOf(await office.types('departments'));
    assert.deepEqual(await asks(), ['Sales', '$4.00']);
    await called([grady, '$1', '2026-11-23T10:00:00Z']);
    assert.deepEqual(await asks(), ['Sales', '$4.00', 'Customer Support', '$1.00']);
    await ledger.execute({ kind: 'erase-rows', id: 'e', before: clock.now() }, null);
    assert.deepEqual(await asks(), ['Sales', '$4.00', 'Customer Support', '$1.00']);
    await rows.erase(clock.now());
    assert.deepEqual(await asks(), ['Erased', '$5.00']);
    await erasure.finish(work => work().then(() => 'done'));
    assert.deepEqual(await asks(), ['Erased', '$5.00']);
    Reflect.deleteProperty(journal, 'entriesAfter');
    await addsUp(await office.types('departments'), '2026-12');
  });

  it('forget whom an erasure has blanked, in months that have closed too', async () => {
    await called([grady, '$5'], [diego, '$2']);
    office.clock.advance(13 * dayMs);
    await fixDepartments.run(office.tenant);
    const kept = async (): Promise<string> => JSON.stringify(await office.stores.documents.read('departments-2026-11'));
    assert.match(await kept(), new RegExp(grady));
    const before = at('2026-12-01T00:00:00Z');
    await office.tenant.ledger.execute({ kind: 'erase-rows', id: 'e', before }, null);
    await office.tenant.erasure.finish(work => work().then(() => 'done'));
    assert.doesNotMatch(await kept(), /c0400000|Support/);
    const card = await office.types('departments November');
    assert.deepEqual(linesOf(card), ['Erased', '$7.00']);
    await addsUp(card, '2026-11');
  });

  it('say so where there are none: before the book, in a month without calls, without a wallet', async () => {
    assert.match(textOf(await office.types('departments')), /No calls used credits in this month/);
    const before = await office.types('departments 2020-01');
    assert.match(textOf(before), /Jan 1, 2020 to Jan 31, 2020\nNo calls used credits/);
    assert.ok(before.buttons.some(({ title }) => title === 'Next month'));
    assert.ok(!before.buttons.some(({ title }) => title === 'Previous month'));
    assert.match(textOf(await office.types('departments 2031-01')), /has not begun yet/);
    const fresh = await new Office().open();
    assert.match(textOf(await fresh.types('departments')), /no wallet|Set up|set up/i);
    await fresh.close();
  });

  it('come in pages, of departments and of people', async () => {
    await office.sandbox.tenant.become({ people: 300 });
    await office.tenant.keptDirectory.readEverybody();
    const some = office.sandbox.tenant.users().slice(25);
    await called(...some.map(({ id }, index) => [id, `$${(index + 1) / 100}`] as const));
    const first = await office.types('departments');
    assert.equal(linesOf(first).length, 30);
    const second = await office.presses(first, 'More');
    const third = await office.presses(second.card, 'More');
    assert.equal(linesOf(third.card).length, 20);
    assert.ok(!third.card.buttons.some(({ title }) => title === 'More'));
    const again = await office.presses(third.card, 'From the start');
    assert.deepEqual(linesOf(again.card), linesOf(first));
    assert.equal(new Set([first, second.card, third.card].flatMap(card => linesOf(card))).size > 40, true);
    // A place that is not there any more is past the end.
    const past = await office.invokes('departments', { month: '2026-11', group: null, from: 5000 });
    assert.match(textOf(past.card), /Credits used/);
    const gone = await office.invokes('departments', {
      ...{ month: '2026-11', from: 0 },
      group: { kind: 'department', name: 'No such' },
    });
    assert.match(textOf(gone.card), /no calls in this month/);
    for (const data of [{}, { month: 'x', group: null, from: 0 }, { month: '2026-11', group: 'Sales', from: -1 }])
      assert.match(textOf((await office.invokes('departments', data)).card), /form|again/i);
  });
});
