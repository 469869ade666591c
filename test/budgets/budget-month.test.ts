import assert from 'node:assert/strict';
import { dayMs, hourMs, type BudgetOf, type BudgetStanding, type CallRow } from '../../core/index.ts';
import { BudgetMonth } from '../../bot/budgets/budget-month.ts';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import type { LiveBudget } from '../../bot/tenant/budgets.ts';
import { aCall, at } from '../support/builders.ts';
import { Office, setUp } from '../support/office.ts';

// The sums and forecasts of budgets against a calculation apart, which shares no code with them: call by call, by UTC days.

interface Call {
  readonly day: string;
  readonly who: string;
  readonly cost: number;
}

const now = at('2026-11-24T15:00:00Z');
const today = Math.floor(now / dayMs);
const isoDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** What a month comes to, if every weekday costs what it did on average, by how much is called lately: four weeks ago counts half. */
function expected(calls: readonly Call[]): number {
  const costs = new Map<string, number>();
  for (const { day, cost } of calls) costs.set(day, (costs.get(day) ?? 0) + cost);
  const on = (day: number): number => costs.get(isoDay(day)) ?? 0;
  const complete: number[] = [];
  for (let day = today - 89; day <= today - 3; day += 1) if (complete.length > 0 || on(day) > 0) complete.push(day);
  // One or two days that cost far more than any other are taken for mistakes.
  const dearest = complete
    .map(on)
    .filter(Boolean)
    .toSorted((one, other) => other - one);
  const most = Math.max(5 * (dearest[Math.ceil((dearest.length - 1) / 4)] ?? 0), dearest[2] ?? 0);
  const counted = (day: number): number => Math.min(most, on(day));
  const mean = (day: number): number => {
    const same = complete.filter(one => (one - day) % 7 === 0);
    return same.reduce((sum, one) => sum + counted(one), 0) / same.length;
  };
  const lately = (what: (day: number) => number): number =>
    complete.reduce((sum, day) => sum + 2 ** ((day - (today - 3)) / 28) * what(day), 0);
  const usual = (day: number): number => Math.round((mean(day) * lately(counted)) / lately(mean));
  const part = (now % dayMs) / dayMs;
  const due = usual(today - 2) + usual(today - 1) + usual(today) * part;
  const seen = on(today - 2) + on(today - 1) + on(today);
  let sum = calls.filter(({ day }) => day.startsWith('2026-11')).reduce((all, { cost }) => all + cost, 0);
  sum += Math.round(Math.max(0, due - seen));
  let ahead = usual(today) * (1 - part);
  for (let day = today + 1; isoDay(day).startsWith('2026-11'); day += 1) ahead += usual(day);
  return sum + Math.round(ahead);
}

describe('where budgets stand', () => {
  let office: Office;
  let month: BudgetMonth;
  let calls: readonly Call[];

  before(async () => {
    office = await new Office(await setUp()).open();
    office.clock.advance(now - office.clock.now());
    await office.tenant.keptDirectory.bringUpToDate();
    const random = seeded(7);
    const below = (count: number): number => Math.floor(random() * count);
    const rows = Array.from({ length: 900 }, (_, index): CallRow => {
      const user = contosoUsers[below(contosoUsers.length)]!;
      const kind = below(10);
      // Most by id; some by an address alone, in capitals; some of nobody, and of somebody who has left.
      const userId = kind < 7 ? user.id : kind < 8 ? '' : kind < 9 ? '11111111-2222-4333-8444-555555555555' : '';
      return aCall({
        ...{
          id: `call-${index}`,
          start: now - hourMs - below(120) * dayMs,
          charge: 10_000 + below(900_000),
          fee: below(9),
        },
        about: {
          ...{ userId, userPrincipalName: kind === 7 ? user.userPrincipalName.toUpperCase() : '' },
          ...{ userName: 'Somebody', caller: `+1${index}`, callee: `+2${index}` },
        },
      });
    });
    // Some are corrected; of each the last version counts.
    const corrections = rows.slice(0, 90).map(row => ({ ...row, charge: 5000 + below(2000) }));
    for (const [index, page] of [rows, corrections].entries()) {
      const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls-${index}`, rows: page }, null);
      assert.ok(drawn.ok);
    }
    const days = { first: '2026-01-01', last: '2026-12-31' };
    const listed = await office.stores.rows.calls({ days, limit: 100_000 });
    assert.ok(listed.calls.length >= 900);
    calls = listed.calls.map(({ row }) => {
      const name = row.about.userPrincipalName.toLowerCase();
      const user = contosoUsers.find(one => one.userPrincipalName.toLowerCase() === name);
      const who = (row.about.userId || user?.id) ?? '';
      const isPaid = row.capability === 'MCOPSTNPP';
      return { day: new Date(row.start).toISOString().slice(0, 10), who, cost: isPaid ? row.charge + row.fee : 0 };
    });
    month = new BudgetMonth(office.tenant, { now, timeZone: 'UTC' });
  });
  after(() => office.close());

  const spentBy = (ids: readonly string[] | undefined, first: string): number =>
    calls
      .filter(({ day, who }) => day >= first && (ids === undefined || ids.includes(who)))
      .reduce((sum, { cost }) => sum + cost, 0);

  async function standing(of: BudgetOf): Promise<BudgetStanding> {
    const version = { number: 1, of, amount: 10_000_000, currency: 'USD', by: '', at: 0, request: '' };
    const budget: LiveBudget = { id: '1', versions: [version], now: version };
    const found = await month.standing(budget);
    assert.ok(found !== 'being-read');
    assert.equal(await month.spent(of), found.spent);
    return found;
  }

  it('of the organization is what its calls cost and will cost, to the last micro-unit', async () => {
    const found = await standing({ kind: 'organization' });
    assert.equal(found.spent, BigInt(spentBy(undefined, '2026-11-01')));
    assert.equal(Number(found.forecast?.amount), expected(calls));
  });

  it('of each person is the same of theirs, whether the log has their id or an address', async () => {
    let compared = 0;
    for (const { id } of contosoUsers) {
      const found = await standing({ kind: 'person', key: id });
      const own = calls.filter(({ who }) => who === id);
      assert.equal(found.spent, BigInt(spentBy([id], '2026-11-01')), id);
      if (found.forecast === undefined) continue;
      compared += 1;
      assert.ok(Math.abs(Number(found.forecast.amount) - expected(own)) <= 2, id);
    }
    assert.ok(compared > 10, String(compared));
  });

  it('of many people are read together, and are the same', async () => {
    const budgets = contosoUsers.map(({ id }): LiveBudget => {
      const of = { kind: 'person', key: id } as const;
      const version = { number: 1, of, amount: 10_000_000, currency: 'USD', by: '', at: 0, request: '' };
      return { id, versions: [version], now: version };
    });
    let reads = 0;
    const rows = new Proxy(office.tenant.rows, {
      get: (target, name) => {
        reads += 1;
        const method = Reflect.get(target, name) as (...asked: unknown[]) => unknown;
        return method.bind(target);
      },
    });
    const together = new BudgetMonth({ ...office.tenant, rows }, { now, timeZone: 'UTC' }, budgets);
    for (const budget of budgets) assert.deepEqual(await together.standing(budget), await month.standing(budget));
    assert.equal(reads, 9);
  });

  it('of each department is what its people cost, and goes at the organization’s pace by its part of three months', async () => {
    const whole = await standing({ kind: 'organization' });
    const ahead = Number(whole.notYetSeen + whole.ahead);
    const byName = Map.groupBy(
      contosoUsers.filter(({ department = '' }) => department !== ''),
      ({ department = '' }) => department,
    );
    assert.deepEqual(await month.names(), new Set(byName.keys()));
    for (const [name, users] of byName) {
      const ids = users.map(({ id }) => id);
      const found = await standing({ kind: 'department', name });
      assert.equal(found.spent, BigInt(spentBy(ids, '2026-11-01')), name);
      const part = spentBy(ids, '2026-09-01') / spentBy(undefined, '2026-09-01');
      assert.ok(Math.abs(Number(found.forecast?.amount) - Number(found.spent) - ahead * part) <= 2, name);
    }
    assert.equal((await standing({ kind: 'department', name: 'Nowhere' })).spent, 0n);
  });
});
