import assert from 'node:assert/strict';
import { emptyWallet, err, hourMs, minuteMs, ok, type ClockDoubt, type Matter } from '../../core/index.ts';
import { FollowedMatters } from '../../bot/alerts/followed-matters.ts';
import { at } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('a look that cannot know to whom it escalates', () => {
  it('brings everything else up to date, and escalates once that can be read', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const { matters } = inMemory();
    let afterMs: () => Promise<number | undefined> = () => Promise.reject(new Error('away'));
    const followed = new FollowedMatters({
      ...{ matters, clock, lateSince: () => Promise.resolve(undefined), escalatesAfterMs: () => afterMs() },
      foreseen: () => Promise.resolve({ kinds: new Set(), stages: [] }),
      doubt: () => ({ kind: 'clock-jumped', at: 2, last: 1, witness: null }),
      ledger: { read: () => Promise.resolve(ok({ wallet: emptyWallet, history: undefined as never })) },
    });
    await followed.look();
    clock.advance(hourMs);
    await followed.look();
    const matter = async () => (await matters.current()).matters[0]?.matter;
    assert.deepEqual([(await matter())?.alert.kind, (await matter())?.escalatedAt], ['clock-doubted', undefined]);
    afterMs = () => Promise.resolve(30 * minuteMs);
    await followed.look();
    assert.equal((await matter())?.escalatedAt, clock.now());
  });
});

describe('what one process alone knows', () => {
  const damage = { kind: 'damaged', seq: 17, id: 'x', invariant: 'chain' } as const;
  const doubt: ClockDoubt = { kind: 'clock-jumped', at: 2, last: 1, witness: null };

  /** Two processes on one store. */
  function processes() {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const { matters } = inMemory();
    const known = { isDamaged: true, doubt: undefined as ClockDoubt | undefined };
    const process = (isKnowing: boolean) =>
      new FollowedMatters({
        ...{
          matters,
          clock,
          lateSince: () => Promise.resolve(undefined),
          escalatesAfterMs: () => Promise.resolve(undefined),
        },
        foreseen: () => Promise.resolve({ kinds: new Set(), stages: [] }),
        doubt: () => (isKnowing ? known.doubt : undefined),
        ledger: {
          read: () =>
            Promise.resolve(
              isKnowing && known.isDamaged
                ? err({ ...damage, invariant: 'previous-hash' as never })
                : ok({ wallet: emptyWallet, history: undefined as never }),
            ),
        },
      });
    const open = async (): Promise<readonly Matter[]> =>
      (await matters.current()).matters.map(({ matter }) => matter).filter(({ endedAt }) => endedAt === undefined);
    return { clock, known, knowing: process(true), other: process(false), open };
  }

  it('is not over because another process knows nothing of it, and over when nobody says it any more', async () => {
    const { clock, known, knowing, other, open } = processes();
    await knowing.look();
    for (let round = 0; round < 20; round += 1) {
      clock.advance(minuteMs);
      await other.look();
      await knowing.look();
    }
    const [matter] = await open();
    assert.deepEqual([matter?.alert.kind, matter?.version], ['ledger-damaged', 1]);
    known.isDamaged = false;
    clock.advance(4 * minuteMs);
    await knowing.look();
    assert.equal((await open()).length, 1);
    clock.advance(2 * minuteMs);
    await other.look();
    assert.deepEqual(await open(), []);
  });

  it('calls nobody anew while it is only known better', async () => {
    const { clock, known, knowing, open } = processes();
    known.isDamaged = false;
    for (let round = 0; round < 5; round += 1) {
      known.doubt = { ...doubt, last: round };
      await knowing.look();
      clock.advance(minuteMs);
    }
    const [matter] = await open();
    assert.deepEqual([matter?.alert.kind, matter?.version, matter?.calledAt], ['clock-doubted', 1, matter?.raisedAt]);
  });
});
