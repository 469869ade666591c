import assert from 'node:assert/strict';
import { alertKinds, dayMs, emptyWallet, minuteMs, ok, type Alert, type Matter, type Stage } from '../../core/index.ts';
import { FollowedMatters } from '../../bot/alerts/followed-matters.ts';
import { watchersOf } from '../../bot/app/watchers.ts';
import { Foresight } from '../../bot/foresight/foresight.ts';
import type { Watcher } from '../../bot/foresight/watcher.ts';
import type { Documents } from '../../bot/ports/index.ts';
import { at, money } from '../support/builders.ts';
import { testLog } from '../support/logs.ts';
import { inMemory } from '../support/stores.ts';
import { kinds } from '../support/made-matters.ts';
import { Office } from '../support/office.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const expiring = (about: string, step: number): Stage => ({
  ...{ key: `lot-expires ${step}`, isBeingMended: false },
  alert: { kind: 'lot-expires', at: 0, currency: 'USD', balance: 0, about, step, amount: money('$20') },
});

const digest = (week: string): Stage => ({
  ...{ key: `digest ${week}`, isBeingMended: false },
  alert: { kind: 'digest', at: 0, currency: 'USD', balance: 0 },
});

const { signal: stopping } = new AbortController();

/** Two processes on one store, and what their watchers find. */
function watched() {
  const clock = new VirtualClock(at('2026-11-26T12:00:00Z'));
  const { matters, documents } = inMemory();
  const found: { stages: readonly Stage[] | undefined; fails: boolean; before: readonly Matter[] } = {
    ...{ stages: [], fails: false, before: [] },
  };
  const lots: Watcher = {
    name: 'lots',
    kinds: ['lot-expires', 'digest'],
    look: ({ before }) => {
      found.before = before;
      return found.fails ? Promise.reject(new Error('away')) : Promise.resolve(found.stages);
    },
  };
  const process = () => {
    const foresight = new Foresight({ documents, matters, clock, log: testLog, stopping }, [lots]);
    const followed = new FollowedMatters({
      ...{
        matters,
        clock,
        lateSince: () => Promise.resolve(undefined),
        escalatesAfterMs: () => Promise.resolve(undefined),
      },
      ...{ foreseen: () => foresight.read(), doubt: () => undefined },
      ledger: { read: () => Promise.resolve(ok({ wallet: emptyWallet, history: undefined as never })) },
    });
    return { foresight, followed };
  };
  const open = async (): Promise<readonly (string | number | undefined)[][]> =>
    (await matters.current()).matters
      .filter(({ matter }) => matter.endedAt === undefined)
      .map(({ matter: { subject, alert } }) => [subject, alert.step]);
  const retire = async (): Promise<void> => {
    const { matters: kept } = await matters.current();
    for (const { matter } of kept) await matters.address(matter.id, matter.version, []);
  };
  return { clock, matters, documents, found, one: process(), other: process(), open, retire };
}

describe('what looks ahead', () => {
  it('has a matter for each thing of a subject, found by one process and followed by another', async () => {
    const { found, one, other, open } = watched();
    found.stages = [expiring('lot-1', 30), expiring('lot-2', 7)];
    await one.foresight.look();
    await other.followed.look();
    assert.deepEqual(await open(), [
      ['lot lot-1', 30],
      ['lot lot-2', 7],
    ]);
    found.stages = [expiring('lot-2', 1)];
    await other.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-2', 1]]);
    assert.deepEqual(
      found.before.map(({ subject }) => subject),
      ['lot lot-1', 'lot lot-2'],
    );
  });

  it('leaves what was told as it is while a watcher fails or cannot know, and before it has ever looked', async () => {
    const { clock, found, one, open, matters } = watched();
    found.stages = [expiring('lot-1', 30)];
    await one.foresight.look();
    await one.followed.look();
    found.fails = true;
    clock.advance(10 * minuteMs);
    await one.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-1', 30]]);
    [found.fails, found.stages] = [false, undefined];
    await one.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-1', 30]]);
    const unknowing = new FollowedMatters({
      ...{
        matters,
        clock,
        lateSince: () => Promise.resolve(undefined),
        escalatesAfterMs: () => Promise.resolve(undefined),
      },
      ...{ foreseen: () => Promise.reject(new Error('away')), doubt: () => undefined },
      ledger: { read: () => Promise.resolve(ok({ wallet: emptyWallet, history: undefined as never })) },
    });
    await unknowing.look();
    assert.deepEqual(await open(), [['lot lot-1', 30]]);
  });

  it('tells of fifty at a time, and ends nothing because others come before it', async () => {
    const { found, one, open } = watched();
    found.stages = Array.from({ length: 60 }, (_, index) => expiring(`lot-${index}`, 30));
    await one.foresight.look();
    await one.followed.look();
    assert.equal((await open()).length, 50);
    found.stages = found.stages.toReversed();
    await one.foresight.look();
    await one.followed.look();
    assert.equal((await open()).length, 60);
    found.stages = [expiring('lot-1', 30)];
    await one.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-1', 30]]);
  });

  it('announces news once, also when it is found again after its matter is over for good', async () => {
    const { clock, found, matters, one, other, retire } = watched();
    const ids = async (): Promise<readonly Alert['id'][]> =>
      (await matters.current()).matters.map(({ matter }) => matter.alert.id);
    found.stages = [digest('2026-11-23')];
    await one.foresight.look();
    await Promise.all([one.followed.look(), other.followed.look()]);
    assert.deepEqual(await ids(), ['digest 2026-11-23']);
    await retire();
    clock.advance(minuteMs);
    for (const { followed } of [one, other, one]) await followed.look();
    assert.deepEqual(await ids(), []);
    found.stages = [digest('2026-11-23'), digest('2026-11-30')];
    await one.foresight.look();
    await other.followed.look();
    assert.deepEqual(await ids(), ['digest 2026-11-30']);
  });

  it('goes on where a clock that had jumped ahead is set back', async () => {
    const { clock, found, one, open } = watched();
    clock.set(clock.now() + 20 * dayMs);
    found.stages = [expiring('lot-1', 30)];
    await one.foresight.look();
    clock.set(clock.now() - 20 * dayMs);
    found.stages = [expiring('lot-2', 30)];
    await one.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-2', 30]]);
  });

  it('ends nothing that is still so because others have become worse', async () => {
    const { found, one, open } = watched();
    found.stages = [expiring('lot-1', 30)];
    await one.foresight.look();
    await one.followed.look();
    const worse = Array.from({ length: 60 }, (_, index) => expiring(`worse-${index}`, 7));
    found.stages = [...worse, expiring('lot-1', 30)];
    await one.foresight.look();
    await one.followed.look();
    const subjects = (await open()).map(([subject]) => subject);
    assert.equal(subjects.length, 51);
    assert.ok(subjects.includes('lot lot-1'));
  });

  it('keeps what is new at once, and that the others looked once for the round', async () => {
    const { clock, matters, documents } = watched();
    let writes = 0;
    const counted: Documents = {
      read: name => documents.read(name),
      change: (name, edit) =>
        documents.change(name, kept => {
          const after = edit(kept);
          if (after !== kept) writes += 1;
          return after;
        }),
    };
    const finds = { third: [] as readonly Stage[] };
    const watchers = ['first', 'second', 'third', 'fourth'].map((name): Watcher => ({
      ...{ name, kinds: ['lot-expires'] },
      look: () => Promise.resolve(name === 'third' ? finds.third : []),
    }));
    const foresight = new Foresight({ documents: counted, matters, clock, log: testLog, stopping }, watchers);
    const lookedWith = async (third: readonly Stage[]): Promise<number> => {
      [writes, finds.third] = [0, third];
      clock.advance(10 * minuteMs);
      await foresight.look();
      assert.deepEqual((await foresight.read()).stages, third);
      return writes;
    };
    assert.equal(await lookedWith([]), 1);
    assert.equal(await lookedWith([expiring('lot-1', 30)]), 2);
    assert.equal(await lookedWith([expiring('lot-1', 30)]), 1);
    const kept = (await documents.read('foresight')) as Readonly<Record<string, { readonly lookedAt: number }>>;
    assert.deepEqual(
      watchers.map(({ name }) => kept[name]?.lookedAt),
      watchers.map(() => clock.now()),
    );
  });

  it('goes on with nobody once the program stops, and calls none of that a failure', async () => {
    const { clock, matters, documents } = watched();
    const stop = new AbortController();
    const looked: string[] = [];
    const failed: unknown[] = [];
    const watchers = ['first', 'stopped', 'after'].map((name): Watcher => ({
      ...{ name, kinds: ['lot-expires'] },
      look: () => {
        looked.push(name);
        if (name === 'stopped') stop.abort();
        return stop.signal.aborted ? Promise.reject(new Error('stopping')) : Promise.resolve([expiring('lot-1', 30)]);
      },
    }));
    const log = { error: (facts: unknown) => failed.push(facts) };
    const foresight = new Foresight({ documents, matters, clock, log, stopping: stop.signal }, watchers);
    await foresight.look();
    assert.deepEqual([looked, failed], [['first', 'stopped'], []]);
    assert.deepEqual((await foresight.read()).stages, [expiring('lot-1', 30)]);
  });

  it('does not put back what is erased while others look', async () => {
    const { clock, matters, documents } = watched();
    let isErased = false;
    const watchers: readonly Watcher[] = [
      { name: 'lots', kinds: ['lot-expires'], look: () => Promise.resolve([expiring('lot-1', 30)]) },
      {
        ...{ name: 'others', kinds: [] },
        look: async () => {
          if (isErased) await documents.change('foresight', () => null);
          return [];
        },
      },
    ];
    const foresight = new Foresight({ documents, matters, clock, log: testLog, stopping }, watchers);
    await foresight.look();
    isErased = true;
    await foresight.look();
    assert.deepEqual((await foresight.read()).stages, []);
  });

  it('looks on where a later version has found what this one does not know', async () => {
    const { documents, found, one, open } = watched();
    found.stages = [expiring('lot-1', 30)];
    await one.foresight.look();
    await documents.change('foresight', kept => {
      const { lots } = kept as { readonly lots: { readonly stages: readonly Stage[] } };
      const later = lots.stages.map(stage => ({
        ...stage,
        alert: { ...stage.alert, kind: 'of-tomorrow', about: 'x' },
      }));
      return { lots: { ...lots, stages: [...lots.stages, ...later] } };
    });
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-1', 30]]);
    found.stages = [expiring('lot-2', 30)];
    await one.foresight.look();
    await one.followed.look();
    assert.deepEqual(await open(), [['lot lot-2', 30]]);
  });
});

describe('every kind that is looked for in rounds', () => {
  it('has one watcher, which looks for nothing else', async () => {
    const office = await new Office().open();
    try {
      const watched = watchersOf({ ...office.tenant, documents: office.stores.documents }).flatMap(
        ({ kinds }) => kinds,
      );
      const foreseen = kinds.filter(kind => alertKinds[kind].isForeseen === true);
      const news = kinds.filter(kind => kind === 'digest' || kind === 'statement-ready');
      assert.deepEqual(watched.toSorted(), [...foreseen, ...news].toSorted());
    } finally {
      await office.close();
    }
  });
});
