import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addedInTens,
  dayMs,
  daysAhead,
  missingUntil,
  paceOf,
  projectionOf,
  runsOutStage,
  startsOfDays,
  stepOfRunningOut,
  type Matter,
  type Pace,
  type Rule,
  type Stage,
} from '../../core/index.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';

const now = at('2026-06-01T00:00:00Z');
const until = (days: number): number => now + days * dayMs;

describe('a warning that credits run out', () => {
  const stepAt = (expected: number, before?: number, atWorst = expected): number | undefined =>
    stepOfRunningOut({ expected: until(expected), atWorst: until(atWorst) }, { now, days: 7, before });

  it('is given at seven days, and again at three and one', () =>
    assert.deepEqual(
      [30, 7.1, 7, 3.1, 3, 1.1, 1, 0].map(days => stepAt(days)),
      [undefined, undefined, 7, 7, 3, 3, 1, 1],
    ));

  it('ends only well above what it was given for, and eases only there', () =>
    assert.deepEqual(
      [stepAt(8, 7), stepAt(14, 7), stepAt(14.1, 7), stepAt(6, 3), stepAt(6.1, 3), stepAt(1.9, 1), stepAt(15, 1)],
      [7, 7, undefined, 3, 7, 1, undefined],
    ));

  it('comes three days before the worst that may be, though much more is expected', () =>
    assert.deepEqual([stepAt(20, undefined, 4), stepAt(20, undefined, 4.1), stepAt(20, 7, 7.9)], [7, undefined, 7]));

  it('goes by the days that people chose; a step that is not below them is left out', () => {
    const chosen = (days: number, left: number): number | undefined =>
      stepOfRunningOut({ expected: until(left), atWorst: until(left) }, { now, days, before: undefined });
    assert.deepEqual(
      [chosen(14, 13), chosen(14, 2), chosen(2, 2.5), chosen(2, 1.5), chosen(2, 1)],
      [14, 3, undefined, 2, 1],
    );
  });

  it('is no milder the less time there is, and never ends on what began it', () => {
    const days = fc.double({ min: 0, max: 60, noNaN: true });
    const before = fc.constantFrom(undefined, 7, 3, 1);
    fc.assert(
      fc.property(days, days, before, (one, other, stands) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        assert.ok((stepAt(less, stands) ?? Infinity) <= (stepAt(more, stands) ?? Infinity));
        const step = stepAt(one);
        if (step !== undefined) assert.equal(stepAt(one, step), step);
      }),
    );
  });
});

describe('the stage of credits that run out', () => {
  const paceOfDays = (amount: string, count = 60): Pace =>
    paceOf(
      startsOfDays(count, now, 'UTC').map(start => ({ start, amount: money(amount) })),
      'UTC',
    );

  function holding(amount: string, mode: 'sandbox' | 'mirror' = 'sandbox'): Bench {
    const bench = Bench.opened({ mode }, at('2026-05-01T00:00:00Z'));
    bench.now = now;
    bench.buy(amount, at('2026-05-01T00:00:00Z'));
    return bench;
  }

  const stageOf = (bench: Bench, pace = paceOfDays('$10'), before: readonly Matter[] = []): Stage | undefined =>
    runsOutStage({ wallet: bench.wallet, pace, at: bench.now, days: 7, before });
  const rule: Rule = { isOn: true, rechargeWith: money('$100'), trigger: money('$50'), monthlyCap: null };
  const withRule = (bench: Bench, change: Partial<Rule> = {}): Bench => {
    bench.must({ kind: 'set-payment-method', method: card });
    bench.must({ kind: 'set-rule', rule: { ...rule, ...change } });
    return bench;
  };

  it('says the day, what is left, and how much more lasts three months', () => {
    // 80 dollars less 20 that no report shows yet: six days at 10.
    const stage = stageOf(holding('$80'));
    assert.deepEqual([stage?.key, stage?.alert.until, stage?.alert.balance], ['runs-out 7', until(6), money('$80')]);
    assert.equal(stage?.alert.amount, money('$850'));
  });

  it('counts in what no report shows yet', () => {
    assert.equal(stageOf(holding('$50'))?.alert.step, 3);
    assert.equal(stageOf(holding('$250')), undefined);
  });

  it('names an amount with which it lasts three months, whatever there is', () => {
    const amounts = fc.record({ balance: fc.integer({ min: 1, max: 400 }), pace: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(amounts, ({ balance, pace: daily }) => {
        const pace = paceOfDays(`$${daily}`);
        const { pool } = holding(`$${balance}`).wallet;
        const going = { pool, pace, ahead: daysAhead(now, 'UTC'), now, spreads: 0 };
        const added = addedInTens(missingUntil(going, until(91)), money('$50'));
        const lasts = projectionOf({ ...going, coming: added }).empty;
        assert.ok(lasts === null || lasts >= until(91));
        const tooLittle = added - money('$10');
        const isLeast =
          added === money('$50') || (projectionOf({ ...going, coming: tooLittle }).empty ?? Infinity) <= until(91);
        assert.ok(isLeast, `${added} is more than is needed`);
      }),
      { numRuns: 60 },
    );
  });

  it('comes three days before days three times as busy as the busiest would use up all, though it lasts for long at the usual pace', () => {
    const days = startsOfDays(60, now, 'UTC').map((start, index) => ({
      start,
      amount: money(index < 5 ? '$20' : '$5'),
    }));
    const busy = paceOf(days, 'UTC');
    assert.equal(busy.busiest, money('$100'));
    // Sixty dollars a day: two days' that no report shows, and four more.
    assert.equal(stageOf(holding('$361'), busy), undefined);
    assert.equal(stageOf(holding('$359'), busy)?.alert.step, 7);
  });

  it('is none where auto-recharge adds in time', () => {
    const bench = withRule(holding('$80'));
    assert.equal(stageOf(bench), undefined);
  });

  it('is one all the same where the limit of the month leaves no room, or the trigger is below what no report shows', () => {
    assert.equal(stageOf(withRule(holding('$80'), { monthlyCap: money('$100') })), undefined);
    const spent = withRule(holding('$80'), { trigger: money('$90'), monthlyCap: money('$100') });
    spent.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    assert.equal(stageOf(spent, paceOfDays('$25'))?.alert.step, 7);
    assert.equal(stageOf(withRule(holding('$80'), { trigger: money('$20') }))?.alert.step, 7);
    // Microsoft knows of every call at once.
    assert.equal(stageOf(withRule(holding('$80', 'mirror'), { trigger: money('$20') })), undefined);
  });

  it('is one where the trigger is below what midweek no report shows, also after a quiet weekend', () => {
    const weekdays = startsOfDays(60, now, 'UTC').map((start, index) => ({
      start,
      amount: money(new Date(start).getUTCDay() % 6 === 0 ? '$0' : `$${index % 2 === 0 ? 18 : 22}`),
    }));
    const stageWith = (trigger: string) =>
      stageOf(withRule(holding('$80'), { trigger: money(trigger) }), paceOf(weekdays, 'UTC'));
    assert.equal(new Date(now).getUTCDay(), 1);
    assert.equal(stageWith('$30')?.alert.step, 7);
    assert.equal(stageWith('$75'), undefined);
  });

  it('is one where a recharge has failed: it may fail again', () => {
    const bench = withRule(holding('$80'), { trigger: money('$90') });
    bench.must({ kind: 'decline', key: 'recharge-1', reason: 'expired-card' });
    assert.equal(stageOf(bench)?.alert.step, 7);
  });

  it('counts in an order that is being charged, and in mirror none that an admin has not paid', () => {
    const order = { kind: 'order', amount: money('$200'), isBesideOpen: false } as const;
    const charged = holding('$80');
    charged.must({ kind: 'set-payment-method', method: card });
    charged.must({ ...order, method: card });
    assert.equal(stageOf(charged), undefined);
    const mirrored = holding('$80', 'mirror');
    mirrored.must({ ...order, method: { kind: 'admin-centre' } });
    assert.equal(stageOf(mirrored)?.alert.step, 7);
  });

  it('is none where credits are used up, were never bought, or nobody calls', () => {
    const spent = holding('$80');
    spent.draw(aCall({ id: 'a', start: now - dayMs, charge: money('$80') }));
    assert.equal(stageOf(spent), undefined);
    assert.equal(stageOf(Bench.opened({}, now)), undefined);
    assert.equal(stageOf(holding('$80'), paceOfDays('$0')), undefined);
  });

  it('is one where the last credits expire, and calls go on', () => {
    const bench = holding('$5000');
    bench.now = at('2027-04-27T00:00:00Z');
    assert.equal(stageOf(bench)?.alert.until, at('2027-05-01T00:00:00Z'));
    assert.equal(stageOf(bench, paceOfDays('$0')), undefined);
  });

  it('keeps its step where a clock is set back or an estimate moves a little', () => {
    const bench = holding('$80');
    const { alert } = stageOf(bench) ?? assert.fail();
    const matter = { alert: { ...alert, step: 3, id: 'matter-1' } } as Matter;
    assert.equal(stageOf(bench, paceOfDays('$13'), [matter])?.alert.step, 3);
    bench.now = now - dayMs;
    assert.equal(stageOf(bench, paceOfDays('$13'), [matter])?.alert.step, 3);
    assert.equal(stageOf(bench, paceOfDays('$13'))?.alert.step, 7);
  });
});
