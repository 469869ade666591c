import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addingMinutes,
  dayMs,
  includedLeft,
  minuteStep,
  usedPart,
  type CallMix,
  type MinutePool,
  type Minutes,
  type Person,
  type PlanFacts,
} from '../../core/index.ts';
import { at } from '../support/builders.ts';
import {
  aHolder,
  aProduct,
  lastDays90,
  planFacts,
  products,
  someCalls,
  today,
  type DayOfCalls,
} from '../support/plan-world.ts';

const left = (people: readonly Person[], callsOn: (daysAgo: number) => readonly CallMix[]): Minutes =>
  leftOf(planFacts(people), lastDays90(callsOn));

function leftOf(facts: PlanFacts, days: readonly DayOfCalls[]): Minutes {
  const adding = addingMinutes(facts);
  return includedLeft(
    facts,
    days.map(({ start, calls }) => adding(start, calls)),
  );
}

const pool = (found: Minutes, id: string): MinutePool => {
  const one = found.pools.find(some => some.id === id);
  assert.ok(one, `${id} is not among ${found.pools.map(some => some.id).join(', ')}`);
  return one;
};

const metersOf = (one: MinutePool): readonly (readonly [string, number, number])[] =>
  one.meters.map(({ kind, used, total }) => [kind, used, total]);

describe('included minutes', () => {
  it('are shared by whoever has the same plan in the same country', () => {
    const found = left(
      [
        aHolder('ann', ['domestic']),
        aHolder('bob', ['phone-with-plan'], { usageLocation: 'PR' }),
        aHolder('cleo', ['domestic'], { usageLocation: 'DE' }),
        aHolder('dan', ['international'], { usageLocation: 'DE' }),
        aHolder('eve', ['domestic-120']),
        aHolder('fay', ['domestic-240']),
        aHolder('gus', ['payg']),
      ],
      () => [],
    );
    assert.deepEqual(
      found.pools.map(one => [one.id, one.licenses, ...metersOf(one)]),
      [
        // As many as were bought, whoever has them: ten, and three of the larger product.
        ['audio-conferencing', 13, ['all', 0, 780]],
        ['domestic DE', 1, ['all', 0, 1200]],
        ['domestic US', 2, ['all', 0, 6000]],
        ['domestic-120 US', 1, ['all', 0, 120]],
        ['domestic-240 US', 1, ['all', 0, 240]],
        ['international DE', 1, ['domestic', 0, 1200], ['international', 0, 600]],
      ],
    );
  });

  it('of the plan with dial-out to the United States and Canada count as they are assigned', () => {
    const found = left([aHolder('ann', ['conferencing-us']), aHolder('bob', ['conferencing-us'])], () => []);
    assert.deepEqual(metersOf(pool(found, 'audio-conferencing-us')), [['all', 0, 120]]);
  });

  it('are not those of a license that has no effect, or of somebody without a country', () => {
    const off = { skuId: 'domestic', disabledPlanIds: [], isActive: false, isByGroup: false };
    const found = left(
      [aHolder('ann', [], { licenses: [off] }), aHolder('bob', ['domestic'], { usageLocation: null })],
      () => [],
    );
    assert.deepEqual([found.pools.map(({ id }) => id), found.unlocated], [['audio-conferencing'], 1]);
    const suspended = products.map(sku => (sku.id === 'conferencing' ? { ...sku, isInService: false } : sku));
    assert.equal(leftOf(planFacts([], suspended), []).pools[0]?.licenses, 3);
  });

  it('are used by calls out of this month that a plan paid for', () => {
    const people = [aHolder('ann', ['domestic']), aHolder('bob', ['domestic', 'conferencing'])];
    const found = left(people, daysAgo => [
      someCalls('ann', 7),
      someCalls('ann', 100, { type: 'user_in' }),
      someCalls('bob', 5, { type: 'conf_out', capability: 'MCOMEETADD', destination: 'Germany' }),
      someCalls('bob', 50, { capability: 'MCOPSTNPP', cost: 1n }),
      someCalls('bob', 60, { capability: 'FREECALL' }),
      ...(daysAgo === 0 ? [someCalls('gone', 3)] : []),
    ]);
    // June has had 24 days.
    assert.deepEqual(metersOf(pool(found, 'domestic US')), [['all', 24 * 7 + 3, 6000]]);
    assert.deepEqual(metersOf(pool(found, 'audio-conferencing')), [['all', 24 * 5, 780]]);
    assert.equal(found.unplaced, 0);
  });

  it('of callers who have left are in no pool where there are several', () => {
    const people = [aHolder('ann', ['domestic']), aHolder('bob', ['domestic'], { usageLocation: 'DE' })];
    const found = left(people, daysAgo => (daysAgo === 0 ? [someCalls('gone', 3)] : []));
    assert.deepEqual([found.unplaced, metersOf(pool(found, 'domestic US'))[0]?.[1]], [3, 0]);
  });

  it('of an international plan are two meters, and whichever is full first ends both', () => {
    const people = [aHolder('ann', ['international'])];
    const found = left(people, () => [
      someCalls('ann', 10, { capability: 'MCOPSTN2', destination: 'Canada' }),
      someCalls('ann', 24, { capability: 'MCOPSTN2', destination: 'Japan' }),
    ]);
    const one = pool(found, 'international US');
    assert.deepEqual(metersOf(one), [
      ['domestic', 240, 3000],
      ['international', 576, 600],
    ]);
    assert.equal(usedPart(one), 0.96);
    // Of the last two days' 48 minutes no report may show all.
    assert.equal(one.runsOut?.at, today);
  });

  it('run out when the usual weekdays have taken the rest, after what no report shows yet', () => {
    const people = [aHolder('ann', ['domestic-240'])];
    const weekday = ({ start }: { readonly start: number }): number => new Date(start).getUTCDay();
    const days = lastDays90(() => []).map(day => ({
      ...day,
      // Nobody calls at weekends, and nothing of the last two days has arrived.
      calls:
        [0, 6].includes(weekday(day)) || day.start > today - 3 * dayMs
          ? []
          : [someCalls('ann', 12, { capability: 'MCOPSTN6' })],
    }));
    const [one] = leftOf(planFacts(people, [aProduct('domestic-240', ['MCOPSTN6'])]), days).pools;
    // 15 weekdays of June up to the 19th: 180. From Monday 15:00 to Wednesday 15:00 24 more; 36 are left: of Wednesday 4.5, of Thursday
    // and Friday 12 each, and of Monday 7.5.
    assert.equal(one?.meters[0]?.used, 180);
    assert.equal(one.runsOut?.at, at('2026-06-29T15:00:00Z'));
    assert.equal(one.overage?.minutes, Math.round(4.5 + 12));
  });

  it('last where nobody calls, and where the month ends first', () => {
    const people = [aHolder('ann', ['domestic'])];
    assert.equal(
      pool(
        left(people, () => []),
        'domestic US',
      ).runsOut,
      null,
    );
    assert.equal(
      pool(
        left(people, () => [someCalls('ann', 50)]),
        'domestic US',
      ).runsOut,
      null,
    );
  });

  it('that are used up draw at the organization’s own rates, as far as it has any', () => {
    const people = [aHolder('ann', ['domestic-120'])];
    const own = { capability: 'MCOPSTN5' };
    const found = left(people, daysAgo => [
      someCalls('ann', 6, own),
      someCalls('ann', 2, { ...own, destination: 'Puerto Rico' }),
      // Once it cost 30 cents for 10 minutes; nobody ever paid for a call to Puerto Rico.
      ...(daysAgo === 80 ? [someCalls('bob', 10, { capability: 'MCOPSTNPP', cost: 300_000n })] : []),
    ]);
    const { runsOut, overage } = pool(found, 'domestic-120 US');
    assert.equal(runsOut?.at, today);
    // Six days and nine hours of 8 minutes.
    assert.deepEqual(overage, { minutes: 51, amount: Math.round((51 * 6 * 30_000) / 8), unpriced: 13 });
  });

  it('asked for while they were used up count in what is expected', () => {
    const people = [aHolder('ann', ['domestic-120'])];
    const paidUntil = 20;
    const found = left(people, daysAgo => {
      const isBeyond = daysAgo > 23 && daysAgo < 23 + paidUntil;
      return [someCalls('ann', 4, { capability: isBeyond ? 'MCOPSTNPP' : 'MCOPSTN5', cost: isBeyond ? 120_000n : 0n })];
    });
    const { runsOut, meters } = pool(found, 'domestic-120 US');
    // 24 days of 4 minutes, and two more days of them that no report shows.
    assert.deepEqual([meters[0]?.used, runsOut?.at], [96, today + 4 * dayMs]);
  });

  it('that nobody shares are told by who used most', () => {
    const people = ['ann', 'bob', 'cleo'].map(name => aHolder(name, ['e5-minutes']));
    const found = left(people, daysAgo =>
      daysAgo > 0
        ? []
        : [119, 121, 40].map((minutes, index) =>
            someCalls(people[index]?.id ?? '', minutes, { capability: 'MCOPSTN8' }),
          ),
    );
    const one = pool(found, 'calling-minutes US');
    assert.deepEqual(
      [metersOf(one), one.each],
      [[['all', 280, 360]], { minutes: 120, most: 121, nearly: 1, usedUp: 1 }],
    );
    assert.equal(minuteStep(one, undefined), 100);
  });
});

describe('the step that a pool has reached', () => {
  const used = (percent: number): MinutePool => ({
    ...{ id: 'domestic US', plan: 'domestic', country: 'US', licenses: 1, each: null, runsOut: null, overage: null },
    meters: [{ kind: 'all', total: 3000, used: percent * 30 }],
  });

  it('is 80 or 100 percent, and stays until clearly less is used', () => {
    const table = [
      [79, undefined, undefined],
      [80, undefined, 80],
      [99, undefined, 80],
      [100, undefined, 100],
      [140, 80, 100],
      [98, 100, 100],
      [94, 100, 80],
      [76, 80, 80],
      [74, 80, undefined],
      [76, 100, 80],
      [0, 100, undefined],
    ] as const;
    for (const [percent, before, due] of table)
      assert.equal(minuteStep(used(percent), before), due, `${percent} after ${before}`);
  });
});

describe('a month of calls on plans', () => {
  const callers = ['us1', 'us2', 'de1', 'abroad', 'gone'];
  const people = [
    aHolder('us1', ['domestic']),
    aHolder('us2', ['domestic', 'conferencing']),
    aHolder('de1', ['domestic'], { usageLocation: 'DE' }),
    aHolder('abroad', ['international']),
  ];
  const call = fc.record({
    daysAgo: fc.nat(89),
    person: fc.constantFrom(...callers),
    minutes: fc.nat(500),
    destination: fc.constantFrom('United States', 'Canada', 'Germany', 'Cuba', ''),
    type: fc.constantFrom('user_out', 'user_in', 'conf_out', 'conf_in'),
    capability: fc.constantFrom('MCOPSTN1', 'MCOPSTN2', 'MCOMEETADD', 'MCOPSTNPP', 'MCOSMS1'),
  });

  it('is counted as one would by hand, in any order', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), some => {
        const days = (calls: typeof some): readonly DayOfCalls[] =>
          lastDays90(daysAgo =>
            calls
              .filter(one => one.daysAgo === daysAgo)
              .map(one => ({ ...one, calls: 1, cost: one.capability === 'MCOPSTNPP' ? 5n : 0n })),
          );
        const found = leftOf(planFacts(people), days(some));
        assert.deepEqual(leftOf(planFacts(people), days(some.toReversed())), found);
        const due = { us: 0, de: 0, here: 0, abroad: 0, meetings: 0, nowhere: 0 };
        for (const { daysAgo, person, minutes, destination, type, capability } of some) {
          if (daysAgo > 23 || type.endsWith('_in')) continue;
          if (capability === 'MCOMEETADD') due.meetings += minutes;
          const home = person === 'de1' ? ['Germany'] : ['United States', 'Canada'];
          if (capability === 'MCOPSTN2') due[home.includes(destination) ? 'here' : 'abroad'] += minutes;
          if (capability === 'MCOPSTN1') due[person === 'gone' ? 'nowhere' : person === 'de1' ? 'de' : 'us'] += minutes;
        }
        const usedIn = (id: string): readonly number[] => pool(found, id).meters.map(({ used }) => used);
        assert.deepEqual(
          [usedIn('domestic US'), usedIn('domestic DE'), usedIn('audio-conferencing'), found.unplaced],
          [[due.us], [due.de], [due.meetings], due.nowhere],
        );
        assert.equal(
          usedIn('international US').reduce((sum, one) => sum + one, 0),
          due.here + due.abroad,
        );
      }),
    );
  });
});
