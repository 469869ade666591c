import assert from 'node:assert/strict';
import { dayMs, hourMs } from '../../core/index.ts';
import { fixDepartments } from '../../bot/departments/fix-departments.job.ts';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { faultsOf, textOf } from '../support/card.ts';
import { aCall, at, money } from '../support/builders.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const grady = 'c0400000-0000-4000-8000-000000000002';
const diego = 'c0400000-0000-4000-8000-000000000001';
const titlesOf = (card: { readonly buttons: readonly { readonly title: string }[] }): readonly string[] =>
  card.buttons.map(({ title }) => title);

describe('budgets', () => {
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
        about: { userId, userName: 'Somebody', callee: `+${calls}`, caller: '+1' },
      }),
    );
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls-${calls}`, rows }, null);
    assert.ok(drawn.ok);
  }

  /** What calls of some days cost, added up call by call: everybody's, or those of some people. */
  async function added(first: string, last: string, whose?: readonly string[]): Promise<string> {
    const { calls: all, next } = await office.stores.rows.calls({ days: { first, last }, limit: 10_000 });
    assert.equal(next, undefined);
    const own = all.filter(({ row }) => whose === undefined || whose.includes(row.about.userId));
    return dollars(own.reduce((sum, { cost }) => sum + cost, 0));
  }
  const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(2)}`;
  const salespeople = contosoUsers.filter(({ department }) => department === 'Sales').map(({ id }) => id);

  it('say what they are where there is none, and are set by a form', async () => {
    const none = await office.types('budget');
    assert.match(textOf(none), /There is no budget yet[^]*50, 80 and 100 percent/);
    const { card: form } = await office.presses(none, 'New budget');
    const wrong = await office.presses(form, 'Save', { amount: '0', of: '' });
    assert.match(textOf(wrong.card), /more than zero/);
    const odd = await office.presses(wrong.card, 'Save', { amount: '1.250,50', of: 'Sales' });
    assert.match(textOf(odd.card), /1\.250,50|1250\.50/);
    const { card: saved } = await office.presses(odd.card, 'Save', { amount: '300', of: '' });
    assert.match(textOf(saved), /Budget: Organization\nSaved: \$300\.00 a month\./);
    assert.match(textOf(saved), /of \$300\.00 this month \(\d+%\)/);
    assert.match(textOf(saved), /Set Nov 22, 2026 by Alex Wilber\. Before: none\./);
  });

  it('say at once where they stand, whoever’s they are', async () => {
    await called([grady, '$5'], [diego, '$2'], [people.nobody, '$1.50'], ['', '$3']);
    const month = (whose?: readonly string[]): Promise<string> => added('2026-11-01', '2026-11-30', whose);
    const whole = textOf(await office.types('budget 300'));
    assert.ok(whole.includes(`\n${await month()} of $300.00 this month`), whole);
    assert.ok(salespeople.includes(diego) && salespeople.length > 3 && !salespeople.includes(grady));
    const sales = await office.types('budget 7 of Sales');
    assert.ok(textOf(sales).includes(`Budget: Sales\nSaved: $7.00 a month.\n${await month(salespeople)} of $7.00`));
    assert.match(textOf(sales), /A department’s people are those who are in it now\./);
    const one = await office.types('budget $1 for Diego Siciliani');
    assert.ok(textOf(one).includes(`Budget: Diego Siciliani\nSaved: $1.00 a month.\n${await month([diego])} of $1.00`));
    assert.match(textOf(one), /above the budget already\. By Nov 30, 2026: about/);
    assert.match(textOf(await office.types('Budget for Sales: 7')), /It is \$7\.00 a month already\./);
    const again = await office.types('budget of sales');
    assert.doesNotMatch(textOf(again), /Saved/);
    assert.match(textOf(await office.types('budget 7 Sales')), /It is \$7\.00 a month already\./);
    const list = textOf(await office.types('budgets'));
    assert.ok(
      list.indexOf('Organization') < list.indexOf('Diego') && list.indexOf('Diego') < list.indexOf('Sales'),
      list,
    );
    const chinese = textOf(await office.types('预算 8 销售', { locale: 'zh-CN' }));
    assert.match(chinese, /没有名为“销售”的部门或用户/);
    assert.match(textOf(await office.types('预算8 Sales', { locale: 'zh-CN' })), /已保存：每月 US\$8\.00。/);
  });

  it('count people’s budgets to whoever may only look, who changes nothing', async () => {
    await called([diego, '$2']);
    await office.types('budget 300');
    await office.types('budget 5 of Diego Siciliani');
    await office.types('budget 6 of Sales');
    const said = { as: people.reader };
    const list = await office.types('budgets', said);
    assert.match(textOf(list), /Budgets of people: 1\./);
    assert.doesNotMatch(textOf(list), /Diego/);
    assert.ok(!titlesOf(list).includes('New budget'));
    const own = await office.types('budget of Diego Siciliani', said);
    assert.match(textOf(own), /shown to whoever may see people’s calls/);
    assert.doesNotMatch(textOf(own), /Diego/);
    assert.match(textOf(await office.types('budget 9 of Sales', said)), /You need a different role/);
    assert.match(textOf(await office.types('budget off', said)), /You need a different role/);
    const pressed = await office.invokes('change-budget', { step: 'remove', budget: '1', seen: 1 }, said);
    assert.match(pressed.text, /needs one of these roles/);
    assert.equal((await office.tenant.budgets.live()).length, 3);
    assert.match(textOf(await office.types('budget', { as: people.nobody })), /You need a different role/);
    const looks = await office.stores.looks.list({ limit: 9 });
    assert.deepEqual(
      looks.map(({ who, whom, command }) => [who, whom, command]),
      [[people.globalAdmin, diego, 'budget']],
    );
  });

  it('ask who is meant, and offer what is called nearly so', async () => {
    const slip = await office.types('budget 50 of Salse');
    assert.match(textOf(slip), /No department and no person is called Salse\. Do you mean one of these\?/);
    const { card } = await office.presses(slip, /^Sales/);
    assert.match(textOf(card), /Budget: Sales[^]*Saved: \$50\.00 a month/);
    const nobody = await office.types('budget 50 of Xyzzy Quux');
    assert.match(textOf(nobody), /No department and no person is called Xyzzy Quux\.$/);
    const several = await office.types('budget 50 of person a');
    assert.match(textOf(several), /may mean several/);
    assert.ok(several.buttons.length >= 3);
    assert.equal((await office.tenant.budgets.live()).length, 1);
    const question = await office.types('budget 500?');
    assert.match(textOf(question), /Did you mean/);
    assert.equal((await office.tenant.budgets.live()).length, 1);
  });

  it('are changed, removed and taken back by their card; a card of before changes nothing', async () => {
    const first = await office.types('budget 300');
    const { card: form } = await office.presses(first, 'Change');
    const { card: less } = await office.presses(form, 'Save', { amount: '200' });
    assert.match(textOf(less), /Saved: \$200\.00[^]*Before: \$300\.00/);
    assert.deepEqual(faultsOf(less.json), []);
    const stale = await office.presses(form, 'Save', { amount: '1' });
    assert.match(textOf(stale.card), /Somebody has changed this budget since[^]*of \$200\.00/);
    const { card: back } = await office.presses(less, 'Undo');
    assert.match(textOf(back), /Taken back: \$300\.00 a month again/);
    const twice = await office.presses(less, 'Undo');
    assert.match(textOf(twice.card), /Somebody has changed this budget since/);
    const { card: gone } = await office.presses(back, 'Remove');
    assert.match(textOf(gone), /Removed: the budget of Organization\./);
    assert.match(textOf(await office.types('budget')), /There is no budget yet/);
    const { card: again } = await office.presses(gone, 'Undo');
    assert.match(textOf(again), /of \$300\.00/);
    assert.match(textOf(await office.types('budget off')), /Removed/);
    assert.match(textOf(await office.types('budget off')), /There is no budget of Organization\./);
    assert.match(textOf((await office.presses(again, 'Remove')).card), /There is no such budget anymore/);
  });

  it('are not changed from a card that somebody else has changed the budget under while it was pressed', async () => {
    const { budgets } = office.tenant;
    const live = budgets.live.bind(budgets);
    for (const button of ['Save', 'Remove']) {
      const card = await office.types('budget 300');
      const from = button === 'Save' ? (await office.presses(card, 'Change')).card : card;
      budgets.live = async () => {
        const read = await live();
        budgets.live = live;
        const other = { amount: money('$250'), currency: 'USD' };
        await budgets.set({ kind: 'organization' }, other, { by: 'bob', at: 1, request: `before ${button}` });
        return read;
      };
      const pressed = await office.presses(from, button, button === 'Save' ? { amount: '1' } : {});
      assert.match(textOf(pressed.card), /Somebody has changed this budget since[^]*of \$250\.00/);
    }
  });

  it('of a department whose name is gone stay, and move to its new name', async () => {
    await called([diego, '$2']);
    await office.types('budget 50 of Sales');
    const asked = await office.presses(await office.types('departments'), 'Choose source');
    await office.presses(asked.card, 'Save', { source: 'company' });
    await office.tenant.keptDirectory.bringUpToDate();
    const card = await office.types('budget');
    assert.match(textOf(card), /Nobody is in the department Sales now/);
    const { card: form } = await office.presses(card, 'Move');
    const options = form.inputs.find(({ id }) => id === 'department')?.['choices'] as readonly {
      readonly value: string;
    }[];
    const [to] = options;
    assert.ok(to !== undefined);
    const wrong = await office.presses(form, 'Move', { department: 'Nowhere' });
    assert.match(textOf(wrong.card), /keeps its amount/);
    const { card: moved } = await office.presses(form, 'Move', { department: to.value });
    assert.match(textOf(moved), new RegExp(`Moved: it is now the budget of ${to.value}`));
    const { card: back } = await office.presses(moved, 'Undo');
    assert.match(textOf(back), /Budget: Sales/);
  });

  it('tell what earlier months came to against the budget that they ended with', async () => {
    await office.types('budget 10 of Sales');
    await called([diego, '$2']);
    office.clock.advance(13 * dayMs);
    await fixDepartments.run(office.tenant);
    await office.types('budget 20 of Sales');
    await called([diego, '$4']);
    const card = textOf(await office.types('budget of Sales'));
    assert.match(card, /\$4\.00 of \$20\.00 this month \(20%\)/);
    const november = await added('2026-11-01', '2026-11-30', salespeople);
    assert.match(card, /Earlier months\nNov 2026\n\d+%\n/);
    assert.ok(card.includes(`\n${november} of $10.00`), card);
    // Who moves to Sales now was not in it then.
    const asked = await office.presses(await office.types('departments'), 'Choose source');
    await office.presses(asked.card, 'Save', { source: 'company' });
    await office.tenant.keptDirectory.bringUpToDate();
    assert.ok(textOf(await office.types('budget of Sales')).includes(`\n${november} of $10.00`));
  });

  it('of a department that was renamed are offered the name that most of its people have now', async () => {
    await office.types('budget 10 of Sales');
    await called([diego, '$2']);
    office.clock.advance(13 * dayMs);
    await fixDepartments.run(office.tenant);
    const asked = await office.presses(await office.types('departments'), 'Choose source');
    await office.presses(asked.card, 'Save', { source: 'company' });
    await office.tenant.keptDirectory.bringUpToDate();
    const { card } = await office.presses(await office.types('budget'), 'Move');
    assert.match(textOf(card), /Most of its people are in Contoso US now\./);
    assert.equal(card.inputs.find(({ id }) => id === 'department')?.['value'], 'Contoso US');
  });

  it('are set for those in no department, whoever has left among them', async () => {
    await called([grady, '$8'], ['11111111-2222-4333-8444-555555555555', '$3']);
    const none = contosoUsers.filter(({ department = '' }) => department === '').map(({ id }) => id);
    const before = Number((await added('2026-11-01', '2026-11-30', none)).slice(1));
    const card = await office.types('budget 50 of no department');
    assert.match(textOf(card), /Budget: No department\nSaved: \$50\.00 a month\./);
    assert.ok(textOf(card).includes(`$${(before + 3).toFixed(2)} of $50.00 this month`), textOf(card));
    assert.match(textOf(card), /These people have no department, or have left your organization\./);
    assert.match(
      textOf(await office.types('预算 60 无部门', { locale: 'zh-CN' })),
      /预算：无部门\n已保存：每月 US\$60\.00。/,
    );
    assert.match(textOf(await office.types('Budget OFF of no department')), /Removed: the budget of No department\./);
  });

  it('are set and canceled in plain words; what does not say whose removes nothing', async () => {
    assert.match(textOf(await office.types('set the budget to 300')), /Organization\nSaved: \$300\.00/);
    assert.match(textOf(await office.types('set the budget of Sales to 40')), /Budget: Sales\nSaved: \$40\.00/);
    assert.match(textOf(await office.types('销售部预算设为300', { locale: 'zh-CN' })), /预算/);
    assert.match(
      textOf(await office.types('把预算设为250', { locale: 'zh-CN' })),
      /整个组织\n已保存：每月 US\$250\.00/,
    );
    assert.match(textOf(await office.types('raise the budget by 100')), /No department and no person is called by\./);
    assert.match(textOf(await office.types('取消预算', { locale: 'zh-CN' })), /整个组织[^]*Sales/);
    assert.match(textOf(await office.types('cancel the budget of Sales')), /Removed: the budget of Sales\./);
    const left = await office.types('cancel the budget');
    assert.match(textOf(left), /Budget: Organization[^]*\$250\.00/);
    assert.ok(titlesOf(left).includes('Remove'));
    const [first] = await office.tenant.budgets.live();
    assert.match(textOf(await office.types(`budget #${first!.id}`)), /Budget: Organization/);
    assert.match(textOf(await office.types('budget #99')), /There is no such budget anymore\./);
  });

  it('are paged where there are many', async () => {
    const kept = Array.from({ length: 1000 }, (_, index) => {
      const of = { kind: 'department', name: `Team ${index}` };
      const version = { number: index, of, amount: money('$5'), currency: 'USD', by: '', at: 0, request: `${index}` };
      return [String(index), { versions: [version] }] as const;
    });
    await office.stores.documents.change('budgets', () => ({ last: 1000, budgets: Object.fromEntries(kept) }));
    const page = await office.types('budgets');
    assert.equal(textOf(page).match(/^Team \d+$/gm)?.length, 8);
    const { card: next } = await office.presses(page, 'More');
    assert.equal(textOf(next).match(/^Team \d+$/gm)?.length, 8);
    assert.notEqual(textOf(next), textOf(page));
    assert.deepEqual(textOf((await office.presses(next, 'From the start')).card), textOf(page));
  });
});
