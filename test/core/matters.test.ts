import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  acknowledged,
  escalatesAt,
  flapMs,
  hourMs,
  isCritical,
  isWorse,
  minuteMs,
  secondMs,
  snoozed,
  type Alert,
  type Matter,
} from '../../core/index.ts';
import { epoch, lived, Lives, moments, worstAmiss, type Moment, type StageName } from '../support/matter-histories.ts';

// `LAWS_RUNS` sets how many lives are tried for each law, `LAWS_SEED` which ones.

const numRuns = Number(process.env['LAWS_RUNS'] ?? 300);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_126);

const law = (name: string, then: (lives: Lives, moment: Moment) => void): void =>
  void it(`law: ${name}`, () =>
    fc.assert(
      fc.property(moments, life => void lived(life, then)),
      { numRuns, seed },
    ));

const stageOf = ({ subject, key }: Pick<Matter, 'subject' | 'key'>): string => `${subject}: ${key}`;

/** After each pause, what is amiss. */
function after(...steps: readonly (readonly [ms: number, ...amiss: readonly StageName[]])[]): Lives {
  const lives = new Lives();
  for (const [ms, ...amiss] of steps) {
    lives.now += ms;
    lives.follow(amiss);
  }
  return lives;
}

const eventsOf = ({ all: [first] }: Lives) => first?.timeline.map(({ kind }) => kind);

describe('matters', () => {
  law('a second look at the same facts changes nothing', (lives, { amiss }) => {
    assert.deepEqual(lives.look(amiss), []);
  });

  law('whatever was seen before, what is open is the worst of each subject that is amiss', (lives, { amiss }) => {
    const worst = worstAmiss(amiss, lives.now).map(({ key }) => key);
    assert.deepEqual(lives.open.map(({ key }) => key).toSorted(), worst.toSorted());
    const fresh = new Lives();
    fresh.now = lives.now;
    fresh.follow(amiss);
    assert.deepEqual(fresh.open.map(stageOf).toSorted(), lives.open.map(stageOf).toSorted());
  });

  law('the worst of a subject mutes the others, and never all of them', ({ now }, { amiss }) => {
    const worst = worstAmiss(amiss, now);
    assert.equal(worst.length === 0, amiss.length === 0);
    for (const one of worst) assert.ok(!worst.some(other => isWorse(other.alert, one.alert) && other.key === one.key));
  });

  law('of one subject one matter is open, and its timeline begins with its raising and stays short', lives => {
    const subjects = lives.open.map(({ subject }) => subject);
    assert.equal(new Set(subjects).size, subjects.length);
    for (const { timeline } of lives.all)
      assert.ok(timeline[0]?.kind === 'raised' && timeline.length <= 12 && timeline.length > 0);
  });

  law('what happened is told in the order in which it did', lives => {
    for (const { timeline } of lives.all)
      for (const [index, { at }] of timeline.entries()) assert.ok(at >= (timeline[index - 1]?.at ?? 0));
  });

  it('law: every change has a version of its own', () => {
    fc.assert(
      fc.property(moments, life => {
        const seen = new Map<string, Matter>();
        lived(life, lives => {
          for (const matter of lives.all) {
            const before = seen.get(matter.id);
            if (before !== undefined && before !== matter) assert.ok(matter.version > before.version);
            seen.set(matter.id, matter);
          }
        });
      }),
      { numRuns, seed },
    );
  });

  it('law: an acknowledgment is void once it is called anew, and holds until it is, or is worse again than what was seen', () => {
    fc.assert(
      fc.property(moments, life => {
        const seen = new Map<string, Matter>();
        lived(life, lives => {
          for (const matter of lives.all) {
            const before = seen.get(matter.id);
            const { acknowledged: seenBy } = matter;
            const isAnew = seenBy !== undefined && seenBy.at >= lives.now;
            if (before?.acknowledged !== undefined && !isAnew) {
              if (matter.calledAt > before.calledAt) assert.equal(seenBy, undefined);
              else if (seenBy === undefined)
                assert.ok(matter.timeline.some(({ kind, at }) => kind === 'worsened' && at === lives.now));
            }
            seen.set(matter.id, matter);
          }
        });
      }),
      { numRuns, seed },
    );
  });

  it('that were acknowledged after they had eased are not, once they are as bad as before', () => {
    const lives = after([0, 'zero'], [2 * minuteMs, 'low']);
    lives.now += minuteMs;
    lives.act({ act: 'acknowledges' });
    assert.ok(lives.open[0]?.acknowledged);
    lives.now += 2 * minuteMs;
    lives.follow(['zero']);
    const [matter] = lives.open;
    assert.deepEqual([matter.alert.kind, matter.acknowledged], ['balance-zero', undefined]);
    assert.equal(escalatesAt(matter, hourMs), matter.calledAt + hourMs);
  });

  it('law: one calling is escalated once at most, when nobody has acknowledged it, and only what is critical', () => {
    fc.assert(
      fc.property(moments, life => {
        const escalations = new Map<string, number>();
        lived(life, lives => {
          for (const matter of lives.open.filter(({ escalatedAt }) => escalatedAt === lives.now)) {
            assert.ok(isCritical(matter) && matter.snoozed?.until !== lives.now);
            assert.ok(lives.now - matter.calledAt >= lives.escalatesAfterMs);
            const calling = `${matter.id} ${matter.calledAt}`;
            assert.equal(escalations.get(calling) ?? lives.now, lives.now);
            escalations.set(calling, lives.now);
          }
        });
      }),
      { numRuns, seed },
    );
  });

  it('a balance that is low, at zero, low again and recovered is one matter', () => {
    const lives = after([0, 'low'], [hourMs, 'low', 'zero'], [hourMs, 'low'], [hourMs]);
    assert.equal(lives.all.length, 1);
    assert.deepEqual(eventsOf(lives), ['raised', 'worsened', 'eased', 'recovered']);
  });

  it('what comes back within a quarter of an hour is the same, and after it another', () => {
    assert.equal(after([0, 'low'], [hourMs], [flapMs - 1, 'low']).all.length, 1);
    assert.equal(after([0, 'low'], [hourMs], [flapMs, 'low']).all.length, 2);
  });

  it('another payment whose outcome is unknown is told anew, within a quarter of an hour too', () => {
    const [first] = after([0, 'unknown'], [minuteMs, 'unknownToo']).all;
    const [alone] = after([0, 'unknown']).all;
    assert.ok(first !== undefined && alone !== undefined && first.posting > alone.posting);
    const [returned] = after([0, 'unknown'], [minuteMs], [minuteMs, 'unknownToo']).all;
    assert.ok((returned?.posting ?? 0) > alone.posting);
  });

  it('a snooze that was meant for a low balance does not hold back zero, not even a zero of a moment ago', () => {
    const lives = after([0, 'zero'], [minuteMs, 'low']);
    lives.act({ act: 'snoozes' }, 24 * hourMs);
    lives.now += minuteMs;
    lives.follow(['zero']);
    const [matter] = lives.all;
    assert.ok(matter !== undefined && matter.snoozed === undefined);
    assert.equal(matter.calledAt, lives.now);
    assert.equal(escalatesAt(matter, minuteMs), lives.now + minuteMs);
  });

  it('a clock that was set back makes nothing a flap', () => {
    const lives = after([24 * hourMs, 'low'], [minuteMs, 'zero'], [minuteMs, 'low']);
    lives.now -= 20 * hourMs;
    lives.follow(['zero']);
    assert.equal(lives.all[0]?.calledAt, lives.now);
  });

  it('a clock that was set back leaves nobody alone for longer than they asked for', () => {
    const lives = after([24 * hourMs, 'low']);
    lives.act({ act: 'snoozes' }, hourMs);
    lives.now -= 20 * hourMs;
    lives.follow(['low']);
    assert.equal(lives.all[0]?.snoozed?.until, lives.now + hourMs);
    for (const [afterMs, leftMs] of [
      [20 * minuteMs, 40 * minuteMs],
      [hourMs, undefined],
    ] as const) {
      lives.now += afterMs;
      lives.follow(['low']);
      const [matter] = lives.open;
      assert.ok(matter !== undefined);
      assert.equal(matter.snoozed?.until, leftMs && lives.now + leftMs);
      assert.equal(matter.calledAt === lives.now, leftMs === undefined);
    }
  });

  it('one that was overlooked while it was over is another when it is amiss again', () => {
    // Nobody looked for hours: the ended one is still among the current.
    const lives = after([0, 'low'], [minuteMs]);
    lives.now += 5 * hourMs;
    lives.follow(['low']);
    assert.deepEqual(
      lives.all.map(({ endedAt }) => endedAt !== undefined),
      [true, false],
    );
  });

  it('that is being mended is told half a minute later, or at once when it is left alone', () => {
    const [first] = after([0, 'mended']).all;
    assert.equal(first?.notBefore, epoch + 30 * secondMs);
    const [left] = after([0, 'mended'], [secondMs, 'low']).all;
    assert.equal(left?.notBefore, epoch + secondMs);
  });

  it('says no more what the wallet says no more, and keeps why a recharge was declined', () => {
    const lives = new Lives();
    const declined: Alert = {
      ...{ id: 'alert-1', kind: 'recharge-failed', at: epoch, currency: 'USD', balance: 1 },
      ...{ reason: 'expired-card', next: { amount: 1, at: epoch } },
    };
    lives.follow(['failed'], [declined]);
    assert.equal(lives.all[0]?.alert.next?.amount, 1);
    lives.now += minuteMs;
    lives.follow(['failed']);
    assert.deepEqual(
      lives.all.map(({ alert }) => [alert.reason, alert.next]),
      [['expired-card', undefined]],
    );
  });

  it('news is told once, is over at once, and no look changes it', () => {
    const lives = new Lives();
    const news: Alert = { id: 'alert-1', kind: 'recharge-succeeded', at: epoch, currency: 'USD', balance: 1 };
    lives.follow([], [news]);
    assert.equal(lives.all[0]?.endedAt, epoch);
    assert.deepEqual(lives.look([]), []);
  });

  it('is acknowledged by the first who does, and snoozed only until later', () => {
    const [matter] = after([0, 'low']).all;
    assert.ok(matter !== undefined);
    const seen = acknowledged(matter, { by: 'Alex', at: epoch });
    assert.equal(acknowledged(seen, { by: 'Megan', at: epoch + 1 }), seen);
    assert.equal(snoozed(matter, { by: 'Alex', at: epoch, until: epoch }), matter);
    const [over] = after([0, 'low'], [1]).all;
    assert.equal(over && acknowledged(over, { by: 'Alex', at: epoch }), over);
  });
});
