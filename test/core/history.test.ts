import assert from 'node:assert/strict';
import { Activity, Contents, dayMs, poolAt, rest } from '../../core/index.ts';
import { balanceAt } from '../support/balance-at.ts';
import { money } from '../support/builders.ts';
import { after, bought, called, given } from '../support/given.ts';

describe('the balance', () => {
  // Bought on day 0; a call of day 1 that is reported on day 3.
  const { bench } = given(bought('$100'), after(3), called('$30', 'late', 2));
  const day = (days: number): number => bench.now + (days - 3) * dayMs;

  it('is told at any instant, past or future', () =>
    assert.deepEqual(
      [0, 0.5, 1, 3, 400].map(days => balanceAt(bench.entries, { at: day(days) })),
      [money('$100'), money('$100'), money('$70'), money('$70'), 0],
    ));

  it('by what was known at any other', () =>
    assert.equal(balanceAt(bench.entries, { at: day(1), knownAt: day(2) }), money('$100')));

  it('of a lot too, written off once its life is over', () => {
    const [lot] = poolAt(bench.entries, { at: day(400) }).lots;
    assert.deepEqual(
      [lot?.isWrittenOff, lot === undefined ? undefined : rest(lot), lot?.drawn],
      [true, 0, money('$30')],
    );
  });

  it('in spans is summed from quarters of an hour, which a snapshot gives back', () => {
    const activity = new Activity();
    for (const entry of bench.entries) activity.add(entry);
    const again = Activity.of(activity.seq, activity.quarters(), Contents.of(activity.contents.kept()));
    const starts = [day(0), day(1), day(2)];
    assert.deepEqual(again.balances(bench.wallet, starts, day(3)), [money('$100'), money('$70'), money('$70')]);
    assert.deepEqual(again.spend(starts, day(3)), [0, money('$30'), 0]);
  });
});
