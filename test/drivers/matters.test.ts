import assert from 'node:assert/strict';
import { minuteMs, type Matter } from '../../core/index.ts';
import type { Journal, Matters, Post } from '../../bot/ports/index.ts';
import { allowedMs } from '../support/citus.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { aMatter, anAlert, nextVersion, toldAs } from '../support/matters.ts';
import { batch } from '../support/pages.ts';

// One contract for matters and posts, run on every driver of the stores.
for (const driver of storeDrivers)
  describe(`matters on ${driver.name}`, () => {
    let journal: Journal;
    let matters: Matters;
    let fabrikam: Matters;
    let close: Opened<StorePorts>['close'];
    beforeEach(async () => {
      const opened = await driver.open();
      ({ journal, matters } = opened.port.of('contoso'));
      ({ matters: fabrikam } = opened.port.of('fabrikam'));
      ({ close } = opened);
    });
    afterEach(() => close());

    const write = (...changed: readonly Matter[]) =>
      matters.write({
        changed: changed.map(matter => ({ matter, from: matter.version - 1 })),
        taken: [],
        retired: [],
      });
    const announce = async (...ids: readonly string[]) =>
      journal.append(await journal.head(), batch({ alerts: ids.map(anAlert) }));
    const announced = async () => (await matters.announced()).map(({ id }) => id);
    const current = async () => (await matters.current()).matters.map(({ matter }) => matter.id);
    /** Makes posts of the first matter due. */
    const address = (version: number, due: Readonly<Record<string, number>>) =>
      matters.address(
        'matter-1',
        version,
        Object.entries(due).map(([destination, dueAt]) => ({ destination, dueAt })),
      );
    const claim = (at: number, { leaseMs = minuteMs, limit = 100 } = {}) => matters.claim({ at, leaseMs, limit });
    const claimed = async (...asked: Parameters<typeof claim>) =>
      (await claim(...asked)).map(({ destination }) => destination);
    const claimOne = async (at: number): Promise<Post> => (await claim(at))[0]!;

    describe('a matter', () => {
      it('is found as it was written, by its id and its subject, and only by its organization', async () => {
        const matter = aMatter(1, { subject: 'credits', acknowledged: { by: 'Zoë “二” \\ \u0001', at: 5 } });
        assert.deepEqual(await matters.current(), { matters: [], next: 1 });
        assert.equal(await write(matter), 'written');
        assert.deepEqual(await matters.current(), { matters: [{ matter, addressed: 0 }], next: 2 });
        assert.deepEqual([await matters.find('matter-1'), await matters.latestOf('credits')], [matter, matter]);
        assert.deepEqual(await fabrikam.current(), { matters: [], next: 1 });
        assert.deepEqual([await fabrikam.find('matter-1'), await matters.find('matter-2')], [undefined, undefined]);
      });

      it('is written over the version that it was made from', async () => {
        await write(aMatter(1));
        const second = nextVersion(aMatter(1, { acknowledged: { by: 'Alex', at: 5 } }));
        assert.equal(await write(second), 'written');
        assert.equal(await write(nextVersion(aMatter(1))), 'moved-on');
        assert.equal(await write(aMatter(1)), 'moved-on');
        assert.deepEqual(await matters.find('matter-1'), second);
      });

      it('is replaced under another subject, also when it was retired, and listed with all', async () => {
        await write(aMatter(1, { subject: 'spend somebody', endedAt: 2 }), aMatter(2));
        await matters.write({ changed: [], taken: [], retired: ['matter-1'] });
        const blank = nextVersion(aMatter(1, { subject: 'spend matter-1', endedAt: 2 }));
        assert.equal(await matters.replace(blank, 2), false);
        assert.equal(await matters.replace(blank, 1), true);
        assert.deepEqual(await matters.all(), [blank, aMatter(2)]);
        assert.deepEqual(await current(), ['matter-1', 'matter-2']);
        assert.equal(await matters.latestOf('spend somebody'), undefined);
        assert.deepEqual(await fabrikam.all(), []);
      });

      it('is written with the others or not at all, and what was announced is taken with them', async () => {
        await announce('alert-1', 'alert-2');
        await write(aMatter(1), aMatter(2));
        await write(nextVersion(aMatter(1)));
        const change = (from: number) => ({
          changed: [
            { matter: aMatter(3), from: 0 },
            { matter: nextVersion(nextVersion(aMatter(1))), from },
          ],
          taken: ['alert-1'],
          retired: ['matter-2'],
        });
        assert.equal(await matters.write(change(1)), 'moved-on');
        assert.deepEqual(
          [await announced(), await current()],
          [
            ['alert-1', 'alert-2'],
            ['matter-1', 'matter-2'],
          ],
        );
        assert.equal((await matters.find('matter-1'))?.version, 2);
        assert.equal(await matters.write(change(2)), 'written');
        assert.deepEqual([await announced(), await current()], [['alert-2'], ['matter-1', 'matter-3']]);
      });

      it('that two begin at once is one of theirs', async () => {
        const both = await Promise.all(
          ['one', 'other'].map(subject => write(aMatter(1, { subject }), aMatter(2, { subject: `${subject} too` }))),
        );
        assert.deepEqual(both.toSorted(), ['moved-on', 'written']);
        const { matters: kept, next } = await matters.current();
        const [first, second] = kept.map(({ matter }) => matter.subject);
        assert.deepEqual([second, next], [`${first} too`, 3]);
      });

      it('that several change at once is changed by each of them, one after the other', async () => {
        await write(aMatter(1));
        const change = async (): Promise<number> => {
          const matter = await matters.find('matter-1');
          return (await write(nextVersion(matter!))) === 'written' ? 0 : 1 + (await change());
        };
        await Promise.all(Array.from({ length: 8 }, change));
        assert.equal((await matters.find('matter-1'))?.version, 9);
      });

      it('is current in the order of beginning until it is retired, is found all the same, and may return', async () => {
        for (const number of [9, 10, 11]) await write(aMatter(number, { subject: 'credits' }));
        await matters.write({ changed: [], taken: [], retired: ['matter-10', 'matter-11'] });
        assert.deepEqual([await current(), (await matters.current()).next], [['matter-9'], 12]);
        assert.equal((await matters.latestOf('credits'))?.id, 'matter-11');
        assert.equal((await matters.find('matter-10'))?.id, 'matter-10');
        await write(nextVersion(aMatter(10, { subject: 'credits' })));
        assert.deepEqual(await current(), ['matter-9', 'matter-10']);
      });
    });

    describe('what ended long ago', () => {
      const ended = (number: number, endedAt: number) => aMatter(number, { subject: 'credits', endedAt });
      const retire = (...numbers: readonly number[]) =>
        matters.write({ changed: [], taken: [], retired: numbers.map(number => `matter-${number}`) });
      const known = async (...numbers: readonly number[]) => {
        const found = await Promise.all(numbers.map(number => matters.find(`matter-${number}`)));
        return numbers.filter((_, index) => found[index] !== undefined);
      };

      it('is forgotten with what was told of it, the oldest first, and nothing else is', async () => {
        await write(ended(1, 10), ended(2, 20), ended(3, 90), aMatter(4), ended(5, 10), ended(6, 10));
        await retire(1, 2, 3, 5);
        for (const number of [1, 3])
          await matters.address(`matter-${number}`, 1, [{ destination: `channel-${number}`, dueAt: 1 }]);
        assert.equal(await fabrikam.forget({ endedBefore: 50, limit: 9 }), 0);
        assert.deepEqual([await matters.forget({ endedBefore: 50, limit: 1 }), await known(1, 2)], [1, [2]]);
        assert.equal(await matters.forget({ endedBefore: 50, limit: 9 }), 2);
        assert.equal(await matters.forget({ endedBefore: 50, limit: 9 }), 0);
        assert.deepEqual(await known(1, 2, 3, 4, 5, 6), [3, 4, 6]);
        assert.deepEqual(
          (await matters.destinations()).map(({ destination }) => destination),
          ['channel-3'],
        );
        assert.equal((await matters.current()).next, 7);
      });

      it('keeps its number where no other matter has begun since', async () => {
        await write(ended(1, 10), ended(2, 10));
        await retire(1, 2);
        assert.equal(await matters.forget({ endedBefore: 50, limit: 9 }), 1);
        assert.deepEqual([await known(1, 2), (await matters.current()).next], [[2], 3]);
      });

      it('stays where it has changed meanwhile, and one that is forgotten is changed by nobody', async () => {
        await write(ended(1, 10), ended(2, 10), aMatter(3));
        await retire(1, 2);
        await write(nextVersion(ended(2, 10)));
        assert.equal(await matters.forget({ endedBefore: 50, limit: 9 }), 1);
        assert.deepEqual(await known(1, 2, 3), [2, 3]);
        assert.equal(await write(nextVersion(ended(1, 10))), 'moved-on');
      });
    });

    describe('what was announced', () => {
      it('is there once, oldest first, and never again when it is taken', async () => {
        await announce('alert-2', 'alert-1');
        await announce('alert-1', 'alert-3');
        assert.deepEqual(await announced(), ['alert-2', 'alert-1', 'alert-3']);
        assert.deepEqual((await matters.announced())[0], anAlert('alert-2'));
        await matters.write({ changed: [], taken: ['alert-2', 'alert-1'], retired: [] });
        await announce('alert-1');
        assert.deepEqual([await announced(), await fabrikam.announced()], [['alert-3'], []]);
      });
    });

    describe('a post', () => {
      beforeEach(() => write(aMatter(1)));

      it('is claimed by one, from when it is due, the earliest first, so many at once', async () => {
        await address(1, { d: 40, c: 20, b: 20, a: 30 });
        assert.equal(await matters.earliestDue(), 20);
        assert.deepEqual(await claimed(19), []);
        assert.deepEqual(await claimed(30, { limit: 2 }), ['b', 'c']);
        assert.deepEqual(await claimed(30), ['a']);
        assert.deepEqual([await claimed(50), await claimed(50)], [['d'], []]);
        assert.deepEqual(await fabrikam.claim({ at: 50, leaseMs: 1, limit: 9 }), []);
      });

      it('is untold when it is new', async () => {
        await address(1, { general: 1 });
        assert.deepEqual(await claim(1), [
          {
            ...{ matter: 'matter-1', destination: 'general', activityId: null, shown: 0, posting: 0, attempts: 0 },
            ...{ reason: null, toldAt: null, threadId: null, isHeld: false, earlier: [], editedAt: [] },
          },
        ]);
      });

      it('is given to one of two that ask at once', async () => {
        await address(1, { a: 1, b: 1, c: 1 });
        const both = await Promise.all([claimed(1, { limit: 2 }), claimed(1, { limit: 2 })]);
        assert.deepEqual(both.flat().toSorted(), ['a', 'b', 'c']);
      });

      it('is given again when its deliverer has not reported in time', async () => {
        await address(1, { general: 1 });
        assert.deepEqual(
          [await claimed(1, { leaseMs: 0 }), await claimed(1), await claimed(1)],
          [['general'], ['general'], []],
        );
      });

      if (driver.name === 'PostgreSQL')
        it('is not given to a replica whose clock is a minute ahead while another tells it', async () => {
          await address(1, { general: 1 });
          assert.deepEqual(await claimed(1), ['general']);
          assert.deepEqual(await claimed(1 + 2 * minuteMs), []);
        });

      it('keeps what became of it, and is due when that is said', async () => {
        await address(1, { general: 1 });
        const told: Post = {
          ...{
            ...(await claimOne(1)),
            activityId: 'm2',
            shown: 1,
            posting: 1,
            attempts: 3,
            reason: 'http-412',
            toldAt: 7,
          },
          ...{ threadId: 'm1', isHeld: true, earlier: ['m1'], editedAt: [5, 6] },
        };
        await matters.settle(told, 50);
        assert.deepEqual([await claim(49), await claim(50)], [[], [told]]);
        await matters.settle({ ...told, isHeld: false }, null);
        assert.deepEqual([await claim(1e12), await matters.earliestDue()], [[], undefined]);
        await address(2, { general: 60 });
        assert.deepEqual(await claim(60), [{ ...told, isHeld: false }]);
      });

      it('that is addressed while it is under way is due then, whatever was to become of it', async () => {
        await address(1, { general: 1, held: 1, retried: 1, alone: 1 });
        const posts = await claim(1);
        await write(nextVersion(aMatter(1)));
        await address(2, { general: 30, held: 10, retried: 20 });
        for (const post of posts)
          await matters.settle(toldAs(post, 'm1', 2), post.destination === 'general' ? null : 15);
        assert.deepEqual(await claimed(9), []);
        assert.deepEqual(await claimed(10), ['held']);
        assert.deepEqual(await claimed(15), ['alone', 'retried']);
        assert.deepEqual(await claimed(30), ['general']);
        // What is addressed before it is claimed is known to who claims it.
        for (const post of posts) await matters.settle(toldAs(post, 'm1', 2), 50);
        assert.deepEqual(await claimed(49), []);
      });

      it('is due again where it is there, also while it is under way, and none is made', async () => {
        await write(aMatter(2), aMatter(3));
        await address(1, { general: 1, sales: 1 });
        await matters.address('matter-3', 1, [{ destination: 'general', dueAt: 1 }]);
        const posts = await claim(1);
        const due = async (at: number) =>
          (await claim(at)).map(({ matter, destination }) => `${matter} ${destination}`);
        for (const post of posts.filter(({ destination }) => destination === 'general'))
          await matters.settle(toldAs(post, 'm1', 1), null);
        await matters.addressAgain(['matter-1', 'matter-2'], ['general', 'sales'], 20);
        await fabrikam.addressAgain(['matter-3'], ['general'], 5);
        for (const post of posts.filter(({ destination }) => destination === 'sales'))
          await matters.settle(toldAs(post, 'm1', 1), null);
        assert.deepEqual(
          [await due(19), await due(20), await due(99)],
          [[], ['matter-1 general', 'matter-1 sales'], []],
        );
      });

      it('notes which version was addressed, also to nobody, and never an earlier one', async () => {
        const addressed = async () => (await matters.current()).matters.map(kept => kept.addressed);
        await address(2, { general: 1 });
        await address(1, {});
        assert.deepEqual(await addressed(), [2]);
        await write(nextVersion(aMatter(1)));
        assert.deepEqual(await addressed(), [2]);
        await address(3, {});
        assert.deepEqual(await addressed(), [3]);
      });

      it('may share its message with those of other matters in the same place', async () => {
        await matters.address('matter-2', 1, [{ destination: 'general', dueAt: 1 }]);
        await address(1, { general: 1, sales: 1 });
        for (const post of await claim(1)) await matters.settle(toldAs(post, 'm1', 1), null);
        const shared = async (destination: string, activityId: string) =>
          (await matters.sharing(destination, activityId)).map(({ matter }) => matter);
        assert.deepEqual(await shared('general', 'm1'), ['matter-1', 'matter-2']);
        assert.deepEqual([await shared('sales', 'm1'), await shared('general', 'm2')], [['matter-1'], []]);
        assert.deepEqual(await fabrikam.sharing('general', 'm1'), []);
      });

      it('is summed up by its destination', async () => {
        await matters.address('matter-2', 1, [{ destination: 'general', dueAt: 1 }]);
        await address(1, { general: 1, sales: 1 });
        for (const post of await claim(1))
          if (post.matter === 'matter-2') await matters.settle({ ...post, attempts: 2, reason: 'http-503' }, 9);
          else if (post.destination === 'general') await matters.settle(toldAs(post, 'm1', 1, 7), null);
        assert.deepEqual(await matters.destinations(), [
          { destination: 'general', toldAt: 7, failing: 1, reason: 'http-503' },
          { destination: 'sales', toldAt: null, failing: 0, reason: null },
        ]);
        assert.deepEqual(await fabrikam.destinations(), []);
      });

      it('of each of ten thousand is told once', async function () {
        this.timeout(allowedMs(60_000));
        const all = Array.from({ length: 10_000 }, (_, index) => `conversation-${index}`);
        await address(1, Object.fromEntries(all.map(destination => [destination, 1])));
        const told: string[] = [];
        for (;;) {
          const posts = await claim(1);
          if (posts.length === 0) break;
          told.push(...posts.map(({ destination }) => destination));
        }
        assert.deepEqual(told.toSorted(), all.toSorted());
      });
    });
  });
