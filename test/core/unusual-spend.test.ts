import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  dayMs,
  hourMs,
  hoursOfWeek,
  minuteMs,
  unusualOf,
  type Instant,
  type OrganizationHabits,
  type SpendLook,
  type SpentCall,
} from '../../core/index.ts';
import { at as instant, money } from '../support/builders.ts';

const at = instant('2026-06-01T12:00:00Z');
const hourOf = hoursOfWeek('UTC', { from: at - 100 * dayMs, to: at });

const organization: OrganizationHabits = {
  people: 100,
  isLearning: false,
  callsTo: new Map([
    ['United States', { past: 5000, recent: 2000 }],
    ['Germany', { past: 50, recent: 20 }],
  ]),
  usualWeek: money('$2'),
};
const look: SpendLook = { at, hourOf, organization, unit: money('$1'), isStanding: false };
const told = (calls: readonly SpentCall[], more: Partial<SpendLook> = {}) => unusualOf(calls, { ...look, ...more });

const call = (start: Instant, facts: Partial<SpentCall> = {}): SpentCall => ({
  ...{ start, seconds: 240, cost: money('$0.10'), callType: 'user_out' },
  ...{ destination: 'United States', callee: '+12065550100' },
  ...facts,
});

/** Three calls on each workday of 13 weeks, at ten, two and four, as somebody makes them who never calls elsewhere. */
const habit: readonly SpentCall[] = Array.from({ length: 91 }, (_, day) => at - (day + 1) * dayMs - 12 * hourMs)
  .filter(midnight => hourOf(midnight) < 5 * 24)
  .flatMap(midnight => [10, 14, 16].map(hour => call(midnight + hour * hourMs)));

/** Some minutes after three in the morning, four days ago: a Thursday. */
const night = (minutes: number): Instant => at - 4 * dayMs - 9 * hourMs + minutes * minuteMs;
const burst = (count: number, facts: Partial<SpentCall> = {}): readonly SpentCall[] =>
  Array.from({ length: count }, (_, index) =>
    call(night(index), { destination: 'Latvia', callee: '+37167000000', cost: money('$4.40'), ...facts }),
  );

describe('unusual spend', () => {
  it('is 14 calls to Latvia at three in the morning, where nobody ever called', () => {
    const found = told([...habit, ...burst(14)]);
    assert.equal(found?.severity, 'fraud-suspected');
    assert.deepEqual(found.reasons, [
      {
        kind: 'calls-to',
        ...{ destination: 'Latvia', calls: 14, amount: money('$61.60'), from: night(0), to: night(13) },
        signs: ['new-to-person', 'new-to-organization', 'out-of-hours', 'expensive', 'fast'],
      },
    ]);
    assert.deepEqual([found.amount, found.calls, found.usualWeek], [money('$61.60'), 14, money('$1.50')]);
  });

  it('is nothing to one who always calls so, nor to one who calls nobody', () => {
    assert.equal(told(habit), undefined);
    assert.equal(told([]), undefined);
    assert.equal(told([call(at - dayMs)]), undefined);
    const nightly = Array.from({ length: 90 }, (_, day) =>
      burst(14).map(one => ({ ...one, start: one.start - day * dayMs })),
    ).flat();
    assert.equal(told(nightly), undefined);
  });

  it('is a forwarded premium number after its first calls, in a country that others call every day', () => {
    const forwarded = [9, 10].map(hour =>
      call(at - 3 * dayMs - 12 * hourMs + hour * hourMs, {
        ...{ callType: 'user_out_forwarding', destination: 'Germany', callee: '+49900123****', cost: money('$9.60') },
      }),
    );
    const found = told([...habit, ...forwarded]);
    assert.equal(found?.severity, 'unusual-spend');
    assert.deepEqual(
      found.reasons.map(reason => ('signs' in reason ? reason.signs : [])),
      [['new-to-person', 'expensive', 'premium', 'forwarded']],
    );
  });

  it('is a slow leak within working hours, before it can pass for a habit', () => {
    const leak = (days: number): readonly SpentCall[] =>
      Array.from({ length: days }, (_, day) =>
        call(at - day * dayMs - 2 * hourMs, { destination: 'Cuba', cost: money('$6') }),
      );
    assert.notEqual(told([...habit, ...leak(4)]), undefined);
    assert.notEqual(told([...habit, ...leak(28)]), undefined);
  });

  it('is many new destinations within a day, said as such', () => {
    const names = ['Cuba', 'Latvia', 'Somalia', 'Gambia', 'Tunisia', 'Guinea'];
    const found = told([
      ...habit,
      ...names.map((destination, index) =>
        call(at - 2 * dayMs + index * minuteMs, { destination, cost: money('$1.20') }),
      ),
    ]);
    const [first] = found?.reasons ?? [];
    assert.equal(first?.kind, 'many-destinations');
    assert.equal(first.destinations, 6);
  });

  it('is far more than a usual week, wherever the calls went', () => {
    const much = Array.from({ length: 30 }, (_, index) =>
      call(at - 3 * dayMs + index * minuteMs * 20, { cost: money('$5'), seconds: 3600 }),
    );
    assert.deepEqual(
      told([...habit, ...much])?.reasons.map(({ kind }) => kind),
      ['more-than-usual'],
    );
  });

  it('is over when its last call is two weeks ago, and until then only far below the limits', () => {
    const later = (days: number): readonly SpentCall[] =>
      [...habit, ...burst(14)].map(one => ({ ...one, start: one.start - days * dayMs }));
    assert.notEqual(told(later(9)), undefined);
    assert.equal(told(later(10.5)), undefined);
    const small = [...habit, ...burst(1, { cost: money('$3.50') })];
    assert.equal(told(small), undefined);
    assert.notEqual(told(small, { isStanding: true }), undefined);
  });

  it('is found, too, where its calls came in late', () => {
    const old = [...habit, ...burst(14)].map(one => ({ ...one, start: one.start - 12 * dayMs }));
    assert.equal(told(old), undefined);
    assert.notEqual(told(old, { lateSince: at - 17 * dayMs }), undefined);
    assert.equal(told(old, { lateSince: at - 15 * dayMs }), undefined);
  });

  it('waits for more in a larger organization, and knows where its others call', () => {
    const few = [...habit, ...burst(1, { cost: money('$7') })];
    const sized = (people: number) => told(few, { organization: { ...organization, people } });
    assert.notEqual(sized(20), undefined);
    assert.equal(sized(5000), undefined);
    const common = new Map([...organization.callsTo, ['Latvia', { past: 400, recent: 100 }]]);
    assert.equal(told(few, { organization: { ...organization, callsTo: common } }), undefined);
  });

  it('does not know where some of thousands call: one of a hundred people has to', () => {
    const leak = Array.from({ length: 3 }, (_, day) =>
      call(at - (day + 3) * dayMs - 2 * hourMs, { destination: 'Cuba', cost: money('$15') }),
    );
    const callsTo = new Map([...organization.callsTo, ['Cuba', { past: 20, recent: 8 }]]);
    const sized = (people: number) => told([...habit, ...leak], { organization: { ...organization, people, callsTo } });
    assert.equal(sized(500), undefined);
    assert.notEqual(sized(5000), undefined);
  });

  it('does not take what a new organization calls first for something new', () => {
    const first = Array.from({ length: 8 }, (_, index) =>
      call(at - 3 * dayMs + index * hourMs, { destination: `Place ${index}`, cost: money('$1') }),
    );
    const learning = { organization: { ...organization, isLearning: true, callsTo: new Map() } };
    assert.equal(told(first, learning), undefined);
    assert.notEqual(told(burst(14), learning), undefined, 'a burst at night is told all the same');
  });

  it('takes no notice of calls that came in, free ones, and those still to come', () => {
    assert.equal(told([...habit, ...burst(14, { callType: 'conf_in' })]), undefined);
    assert.equal(told([...habit, ...burst(14, { cost: 0 })]), undefined);
    assert.equal(told([...habit, ...burst(14).map(one => ({ ...one, start: one.start + 30 * dayMs }))]), undefined);
  });

  it('tells a mistaken charge of $10,000, and does not let it change what is usual', () => {
    const mistake = call(at - 2 * dayMs, { cost: money('$10000') });
    assert.equal(told([...habit, mistake])?.amount, money('$10000'));
    const before = call(at - 50 * dayMs, { cost: money('$10000') });
    assert.equal(told([...habit, before]), undefined);
    const found = told([...habit, before, ...burst(14)]);
    assert.equal(found?.usualWeek, money('$1.50'));
    assert.equal(
      told([...habit, { ...mistake, cost: money('$0.10') }]),
      undefined,
      'once it is corrected nothing is told',
    );
  });

  it('says the same of the same calls in whatever order they came in, those too that began at once', () => {
    const atOnce = ['Latvia', 'Cuba', 'Somalia', 'Tuvalu', 'Latvia', 'Cuba'].flatMap((destination, index) =>
      burst(2, { destination, cost: money('$4.40') + index }).map(one => ({ ...one, start: night(0) })),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([...habit, ...burst(9), ...atOnce], { minLength: habit.length }), calls => {
        assert.deepEqual(told(calls), told(calls.toReversed()));
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing where somebody has done the same every day, whatever it is', () => {
    const pattern = fc.record({
      hour: fc.integer({ min: 0, max: 23 }),
      perDay: fc.integer({ min: 1, max: 12 }),
      cents: fc.integer({ min: 0, max: 5000 }),
      destination: fc.constantFrom('United States', 'Germany', 'Cuba', 'Satellite'),
      callType: fc.constantFrom('user_out', 'user_out_forwarding', 'conf_out'),
    });
    fc.assert(
      fc.property(pattern, ({ hour, perDay, cents, destination, callType }) => {
        const calls = Array.from({ length: 91 }, (_, day) =>
          Array.from({ length: perDay }, (__, index) =>
            call(at - (day + 1) * dayMs - 12 * hourMs + hour * hourMs + index * 5 * minuteMs, {
              ...{ destination, callType, callee: '+88160000', cost: cents * 10_000 },
            }),
          ),
        ).flat();
        assert.equal(told(calls), undefined);
      }),
      { numRuns: 60 },
    );
  });

  it('finds a burst at night on anybody’s account', () => {
    const facts = fc.record({
      minute: fc.integer({ min: 0, max: 600 }),
      count: fc.integer({ min: 8, max: 60 }),
      cents: fc.integer({ min: 300, max: 2000 }),
      people: fc.integer({ min: 1, max: 5000 }),
      weeks: fc.integer({ min: 0, max: 13 }),
    });
    fc.assert(
      fc.property(facts, ({ minute, count, cents, people, weeks }) => {
        const known = habit.filter(({ start }) => start > at - weeks * 7 * dayMs);
        const calls = burst(count, { cost: cents * 10_000 }).map(one => ({
          ...one,
          start: one.start + (minute % 60) * minuteMs,
        }));
        assert.notEqual(told([...known, ...calls], { organization: { ...organization, people } }), undefined);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an hour of the week', () => {
  it('is the one that clocks of the zone show, on both sides of a change of theirs', () => {
    const of = hoursOfWeek('Europe/Berlin', {
      from: instant('2026-01-01T00:00:00Z'),
      to: instant('2026-12-01T00:00:00Z'),
    });
    assert.equal(of(instant('2026-03-29T00:30:00Z')), 6 * 24 + 1);
    assert.equal(of(instant('2026-03-29T01:30:00Z')), 6 * 24 + 3);
    assert.equal(of(instant('2026-10-26T00:00:00Z')), 1);
    assert.equal(of(instant('2026-06-07T22:00:00Z')), 0);
  });
});
