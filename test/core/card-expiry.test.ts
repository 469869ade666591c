import assert from 'node:assert/strict';
import {
  cardExpiry,
  cardExpiryStages,
  dayMs,
  followed,
  minuteMs,
  paceOf,
  startsOfDays,
  type CardExpiry,
  type Instant,
  type Matter,
  type Month,
  type PaymentCard,
} from '../../core/index.ts';
import { at, Bench, card, money } from '../support/builders.ts';

const zone = 'Europe/Berlin';
/** A card of November is good until midnight in Berlin. */
const end = at('2026-11-30T23:00:00Z');
const before = (days: number): Instant => end - days * dayMs;

describe('a payment card that expires', () => {
  const told = (
    now: Instant,
    { charges = null, said }: { readonly charges?: Instant | null; readonly said?: CardExpiry | undefined } = {},
  ): CardExpiry | undefined => cardExpiry('2026-11', { now, timeZone: zone, charges, before: said });

  for (const [now, step] of [
    [before(60) - minuteMs, undefined],
    [before(60), 60],
    [before(30) - minuteMs, 60],
    [before(30), 30],
    [before(7), 7],
    [end - 1, 7],
    [end, 0],
    [end + 400 * dayMs, 0],
  ] as const)
    it(`stands at ${step ?? 'nothing'} ${(end - now) / dayMs} days before the end of its month`, () => {
      const found = told(now);
      assert.equal(found?.step, step);
      if (found !== undefined) assert.equal(found.until, end - 1);
    });

  it('is said again once the next recharge is expected only after it, and that is not taken back', () => {
    const now = before(50);
    const soon = told(now, { charges: end - dayMs });
    assert.deepEqual(soon, { step: 60, until: end - 1 });
    const late = told(now, { charges: end, said: soon });
    assert.deepEqual(late, { step: 60, until: end - 1, missed: end });
    assert.equal(told(now + dayMs, { charges: end - dayMs, said: late })?.missed, end);
    assert.equal(told(now + dayMs, { charges: null, said: late })?.missed, end);
    assert.deepEqual(told(end, { charges: end, said: late }), { step: 0, until: end - 1 });
  });

  it('grows no younger, but another card does', () => {
    const said = told(before(29));
    assert.equal(told(before(40), { said })?.step, 30);
    const other = cardExpiry('2026-12', { now: before(29), timeZone: zone, charges: null, before: said });
    assert.equal(other?.step, 60);
  });
});

describe('the stages of a wallet’s cards', () => {
  const opened = at('2026-10-01T00:00:00Z');
  const now = at('2026-11-20T00:00:00Z');
  const visa = (expires: Month | null, about: PaymentCard['about'] = 'payment'): PaymentCard => ({
    ...{ about, label: 'Visa •• 4242', expires },
  });

  /** $10 a day are spent of so much, and $50 are added below $20. */
  const stages = (amount: string, cards: readonly PaymentCard[], matters: readonly Matter[] = [], isOn = true) => {
    const bench = Bench.opened({}, opened);
    bench.now = now;
    bench.buy(amount, opened);
    const wallet = {
      ...bench.wallet,
      method: card,
      rule: { isOn, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null },
    };
    const days = startsOfDays(60, now, 'UTC').map(start => ({ start, amount: money('$10') }));
    return cardExpiryStages({ wallet, cards, pace: paceOf(days, 'UTC'), at: now, before: matters });
  };

  it('are none of a card without an expiry, or of one that is good for long', () =>
    assert.deepEqual(stages('$1000', [visa(null), visa('2027-03', 'backup')]), []));

  it('say each card, and for which the next recharge comes too late', () => {
    const found = stages('$500', [visa('2026-12'), visa('2026-11', 'backup')]);
    assert.deepEqual(
      found.map(({ key, alert: { about, step, next } }) => [key, about, step, next !== undefined]),
      [
        ['card-expires 2026-12 60 missed', 'payment', 60, true],
        ['card-expires 2026-11 30 missed', 'backup', 30, true],
      ],
    );
    const [soon] = stages('$150', [visa('2026-12')]);
    assert.equal(soon?.alert.next, undefined);
    const [off] = stages('$500', [visa('2026-12')], [], false);
    assert.equal(off?.alert.next, undefined);
  });

  it('stay as they were told, and another card is another matter’s stage', () => {
    const first = stages('$500', [visa('2026-12')]);
    const matters = followed([], { at: now, stages: first, announced: [], next: 1 });
    assert.deepEqual(stages('$480', [visa('2026-12')], matters)[0]?.alert.next, first[0]?.alert.next);
    assert.equal(stages('$60', [visa('2026-11')], matters)[0]?.key, 'card-expires 2026-11 30');
  });

  it('are none before the book has begun, or while nothing is prepaid', () => {
    const bench = Bench.opened({}, opened);
    const asked = { cards: [visa('2026-11')], pace: paceOf([], 'UTC'), at: now, before: [] };
    assert.deepEqual(
      cardExpiryStages({ ...asked, wallet: { ...bench.wallet, spans: [{ from: null, to: opened }] } }),
      [],
    );
  });

  it('say what is missing to a target, where auto-recharge fills up to one', () => {
    const bench = Bench.opened({}, opened);
    bench.now = now;
    bench.buy('$500', opened);
    const rule = {
      isOn: true,
      rechargeWith: money('$50'),
      trigger: money('$20'),
      monthlyCap: null,
      upTo: money('$700'),
    };
    const days = startsOfDays(60, now, 'UTC').map(start => ({ start, amount: money('$10') }));
    const wallet = { ...bench.wallet, method: card, rule };
    const [found] = cardExpiryStages({
      ...{ wallet, cards: [visa('2026-12')], pace: paceOf(days, 'UTC'), at: now, before: [] },
    });
    assert.equal(found?.alert.next?.amount, money('$200'));
  });
});
