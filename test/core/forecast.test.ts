import assert from 'node:assert/strict';
import {
  Activity,
  dayMs,
  chargesOf,
  dryRun as dryRunOf,
  emptyWallet,
  evolve,
  forecast,
  hourMs,
  startsOfDays,
  suggest,
  suggestedRule,
  checkRule,
  type DaySpend,
  type DryRun,
  type Entry,
  type Forecast,
  type Rule,
} from '../../core/index.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';

const now = at('2026-06-01T00:00:00Z');
const about = { now, timeZone: 'UTC', minimum: money('$50') };
/** The last days, oldest first; the very last is today. */
const days = (...amounts: readonly string[]): readonly DaySpend[] =>
  startsOfDays(amounts.length, now, 'UTC').map((start, index) => ({ start, amount: money(amounts[index] ?? '$0') }));
const every = (amount: string, count = 60): readonly DaySpend[] => days(...Array.from({ length: count }, () => amount));
const near = (actual: number | undefined | null, expected: number, within: number): void =>
  assert.ok(Math.abs((actual ?? Infinity) - expected) <= within, `${actual} is not near ${expected}`);

function holding(...lots: readonly (readonly [string, string])[]): Bench {
  const bench = Bench.opened({}, at('2025-06-01T00:00:00Z'));
  bench.now = now;
  for (const [amount, bought] of lots) bench.buy(amount, at(bought));
  return bench;
}
const told = (bench: Bench, spent: readonly DaySpend[]): Forecast => forecast(bench.wallet.pool, spent, about);

describe('a forecast', () => {
  it('says when the credits run out, after what has been spent and not been reported', () => {
    const found = told(holding(['$100', '2026-05-01T00:00:00Z']), every('$4'));
    assert.equal(found.notYetSeen, money('$8'));
    // 92 dollars at 4 a day: 23 days.
    near(found.runsOut?.at, now + 23 * dayMs, hourMs);
    assert.deepEqual(found.expiring, []);
  });

  it('knows the days of the week, and how much they vary', () => {
    // 2026-06-01 is a Monday; weekends are quiet, Mondays differ from week to week.
    const spent = startsOfDays(59, now, 'UTC').map((start, index) => {
      const weekday = new Date(start).getUTCDay();
      const amount = weekday === 0 || weekday === 6 ? '$0' : weekday === 1 ? (index % 2 === 0 ? '$6' : '$2') : '$4';
      return { start, amount: money(amount) };
    });
    const { weekdays } = told(holding(['$100', '2026-05-01T00:00:00Z']), spent);
    for (const { weekday, mean } of weekdays) near(mean, weekday > 5 ? 0 : money('$4'), money('$0.10'));
    const [monday = 0, tuesday = 0, , , , saturday] = weekdays.map(({ spread }) => spread);
    near(monday, money('$2'), money('$0.30'));
    // Little is known of one weekday alone: each varies a little as all do.
    assert.ok(tuesday > 0 && tuesday < money('$1') && saturday === 0);
  });

  it('gives the days between which it may run out', () => {
    const spent = days(...Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? '$6' : '$2')));
    const { runsOut } = told(holding(['$100', '2026-05-01T00:00:00Z']), spent);
    assert.ok(runsOut !== null && runsOut.earliest < runsOut.at && runsOut.at < (runsOut.latest ?? Infinity));
  });

  it('says what will expire unused, and when', () => {
    const { expiring, runsOut } = told(
      holding(['$100', '2025-06-11T00:00:00Z'], ['$50', '2026-05-01T00:00:00Z']),
      every('$4'),
    );
    // Ten more days at 4 dollars, and 8 not yet seen: 52 of the older lot are left when it ends.
    assert.equal(expiring.length, 1);
    assert.deepEqual([expiring[0]?.lotId, expiring[0]?.at], ['1', at('2026-06-11T00:00:00Z')]);
    near(expiring[0]?.amount, money('$52'), money('$0.01'));
    near(runsOut?.at, at('2026-06-11T00:00:00Z') + 12.5 * dayMs, hourMs);
  });

  it('with no calls expects none: nothing runs out, everything expires', () => {
    const found = told(holding(['$100', '2026-05-01T00:00:00Z']), every('$0'));
    assert.deepEqual([found.runsOut, found.basedOn.days, found.notYetSeen], [null, 0, 0]);
    assert.deepEqual(found.expiring, [{ lotId: '1', at: at('2027-05-01T00:00:00Z'), amount: money('$100') }]);
    assert.deepEqual([found.suggestion.rechargeWith, found.suggestion.trigger], [money('$50'), money('$20')]);
  });

  it('has run out already where what was not seen is more than is left, and says nothing of an empty pool', () => {
    assert.equal(told(holding(['$5', '2026-05-01T00:00:00Z']), every('$4')).runsOut?.at, now);
    assert.equal(told(holding(), every('$4')).runsOut, null);
  });

  it('of a pool that is spent and owes says so, and not that it lasts', () => {
    const bench = holding(['$10', '2026-05-01T00:00:00Z']);
    bench.draw(aCall({ id: 'a', start: now - hourMs, charge: money('$100') }));
    assert.equal(told(bench, every('$4')).runsOut?.at, now);
  });

  it('of a pool at exactly zero says that it has run out, where people call', () => {
    const bench = holding(['$10', '2026-05-01T00:00:00Z']);
    bench.draw(aCall({ id: 'a', start: now - hourMs, charge: money('$10') }));
    assert.deepEqual(told(bench, every('$4')).runsOut, { at: now, earliest: now, latest: now });
    assert.equal(told(bench, every('$0')).runsOut, null);
  });

  it('of a purchase that was taken back expects nothing', () => {
    const bench = holding(['$10', '2026-05-01T00:00:00Z']);
    bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } });
    assert.equal(told(bench, every('$4')).runsOut, null);
  });

  it('leaves out today and the two days before, whose calls are still to be reported', () => {
    const { basedOn } = told(holding(), days('$4', '$4', '$4', '$4', '$0', '$0', '$0'));
    assert.deepEqual(basedOn, { days: 4, amount: money('$16') });
  });

  it('begins with the first day on which anybody called', () =>
    assert.equal(told(holding(), days('$0', '$0', '$3', '$0', '$3', '$0', '$0', '$0')).basedOn.days, 3));

  it('is made from the wallet’s state: days of the wallet’s own zone', () => {
    const bench = Bench.opened({ timeZone: 'Asia/Kolkata' }, now);
    bench.buy('$100');
    const activity = new Activity();
    bench.draw(
      aCall({ id: 'a', start: at('2026-05-31T18:29:59Z') }),
      aCall({ id: 'b', start: at('2026-05-31T18:30:00Z') }),
    );
    for (const entry of bench.entries) activity.add(entry);
    const starts = startsOfDays(2, now, 'Asia/Kolkata');
    assert.deepEqual(activity.spend(starts, now), [money('$1'), money('$1')]);
  });

  it('keeps a target that the rule has, above the suggested trigger', () => {
    const suggestion = suggest({ days: 90, amount: money('$333') }, money('$50'));
    const present = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };
    const target = (upTo: string) => suggestedRule(suggestion, { ...present, upTo: money(upTo) }).upTo;
    assert.deepEqual([target('$400'), suggestedRule(suggestion, present).upTo], [money('$400'), undefined]);
    assert.equal(target('$25'), suggestion.trigger + suggestion.rechargeWith);
    assert.ok(checkRule(suggestedRule(suggestion, { ...present, upTo: money('$25') }), money('$50')).ok);
  });

  it('suggests a month’s spend to recharge with and a week’s as the trigger, in tens', () =>
    assert.deepEqual(
      (({ rechargeWith, trigger }) => [rechargeWith, trigger])(
        suggest({ days: 90, amount: money('$333') }, money('$50')),
      ),
      [money('$120'), money('$30')],
    ));
});

describe('a dry run', () => {
  /** Of the calls as the journal has them, each at its own instant. */
  const dryRun = (entries: readonly Entry[], asked: Parameters<typeof dryRunOf>[1]): DryRun => {
    const { terms, pool } = entries.reduce(evolve, emptyWallet);
    assert.ok(terms);
    const automatic = entries.flatMap(entry =>
      entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge' ? [entry.facts.key] : [],
    );
    return dryRunOf({ terms, pool, charges: entries.flatMap(chargesOf), automatic: new Set(automatic) }, asked);
  };

  const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };
  const from = now - 90 * dayMs;

  /** A pool of 60 dollars, and calls of 3 dollars a day for 90 days; the wallet's own recharges are real. */
  function spending(isOn = false): Bench {
    const bench = Bench.opened({}, from - dayMs);
    bench.buy('$60');
    bench.must({ kind: 'set-payment-method', method: card });
    if (isOn) bench.must({ kind: 'set-rule', rule });
    for (let day = 1; day <= 90; day += 1) {
      bench.now = from + day * dayMs;
      bench.draw(aCall({ id: `call-${day}`, start: bench.now - hourMs, charge: money('$3') }));
      for (const { payment } of bench.wallet.openPayments)
        bench.must({ kind: 'settle', key: payment.key, reference: 'r', reportedBy: 'gateway' });
    }
    return bench;
  }

  it('says what the rule would have charged: 60 and five times 50 for 270 spent', () => {
    const run = dryRun(spending().entries, { rule, from, to: now });
    assert.deepEqual([run.charges.length, run.charged, run.closing], [5, 250_000_000n, money('$40')]);
    assert.equal(run.lowest, money('$17'));
    assert.ok(run.charges.every(({ balance }) => balance >= rule.trigger));
  });

  it('comes to what the rule did charge, where it was on: its own charges are left out', () => {
    const bench = spending(true);
    const real = bench.wallet.pool.lots.filter(({ payment }) => payment !== null);
    const run = dryRun(bench.entries, { rule, from, to: now });
    assert.deepEqual(
      run.charges.map(({ amount }) => amount),
      real.map(({ amount }) => amount),
    );
  });

  it('keeps the cap of each month, and counts how often it stood in the way', () => {
    const run = dryRun(spending().entries, { rule: { ...rule, monthlyCap: money('$50') }, from, to: now });
    assert.ok(run.charges.length <= 4 && run.capped > 0 && run.lowest < 0);
  });

  it('counts the purchases that people made', () => {
    const bench = spending();
    bench.buy('$500', from + dayMs);
    assert.equal(dryRun(bench.entries, { rule, from, to: now }).charges.length, 0);
  });

  it('leaves out what was taken back: a purchase reversed, a refund, usage that the admin center showed', () => {
    const mistaken = spending();
    mistaken.buy('$500', from + dayMs);
    mistaken.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 2 } });
    assert.equal(dryRun(mistaken.entries, { rule, from, to: now }).charged, 250_000_000n);
    const shown = spending();
    shown.buy('$500', from + dayMs);
    shown.must({ kind: 'refund', invoice: 2, amount: money('$200') });
    shown.must({ kind: 'reconcile', statedAt: now - dayMs, stated: money('$10') });
    assert.deepEqual(dryRun(shown.entries, { rule, from, to: now }).closing, money('$57'));
  });

  it('charges when credits expire, though nobody calls', () => {
    const bench = Bench.opened({}, from - 300 * dayMs);
    bench.buy('$100');
    bench.now = now;
    bench.must({ kind: 'catch-up' });
    const run = dryRun(bench.entries, { rule, from, to: now });
    assert.deepEqual(
      run.charges.map(({ at: when }) => when),
      [from + 65 * dayMs],
    );
  });

  it('charges once for a gap that a burst of calls opens, an hour later again', () => {
    const bench = Bench.opened({}, from);
    bench.buy('$60');
    bench.now = from + dayMs;
    bench.draw(
      ...['a', 'b'].map((id, index) => aCall({ id, start: from + hourMs + index * 60_000, charge: money('$100') })),
    );
    const run = dryRun(bench.entries, { rule, from, to: now });
    assert.deepEqual(
      run.charges.map(({ at: when, amount }) => [when - from, amount]),
      [
        [hourMs, money('$100')],
        [2 * hourMs, money('$100')],
      ],
    );
  });
});
