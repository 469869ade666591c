import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CallsOfPeople,
  savingsOf,
  type CallMix,
  type Person,
  type PlanPrices,
  type Savings,
  type Sku,
} from '../../core/index.ts';
import { money } from '../support/builders.ts';
import { aHolder, aProduct, lastDays90, planFacts, products, someCalls } from '../support/plan-world.ts';

const prices: PlanPrices = {
  ...{ 'audio-conferencing': money('$4'), 'phone-system': money('$8'), 'phone-with-plan': money('$15') },
  ...{ domestic: money('$12'), 'domestic-120': money('$6'), international: money('$24'), 'pay-as-you-go': money('$1') },
};

const found = (
  people: readonly Person[],
  callsOn: (daysAgo: number) => readonly CallMix[],
  more: { readonly prices?: PlanPrices; readonly isWhole?: boolean; readonly skus?: readonly Sku[] } = {},
): Savings => {
  const facts = planFacts(people);
  const calls = new CallsOfPeople(facts.callerOf);
  for (const [index, day] of lastDays90(callsOn).entries()) calls.add(89 - index, day.calls);
  return savingsOf({ ...facts, calls, prices, currency: 'USD', isWhole: true, ...more });
};

const unusedOf = ({ unused }: Savings) => unused.map(({ person, plan, price }) => [person.id, plan, price]);
const cheaperOf = ({ cheaper }: Savings) =>
  cheaper.map(({ person, from, to, costs, wouldCost }) => [person.id, from, to.join(' + '), costs, wouldCost]);

/** Ten minutes there that credits paid 20 cents for: two cents a minute. */
const paid = (destination: string, cents = 20): CallMix =>
  someCalls('payer', 10, { destination, capability: 'MCOPSTNPP', cost: BigInt(cents) * 10_000n });

describe('licenses without a call in 90 days', () => {
  it('are told with their price, each by what it is for', () => {
    const people = [
      aHolder('ann', ['domestic', 'conferencing', 'phone']),
      aHolder('bob', ['domestic', 'conferencing', 'phone']),
      aHolder('cleo', ['phone']),
      aHolder('dan', ['phone-with-plan']),
      aHolder('eve', ['domestic-240']),
      aHolder('fay', ['international'], { isEnabled: false }),
    ];
    const some = found(people, daysAgo => [
      ...(daysAgo === 89 ? [someCalls('ann', 1, { type: 'conf_in' })] : []),
      ...(daysAgo === 60 ? [someCalls('bob', 1, { type: 'user_in', destination: '' })] : []),
    ]);
    assert.deepEqual(unusedOf(some), [
      ['fay', 'international', money('$24')],
      ['dan', 'phone-with-plan', money('$15')],
      ['ann', 'domestic', money('$12')],
      ['ann', 'phone-system', money('$8')],
      ['bob', 'audio-conferencing', money('$4')],
      ['eve', 'domestic-240', undefined],
    ]);
    // Somebody called Bob, for which he needs no minutes: $11 less.
    assert.deepEqual([some.perMonth, some.unpriced], [BigInt(money('$74')), ['domestic-240']]);
  });

  it('are none of larger products, of guests, of resource accounts, or where less of the log is known', () => {
    const people = [
      aHolder('ann', ['e5-minutes']),
      aHolder('guest', ['domestic'], { kind: 'guest' }),
      aHolder('queue', ['virtual', 'payg']),
    ];
    assert.deepEqual(unusedOf(found(people, () => [])), []);
    assert.deepEqual(unusedOf(found([aHolder('bob', ['domestic'])], () => [], { isWhole: false })), []);
  });

  it('are none of a license that has no effect', () => {
    const off = { skuId: 'domestic', disabledPlanIds: [], isActive: false, isByGroup: false };
    assert.deepEqual(unusedOf(found([aHolder('ann', [], { licenses: [off] })], () => [])), []);
    const suspended = products.map(sku => ({ ...sku, isInService: false }));
    assert.deepEqual(unusedOf(found([aHolder('ann', ['domestic'])], () => [], { skus: suspended })), []);
  });

  it('are none of a plan that comes with something else', () => {
    const skus = [
      {
        ...aProduct('bundle', ['MCOPSTN1']),
        plans: [{ id: 'x', name: 'TEAMS1' }, ...aProduct('', ['MCOPSTN1']).plans],
      },
    ];
    assert.deepEqual(unusedOf(found([aHolder('ann', ['bundle'])], () => [], { skus })), []);
  });
});

describe('a cheaper plan', () => {
  it('is told where the calls of 90 days would have cost less on it', () => {
    // 90 minutes at home a month, at 2 cents: $1 + $1.80 by the minute, $6 for 120 minutes, $12 now.
    const some = found([aHolder('ann', ['domestic'])], () => [someCalls('ann', 3), paid('United States')]);
    assert.deepEqual(cheaperOf(some), [['ann', 'domestic', 'pay-as-you-go', money('$12'), money('$2.80')]]);
    assert.equal(some.perMonth, BigInt(money('$9.20')));
  });

  it('is one with minutes where these are worth more', () => {
    // 1,200 minutes abroad in 90 days at 10 cents: $40 a month by the minute; $24 include them.
    const people = [aHolder('ann', ['payg'])];
    const some = found(people, daysAgo => [
      paid('Japan', 100),
      ...(daysAgo < 60
        ? [someCalls('ann', 20, { destination: 'Japan', capability: 'MCOPSTNPP', cost: 2_000_000n })]
        : []),
    ]);
    assert.deepEqual(cheaperOf(some), [['ann', 'pay-as-you-go', 'international', money('$41'), money('$24')]]);
  });

  it('counts each month for itself: minutes left in one do not help in another', () => {
    // 600 minutes in one month, none in the others: of 120 included 480 are beyond, at 2 cents, in one month of three.
    const some = found(
      [aHolder('ann', ['domestic'])],
      daysAgo => [paid('United States'), ...(daysAgo < 20 ? [someCalls('ann', 30)] : [])],
      { prices: { domestic: money('$12'), 'domestic-120': money('$6') } },
    );
    assert.deepEqual(cheaperOf(some), [['ann', 'domestic', 'domestic-120', money('$12'), money('$9.20')]]);
  });

  it('keeps the phone of a license that has both', () => {
    const some = found([aHolder('ann', ['phone-with-plan'])], () => [someCalls('ann', 3), paid('United States')]);
    assert.deepEqual(cheaperOf(some), [
      ['ann', 'phone-with-plan', 'phone-system + pay-as-you-go', money('$15'), money('$10.80')],
    ]);
  });

  it('is not guessed where a price or a rate is missing', () => {
    const people = [aHolder('ann', ['domestic'])];
    const calls = (): readonly CallMix[] => [someCalls('ann', 3), paid('Germany')];
    assert.deepEqual(cheaperOf(found(people, calls, { prices: { domestic: money('$12'), 'pay-as-you-go': 0 } })), []);
    assert.deepEqual(cheaperOf(found(people, calls, { prices: { 'domestic-120': money('$6') } })), []);
    // Within the 120 minutes no rate is needed.
    assert.equal(found(people, calls).cheaper[0]?.wouldCost, money('$6'));
  });

  it('is not told for less than one a month, for several plans at once, or for somebody without a country', () => {
    const calls = (): readonly CallMix[] => [someCalls('ann', 3), paid('United States')];
    const close = { domestic: money('$12'), 'domestic-120': money('$11.01') };
    assert.deepEqual(cheaperOf(found([aHolder('ann', ['domestic'])], calls, { prices: close })), []);
    assert.deepEqual(cheaperOf(found([aHolder('ann', ['domestic', 'international'])], calls)), []);
    assert.deepEqual(cheaperOf(found([aHolder('ann', ['domestic'], { usageLocation: null })], calls)), []);
  });

  it('costs what one would work out by hand', () => {
    const place = fc.constantFrom('United States', 'Canada', 'Japan', 'Germany');
    const some = fc.array(
      fc.record({ daysAgo: fc.nat(89), minutes: fc.integer({ min: 1, max: 900 }), destination: place }),
      { minLength: 1, maxLength: 20 },
    );
    const cents: Readonly<Record<string, number>> = { 'United States': 2, Canada: 3, Japan: 10, Germany: 4 };
    fc.assert(
      fc.property(some, calls => {
        const rates = Object.entries(cents).map(([name, rate]) => paid(name, rate * 10));
        const result = found([aHolder('ann', ['international'])], daysAgo => [
          ...(daysAgo === 0 ? rates : []),
          ...calls
            .filter(one => one.daysAgo === daysAgo)
            .map(one => someCalls('ann', one.minutes, { ...one, capability: 'MCOPSTN2' })),
        ]);
        const month = (number: number) =>
          calls.filter(({ daysAgo }) => daysAgo >= number * 30 && daysAgo < number * 30 + 30);
        const isHome = (name: string): boolean => name === 'United States' || name === 'Canada';
        const beyond = (number: number, included: number): number => {
          const home = month(number).filter(({ destination }) => isHome(destination));
          const minutes = home.reduce((sum, one) => sum + one.minutes, 0);
          const costs = home.reduce((sum, one) => sum + one.minutes * (cents[one.destination] ?? 0), 0);
          const abroad = month(number).filter(({ destination }) => !isHome(destination));
          const abroadCosts = abroad.reduce((sum, one) => sum + one.minutes * (cents[one.destination] ?? 0), 0);
          return abroadCosts + (minutes > included ? (costs * (minutes - included)) / minutes : 0);
        };
        const plans = [
          ['domestic', 1200, 3000],
          ['domestic-120', 600, 120],
          ['pay-as-you-go', 100, 0],
        ] as const;
        const due = plans
          .map(
            ([plan, price, included]) =>
              [plan, price + [0, 1, 2].reduce((sum, number) => sum + beyond(number, included), 0) / 3] as const,
          )
          .toSorted(([, one], [, other]) => one - other)[0];
        const cheaper = result.cheaper[0];
        if (due === undefined || 2400 - due[1] < 100) {
          assert.ok(cheaper === undefined || cheaper.costs - cheaper.wouldCost < money('$1.01'));
          return;
        }
        assert.deepEqual([cheaper?.costs, cheaper?.to], [money('$24'), [due[0]]]);
        assert.ok(Math.abs((cheaper?.wouldCost ?? 0) - due[1] * 10_000) <= 5_000);
      }),
    );
  });
});
