import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  budgetMonths,
  budgetStage,
  budgetStanding,
  dayMs,
  dayOf,
  hourMs,
  isSameBudget,
  monthOutlook,
  outlookOfPart,
  percentOf,
  startsOfDays,
  weekdayOf,
  type BudgetSaid,
  type BudgetStage,
  type BudgetVersion,
  type DaySpend,
  type MonthOutlook,
} from '../../core/index.ts';
import { at, money } from '../support/builders.ts';

const zone = 'America/New_York';
/** A Thursday: Nov 1 was a Sunday. */
const now = at('2026-11-26T12:00:00-05:00');
const where = { now, timeZone: zone };

/** The last days at that instant, each with what it cost. */
const daysUntil = (until: number, cost: (start: number, back: number) => number, count = 91): readonly DaySpend[] =>
  startsOfDays(count, until, zone).map((start, index) => ({ start, amount: cost(start, count - 1 - index) }));

const outlook = (facts: Partial<MonthOutlook> = {}): MonthOutlook => ({
  ...{ month: '2026-11', spent: 0n, notYetSeen: 0n, ahead: 0n, basedOn: 30 },
  ...facts,
});
const stageOf = (spent: string, budget: string, before?: BudgetSaid, ahead = '$0'): BudgetStage | undefined =>
  budgetStage(
    budgetStanding(money(budget), outlook({ spent: BigInt(money(spent)), ahead: BigInt(money(ahead)) })),
    before,
  );
const said = (stage: BudgetStage, amount = '$100', month = '2026-11'): BudgetSaid => ({
  stage,
  amount: money(amount),
  month,
});

describe('a budget', () => {
  it('is forecast by what is seen, what no report has shown yet, and the weekdays to come', () => {
    const weekend = (start: number): boolean => weekdayOf(start, zone) > 5;
    // $10 a weekday and $1 on others; nothing is seen of the last two days and today.
    const days = daysUntil(now, (start, back) => (back <= 2 ? 0 : money(weekend(start) ? '$1' : '$10')));
    const found = monthOutlook(BigInt(money('$200')), days, where);
    assert.deepEqual(found, {
      ...{ month: '2026-11', spent: BigInt(money('$200')), basedOn: 88 },
      // Tuesday, Wednesday and half of Thursday.
      notYetSeen: BigInt(money('$25')),
      // Half of Thursday, Friday, a weekend, Monday the 30th.
      ahead: BigInt(money('$27')),
    });
    assert.deepEqual(budgetStanding(money('$250'), found).forecast, { amount: BigInt(money('$252')), percent: 100 });
  });

  it('counts nothing of the month before as not yet seen, and nothing twice that is seen early', () => {
    const first = at('2026-11-01T12:00:00-04:00');
    const silent = daysUntil(first, (_, back) => (back <= 2 ? 0 : money('$10')));
    assert.equal(monthOutlook(0n, silent, { now: first, timeZone: zone }).notYetSeen, BigInt(money('$4.80')));
    const early = daysUntil(now, () => money('$10'));
    assert.equal(monthOutlook(0n, early, where).notYetSeen, 0n);
  });

  it('comes to the usual day times the days of the month, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 23 }), (day, hour) => {
        const asked = at('2026-01-01T05:00:00Z') + day * dayMs + hour * hourMs;
        const month = dayOf(asked, zone).slice(0, 7);
        const days = daysUntil(asked, (_, back) => (back <= 2 ? 0 : 1_000_000));
        const seen = days.filter(({ start, amount }) => amount > 0 && dayOf(start, zone).startsWith(month)).length;
        const { notYetSeen, ahead } = monthOutlook(0n, days, { now: asked, timeZone: zone });
        const expected = Temporal.PlainYearMonth.from(month).daysInMonth - seen;
        assert.ok(Math.abs(Number(notYetSeen + ahead) - expected * 1_000_000) <= 2, `${month} ${notYetSeen} ${ahead}`);
      }),
    );
  });

  it('is forecast from a week of complete days on: not of three days, nor of no usage', () => {
    const standing = (count: number): unknown =>
      budgetStanding(
        money('$1'),
        monthOutlook(
          0n,
          daysUntil(now, (_, back) => (back < count ? 1e6 : 0)),
          where,
        ),
      ).forecast;
    assert.equal(standing(0), undefined);
    assert.equal(standing(3), undefined);
    assert.equal(standing(9), undefined);
    assert.notEqual(standing(10), undefined);
    assert.deepEqual(monthOutlook(0n, [], where), {
      ...{ month: '2026-11', spent: 0n, notYetSeen: 0n, ahead: 0n, basedOn: 0 },
    });
  });

  it('of a department goes at the organization’s pace, by what it bears of it', () => {
    const organization = outlook({ spent: 900n, notYetSeen: 100n, ahead: 301n });
    const part = (own: bigint, all: bigint): readonly bigint[] => {
      const { spent, notYetSeen, ahead } = outlookOfPart(organization, { spent: 7n, own, all });
      return [spent, notYetSeen, ahead];
    };
    assert.deepEqual(part(1n, 4n), [7n, 25n, 75n]);
    assert.deepEqual(part(0n, 4n), [7n, 0n, 0n]);
    // Corrections can make a sum of months less than nothing.
    assert.deepEqual(part(-5n, 4n), [7n, 0n, 0n]);
    assert.deepEqual(part(5n, 0n), [7n, 0n, 0n]);
  });

  it('says half, 80 and 100 percent, and before those that the month will go beyond it', () => {
    assert.equal(stageOf('$49.99', '$100'), undefined);
    assert.deepEqual(stageOf('$50', '$100'), { kind: 'budget-half', step: 50 });
    assert.deepEqual(stageOf('$79.99', '$100'), { kind: 'budget-half', step: 50 });
    assert.deepEqual(stageOf('$80', '$100'), { kind: 'budget-reached', step: 80 });
    assert.deepEqual(stageOf('$100', '$100'), { kind: 'budget-reached', step: 100 });
    assert.deepEqual(stageOf('$10', '$100', undefined, '$90.01'), { kind: 'budget-forecast' });
    assert.deepEqual(stageOf('$60', '$100', undefined, '$60'), { kind: 'budget-forecast' });
    assert.deepEqual(stageOf('$85', '$100', undefined, '$60'), { kind: 'budget-reached', step: 80 });
    assert.equal(stageOf('$10', '$100', undefined, '$90'), undefined);
  });

  it('that was lowered below what is spent is reached at once', () => {
    assert.deepEqual(stageOf('$60', '$40', said({ kind: 'budget-half', step: 50 })), {
      kind: 'budget-reached',
      step: 100,
    });
  });

  it('does not flap with corrections: what was said holds until a tenth less', () => {
    const full = said({ kind: 'budget-reached', step: 100 });
    assert.deepEqual(stageOf('$90', '$100', full), { kind: 'budget-reached', step: 100 });
    assert.deepEqual(stageOf('$89.99', '$100', full), { kind: 'budget-reached', step: 80 });
    assert.deepEqual(stageOf('$72', '$100', full), { kind: 'budget-reached', step: 80 });
    assert.deepEqual(stageOf('$71.99', '$100', full), { kind: 'budget-half', step: 50 });
    assert.equal(stageOf('$44.99', '$100', full), undefined);
    const ahead = said({ kind: 'budget-forecast' });
    assert.deepEqual(stageOf('$10', '$100', ahead, '$80.01'), { kind: 'budget-forecast' });
    assert.equal(stageOf('$10', '$100', ahead, '$80'), undefined);
  });

  it('begins anew with a month, and with another amount', () => {
    const stage: BudgetStage = { kind: 'budget-reached', step: 100 };
    assert.deepEqual(stageOf('$95', '$100', said(stage, '$100', '2026-10')), { kind: 'budget-reached', step: 80 });
    assert.deepEqual(stageOf('$95', '$101', said(stage)), { kind: 'budget-reached', step: 80 });
    assert.equal(stageOf('$0', '$100', said(stage, '$100', '2026-10')), undefined);
  });

  it('never says less for more spent, nor more than without what was said, but for a tenth', () => {
    const rank = (stage: BudgetStage | undefined): number =>
      stage === undefined ? 0 : 'step' in stage ? (stage.step === 50 ? 1 : stage.step) : 2;
    const stages: readonly (BudgetStage | undefined)[] = [
      undefined,
      { kind: 'budget-half', step: 50 },
      { kind: 'budget-forecast' },
      { kind: 'budget-reached', step: 80 },
      { kind: 'budget-reached', step: 100 },
    ];
    const amounts = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(amounts, amounts, amounts, fc.integer({ min: 1, max: 800 }), (spent, more, ahead, budget) => {
        for (const stage of stages) {
          const before = stage && { stage, amount: budget, month: '2026-11' };
          const of = (sum: number, kept?: BudgetSaid): number =>
            rank(budgetStage(budgetStanding(budget, outlook({ spent: BigInt(sum), ahead: BigInt(ahead) })), kept));
          assert.ok(of(spent + more, before) >= of(spent, before));
          assert.ok(of(spent, before) >= of(spent));
          // What was said is said again of the same sum, and of a tenth more it would have been anyway.
          const now = budgetStage(
            budgetStanding(budget, outlook({ spent: BigInt(spent), ahead: BigInt(ahead) })),
            before,
          );
          const again = now && { stage: now, amount: budget, month: '2026-11' };
          assert.equal(of(spent, again), rank(now));
        }
      }),
    );
  });

  it('of nothing is all used by anything, and never by less than nothing', () => {
    assert.equal(percentOf(1n, 0), 100);
    assert.equal(percentOf(0n, 0), 0);
    assert.equal(percentOf(-5n, 100), 0);
    assert.equal(stageOf('$0', '$0'), undefined);
  });

  it('of a month that has ended is the one that held when it ended', () => {
    const version = (iso: string, amount: string | null): BudgetVersion => ({
      ...{ of: { kind: 'organization' }, currency: 'USD', at: at(iso) },
      amount: amount === null ? null : money(amount),
    });
    const versions = [
      version('2026-06-10T00:00:00Z', '$100'),
      version('2026-07-31T23:59:00-04:00', '$200'),
      version('2026-09-05T00:00:00Z', null),
      // Midnight in New York: that is October’s already.
      version('2026-10-01T00:00:00-04:00', '$300'),
      version('2026-11-02T00:00:00Z', '$50'),
    ];
    const found = budgetMonths(versions, { ...where, most: 12 });
    assert.deepEqual(
      found.map(({ month, held }) => [month, held.amount / 1e6]),
      [
        ['2026-10', 300],
        ['2026-08', 200],
        ['2026-07', 200],
        ['2026-06', 100],
      ],
    );
    assert.equal(budgetMonths(versions, { ...where, most: 2 }).length, 1);
  });

  it('is another one of another department or person', () => {
    const organization = { kind: 'organization' } as const;
    const sales = { kind: 'department', name: 'Sales' } as const;
    const ann = { kind: 'person', key: 'Sales' } as const;
    assert.ok(isSameBudget(organization, { kind: 'organization' }));
    assert.ok(isSameBudget(sales, { ...sales }));
    assert.ok(isSameBudget(ann, { ...ann }));
    for (const [one, other] of [
      [organization, sales],
      [sales, ann],
      [sales, { ...sales, name: 'sales' }],
      [ann, { ...ann, key: 'x' }],
    ] as const)
      assert.ok(!isSameBudget(one, other));
  });
});
