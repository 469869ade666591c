import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  dayMs,
  firstMorningOf,
  followed,
  hourMs,
  latestMorning,
  morningOf,
  newsMs,
  tellingOf,
  toIso,
  untold,
  weekdayOf,
  type Instant,
  type Matter,
  type Route,
} from '../../core/index.ts';
import { at } from '../support/builders.ts';

const monday = '2026-11-23';
const zones = Intl.supportedValuesOf('timeZone');

/** The news of a Monday, as it is raised. */
function newsOf(day: string, timeZone: string): Matter {
  const raised = firstMorningOf(day);
  const alert = { id: `digest ${day}`, kind: 'digest', at: raised, currency: 'USD', balance: 0 } as const;
  const [matter] = followed([], {
    ...{ at: raised, stages: [], next: 1 },
    announced: [{ ...alert, morning: { day, timeZone } }],
  });
  return matter!;
}

const routeIn = (timeZone?: string, more: Partial<Route> = {}): Route => ({
  ...{ kinds: 'all', quietUntil: () => undefined },
  ...(timeZone !== undefined && { timeZone }),
  ...more,
});

const laterOf = (matter: Matter, route: Route, now: Instant): string => {
  const telling = tellingOf(matter, untold, route, now);
  return telling.kind === 'later' ? toIso(telling.at) : telling.kind;
};

describe('a morning', () => {
  it('is nine o’clock of a zone, on the Monday after clocks have changed too', () => {
    for (const [day, zone, expected] of [
      [monday, 'UTC', '2026-11-23T09:00:00Z'],
      [monday, 'Asia/Shanghai', '2026-11-23T01:00:00Z'],
      [monday, 'America/Los_Angeles', '2026-11-23T17:00:00Z'],
      ['2026-03-30', 'Europe/Berlin', '2026-03-30T07:00:00Z'],
      ['2026-10-26', 'Europe/Berlin', '2026-10-26T08:00:00Z'],
      ['2026-03-09', 'America/New_York', '2026-03-09T13:00:00Z'],
      ['2026-11-02', 'America/New_York', '2026-11-02T14:00:00Z'],
      // Samoa left that Friday out: it is told on the day that there was instead.
      ['2011-12-30', 'Pacific/Apia', '2011-12-30T19:00:00Z'],
    ] as const)
      assert.equal(toIso(morningOf(day, zone)), expected, `${day} ${zone}`);
  });

  it('law: comes to the first zone first, to every zone within 26 hours, and is that of the latest Monday from then on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 7 * dayMs - 1 }),
        (zone, weeks, afterMs) => {
          const day = Temporal.PlainDate.from('2020-01-06').add({ weeks }).toString();
          const first = firstMorningOf(day);
          const own = morningOf(day, zone);
          assert.ok(own >= first && own <= first + 26 * hourMs);
          assert.equal(weekdayOf(own, zone), 1);
          assert.equal(latestMorning('week', first + afterMs), day);
        },
      ),
    );
  });

  it('of a month is that of its first day', () => {
    const first = firstMorningOf('2026-12-01');
    assert.equal(latestMorning('month', first - 1), '2026-11-01');
    assert.equal(latestMorning('month', first), '2026-12-01');
  });
});

describe('news of a week', () => {
  const raised = firstMorningOf(monday);

  it('waits for the morning of each route, or that of the wallet', () => {
    const matter = newsOf(monday, 'Europe/Berlin');
    assert.equal(laterOf(matter, routeIn(), raised), '2026-11-23T08:00:00Z');
    assert.equal(laterOf(matter, routeIn('America/New_York'), raised), '2026-11-23T14:00:00Z');
    assert.equal(laterOf(matter, routeIn('Pacific/Kiritimati'), raised), 'post');
    assert.equal(laterOf(matter, routeIn(), at('2026-11-23T08:00:00Z')), 'post');
  });

  it('is held by quiet hours, left out by a filter, and told after an outage within its week', () => {
    const matter = newsOf(monday, 'UTC');
    const noon = at('2026-11-23T12:00:00Z');
    const quiet = routeIn(undefined, { quietUntil: now => (now < noon ? noon : undefined) });
    assert.equal(laterOf(matter, quiet, at('2026-11-23T09:00:00Z')), toIso(noon));
    assert.equal(laterOf(matter, routeIn(undefined, { kinds: 'critical' }), noon), 'nothing');
    assert.equal(laterOf(matter, routeIn(undefined, { kinds: ['low-balance'] }), noon), 'nothing');
    assert.equal(laterOf(matter, routeIn(undefined, { kinds: ['digest'] }), noon), 'post');
    assert.equal(laterOf(matter, routeIn(), raised + newsMs), 'post');
    assert.equal(laterOf(matter, routeIn(), raised + newsMs + 1), 'nothing');
  });

  it('law: is told each route once, on its own Monday from nine on, whenever it is looked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        fc.array(fc.integer({ min: 1, max: 10 * hourMs }), { minLength: 1, maxLength: 60 }),
        (wallet, own, gaps) => {
          const matter = newsOf(monday, wallet);
          let now = raised;
          let told = untold;
          const posts: Instant[] = [];
          for (const gap of gaps) {
            if (tellingOf(matter, told, routeIn(own), now).kind === 'post') {
              posts.push(now);
              told = { ...told, activityId: 'm', shown: matter.version, posting: matter.posting };
            }
            now += gap;
          }
          const nine = morningOf(monday, own);
          assert.ok(posts.length <= 1);
          assert.ok(posts.every(post => post >= nine));
          assert.equal(posts.length, now - (gaps.at(-1) ?? 0) >= nine ? 1 : 0);
        },
      ),
    );
  });
});
