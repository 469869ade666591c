import assert from 'node:assert/strict';
import { pino } from 'pino';
import { census, creditsSkuId, minuteMs } from '../../core/index.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { AssignmentWorker } from '../../bot/licenses/assignment-worker.ts';
import { Assignments, type AssignedPerson, type AssignmentRun } from '../../bot/licenses/assignments.ts';
import type { Documents, Licenses } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const skuIds = [creditsSkuId];
const notAsked = (): Promise<never> => Promise.reject(new Error('nobody asked for it'));

describe('giving licenses to many people', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const process = (
    licenses: Licenses,
    documents: Documents,
    worker: string,
    observe: (run: AssignmentRun) => void = () => undefined,
  ) => {
    const assignments = new Assignments({ documents, clock, worker });
    assignments.onChange((_step, run) => observe(run));
    const log = pino({ level: 'silent' });
    const made = new AssignmentWorker({ assignments, licenses, clock, log });
    return {
      begin: assignments.begin.bind(assignments),
      read: assignments.read.bind(assignments),
      outcomeOf: assignments.outcomeOf.bind(assignments),
      work: made.work.bind(made),
      stop: made.stop.bind(made),
      halt: made.halt.bind(made),
    };
  };

  /** Licenses that are assigned at once, but to people whose id begins with `busy`. */
  const instantly = (given: string[]): Licenses => ({
    assign: (assignments, onResult, signal) => {
      for (const { personId } of assignments) {
        if (signal?.aborted === true) break;
        given.push(personId);
        onResult(
          personId,
          personId.startsWith('busy') ? { ok: false, refusal: 'too-busy' } : { ok: true, value: 'assigned' },
        );
      }
      return Promise.resolve();
    },
    remove: notAsked,
    locate: () => Promise.resolve(),
  });
  const named = (...ids: readonly string[]): readonly AssignedPerson[] =>
    ids.map(id => ({ id, name: `Name of ${id}`, skuIds }));

  it('tells of each what became of it', async () => {
    const given: string[] = [];
    const one = process(instantly(given), new MemoryDocuments(), 'one');
    await one.begin('credits', { id: 'r', skuIds, people: named('a', 'busy', 'c'), card: null });
    await one.work('credits');
    const run = await one.read('credits');
    assert.deepEqual(
      [run?.state, run?.assigned, run?.failed, run?.pending],
      ['done', 2, [{ id: 'busy', name: 'Name of busy', skuIds, reason: 'too-busy' }], []],
    );
  });

  it('counts somebody once whom a list has twice', async () => {
    const given: string[] = [];
    const one = process(instantly(given), new MemoryDocuments(), 'one');
    const reason = 'no-seats' as const;
    const failed = named('x', 'x').map(person => ({ ...person, reason }));
    await one.begin('credits', { id: 'r', skuIds, people: named('a', 'b', 'a', 'busy'), failed, card: null });
    await one.work('credits');
    const run = await one.read('credits');
    assert.deepEqual([run?.assigned, run?.failed.map(({ id }) => id), given], [2, ['x', 'busy'], ['a', 'b', 'busy']]);
  });

  it('lets those join who are to be given the same, and nobody who is to be given something else', async () => {
    const given: string[] = [];
    const one = process(instantly(given), new MemoryDocuments(), 'one');
    await one.begin('credits', { id: '1', skuIds, people: named('a', 'b'), card: null });
    const joined = await one.begin('credits', { id: '2', skuIds, people: named('b', 'c'), card: null });
    const other = await one.begin('credits', { id: '3', skuIds: ['x'], people: named('d'), card: null });
    assert.deepEqual([joined.id, other.id, other.pending.map(({ id }) => id)], ['1', '1', ['a', 'b', 'c']]);
    await one.work('credits');
    assert.deepEqual(given, ['a', 'b', 'c']);
    // Who joined and whose run it was find the same; then their numbers alone.
    for (const id of ['1', '2']) assert.equal((await one.outcomeOf('credits', id))?.assigned, 3);
    assert.equal(await one.outcomeOf('credits', '3'), undefined);
    for (let count = 0; count < 100; count += 1) {
      if (count === 99)
        assert.deepEqual(await one.outcomeOf('credits', '2'), {
          ...{ id: '2', deed: 'give' },
          assigned: 3,
          failed: 0,
          left: 0,
        });
      await one.begin('credits', { id: `next ${count}`, skuIds, people: [], card: null });
    }
    assert.equal(await one.outcomeOf('credits', '1'), undefined);
  });

  it('keeps the results of the others when some are tried again', async () => {
    const one = process(instantly([]), new MemoryDocuments(), 'one');
    await one.begin('credits', { id: '1', skuIds, people: named('a', 'busy 1', 'busy 2'), card: null });
    await one.work('credits');
    await one.begin('credits', { id: '2', skuIds, people: named('busy 2'), isAgain: true, card: null });
    await one.work('credits');
    const run = await one.read('credits');
    assert.deepEqual([run?.assigned, run?.failed.map(({ id }) => id)], [1, ['busy 1', 'busy 2']]);
  });

  it('says first where people are, tries those again whose location is not seen yet, and tells of those it could not place', async () => {
    const seen = new Map<string, number>();
    const licenses: Licenses = {
      remove: notAsked,
      locate: (ids, country, onResult) => {
        assert.equal(country, 'DE');
        for (const id of ids)
          onResult(id, id === 'c' ? { ok: false, refusal: 'not-allowed' } : { ok: true, value: 'located' });
        return Promise.resolve();
      },
      assign: (assignments, onResult) => {
        for (const { personId } of assignments) {
          const tries = (seen.get(personId) ?? 0) + 1;
          seen.set(personId, tries);
          onResult(personId, tries < 3 ? { ok: false, refusal: 'no-usage-location' } : { ok: true, value: 'assigned' });
        }
        return Promise.resolve();
      },
    };
    const one = process(licenses, new MemoryDocuments(), 'one');
    await one.begin('credits', {
      id: '1',
      skuIds,
      people: named('a', 'b', 'c').map(one => ({ ...one, country: 'DE' })),
      card: null,
    });
    await clock.carryOut(one.work('credits'), () => false);
    const run = await one.read('credits');
    assert.deepEqual([run?.assigned, run?.failed.map(({ id, reason }) => [id, reason])], [2, [['c', 'not-allowed']]]);
  });

  it('sets the location of those for whom that was asked, and of nobody who joins them, or goes on elsewhere', async () => {
    const documents = new MemoryDocuments();
    const located: string[] = [];
    const given: string[] = [];
    let proceed = (): void => undefined;
    const held = new Promise<void>(resolve => (proceed = resolve));
    const slow: Licenses = {
      remove: notAsked,
      locate: (ids, country, onResult) => {
        for (const id of ids) {
          located.push(`${id} ${country}`);
          onResult(id, { ok: true, value: 'located' });
        }
        return Promise.resolve();
      },
      assign: async (assignments, onResult, signal) => {
        await held;
        if (signal?.aborted === true) return;
        for (const { personId } of assignments) {
          given.push(personId);
          onResult(personId, { ok: true, value: 'assigned' });
        }
      },
    };
    const one = process(slow, documents, 'one');
    await one.begin('credits', {
      id: '1',
      skuIds,
      people: named('unlocated').map(one => ({ ...one, country: 'US' })),
      card: null,
    });
    const work = one.work('credits');
    const joined = await process(slow, documents, 'two').begin('credits', {
      ...{ id: '2', skuIds, people: named('in Germany'), card: null },
    });
    assert.equal(joined.id, '1');
    // The first is stopped before anything is given: another process takes both up.
    const halted = one.halt();
    proceed();
    await Promise.all([halted, work]);
    await process(slow, documents, 'three').work('credits');
    assert.deepEqual([new Set(located), given], [new Set(['unlocated US']), ['unlocated', 'in Germany']]);
  });

  it('sets no location for people of a run that an earlier version began: it did not say for whom', async () => {
    const documents = new MemoryDocuments();
    const given: string[] = [];
    const one = process({ ...instantly(given), locate: notAsked }, documents, 'one');
    await one.begin('credits', { id: '1', skuIds, people: named('a', 'b'), card: null });
    await documents.change('assignment-credits', before => ({ ...(before as object), country: 'US' }));
    await one.work('credits');
    assert.deepEqual(given, ['a', 'b']);
  });

  it('is let go of in an orderly stop, and goes on elsewhere at once', async () => {
    const documents = new MemoryDocuments();
    const slow: Licenses = {
      assign: (assignments, onResult, signal) => {
        onResult(assignments[0]!.personId, { ok: true, value: 'assigned' });
        return new Promise(resolve => signal?.addEventListener('abort', () => resolve()));
      },
      remove: notAsked,
      locate: () => Promise.resolve(),
    };
    const one = process(slow, documents, 'one');
    await one.begin('credits', { id: 'r', skuIds, people: named('a', 'b'), card: null });
    void one.work('credits');
    for (let looks = 0; looks < 100; looks += 1) await new Promise(setImmediate);
    await one.halt();
    const given: string[] = [];
    await process(instantly(given), documents, 'two').work('credits');
    assert.deepEqual(given, ['b']);
  });

  it('takes licenses away in the same way: elsewhere at once after a stop, with nobody who is to be given one meanwhile', async () => {
    const documents = new MemoryDocuments();
    const taken: string[] = [];
    const taking = (some: number): Licenses => ({
      assign: notAsked,
      remove: (asked, onResult, signal) => {
        for (const { personId } of asked.slice(0, some)) {
          taken.push(personId);
          onResult(
            personId,
            personId === 'by group' ? { ok: false, refusal: 'group-inherited' } : { ok: true, value: 'removed' },
          );
        }
        return asked.length <= some
          ? Promise.resolve()
          : new Promise(resolve => signal?.addEventListener('abort', () => resolve()));
      },
      locate: notAsked,
    });
    const one = process(taking(1), documents, 'one');
    await one.begin('credits', { id: 'r', skuIds, deed: 'take', people: named('a', 'by group', 'c'), card: null });
    void one.work('credits');
    for (let looks = 0; looks < 100; looks += 1) await new Promise(setImmediate);
    const other = await one.begin('credits', { id: 'g', skuIds, people: named('d'), card: null });
    assert.deepEqual([other.id, other.pending.some(({ id }) => id === 'd')], ['r', false]);
    await one.halt();
    const two = process(taking(9), documents, 'two');
    await two.work('credits');
    const run = await two.read('credits');
    assert.deepEqual(
      [run?.state, run?.assigned, run?.failed.map(({ id, reason }) => [id, reason]), taken],
      ['done', 2, [['by group', 'group-inherited']], ['a', 'by group', 'c']],
    );
  });

  it('is stopped from any process, and tells who is left', async () => {
    const documents = new MemoryDocuments();
    let proceed = (): void => undefined;
    const held = new Promise<void>(resolve => (proceed = resolve));
    const slow: Licenses = {
      assign: async (assignments, onResult, signal) => {
        onResult(assignments[0]!.personId, { ok: true, value: 'assigned' });
        await held;
        assert.equal(signal?.aborted, true);
      },
      remove: notAsked,
      locate: () => Promise.resolve(),
    };
    const one = process(slow, documents, 'one');
    await one.begin('credits', { id: 'r', skuIds, people: named('a', 'b'), card: null });
    const work = one.work('credits');
    await clock.carryOut(process(slow, documents, 'two').stop('credits'), () => false);
    // The first notices when it next saves its progress.
    await clock.carryOut(new Promise<void>(resolve => clock.after(5000, resolve)), () => false);
    proceed();
    await work;
    const run = await one.read('credits');
    assert.deepEqual([run?.state, run?.assigned, run?.pending.map(({ id }) => id)], ['stopped', 1, ['b']]);
  });

  it('goes on by itself where Graph could not be reached', async () => {
    const documents = new MemoryDocuments();
    const unreachable: Licenses = {
      assign: (assignments, onResult) => {
        onResult(assignments[0]!.personId, { ok: true, value: 'assigned' });
        return Promise.reject(new Error('no answer'));
      },
      remove: notAsked,
      locate: () => Promise.resolve(),
    };
    const one = process(unreachable, documents, 'one');
    await one.begin('credits', { id: 'r', skuIds, people: named('a', 'b', 'c'), card: null });
    await assert.rejects(one.work('credits'), /no answer/);
    const given: string[] = [];
    const two = process(instantly(given), documents, 'two');
    await two.work('credits');
    const run = await two.read('credits');
    assert.deepEqual([run?.state, run?.assigned, given], ['done', 3, ['b', 'c']]);
  });

  it('of 10,000 people, 5 % of requests turned away and the process killed half-way, everyone ends once with the right result', async () => {
    const contoso = await aTenant({ people: 10_000, clock, faults: { throttled: 0.05, silentEvery: 3 } });
    const { graph, tenant, server, documents } = contoso;
    const isBusy = (): boolean => graph.isBusy;
    try {
      const directory = new GraphDirectory(graph);
      const before = await clock.carryOut(Promise.all([directory.people(), directory.skus()]), isBusy);
      const { lackCredits } = census(...before);
      assert.ok(lackCredits.length > 6000, `${lackCredits.length} lack it`);

      // The first process dies after 3,000 results: those since it last saved its progress are lost with it.
      const real = new GraphLicenses(graph);
      let onResult = 0;
      const dying: Licenses = {
        assign: (assignments, tell) =>
          Promise.race([
            real.assign(
              assignments,
              (id, result) => {
                onResult += 1;
                if (onResult <= 3000) tell(id, result);
              },
              until(() => onResult >= 3000),
            ),
            new Promise<void>(() => undefined),
          ]).then(() => new Promise<void>(() => undefined)),
        remove: notAsked,
        locate: () => Promise.resolve(),
      };
      const dead = process(dying, documents, 'dead');
      await dead.begin('credits', {
        id: 'r',
        skuIds,
        people: named(...lackCredits.map(({ id }) => id)),
        card: null,
      });
      void dead.work('credits');
      await clock.carryOut(
        reached(() => onResult >= 3000),
        isBusy,
      );
      const half = await dead.read('credits');
      assert.ok(half !== undefined && half.pending.length > 3000 && half.assigned > 2000);

      // No process takes it over while the dead one's lease runs; then one does.
      const next = process(real, documents, 'next');
      await next.work('credits');
      assert.equal((await next.read('credits'))?.state, 'running');
      clock.advance(2 * minuteMs);
      await clock.carryOut(next.work('credits'), isBusy);

      const run = await next.read('credits');
      assert.equal(run?.state, 'done');
      assert.equal(run.assigned + run.failed.length, lackCredits.length);
      assert.equal(new Set(run.failed.map(({ id }) => id)).size, run.failed.length);
      const expected = new Map(
        lackCredits.map(({ id }) => {
          const user = tenant.user(id);
          const fault = user?.fault === 'gone' ? 'not-found' : user?.fault;
          return [id, fault ?? (user?.usageLocation === null ? 'no-usage-location' : undefined)] as const;
        }),
      );
      assert.deepEqual(
        new Map(run.failed.map(({ id, reason }) => [id, reason])),
        new Map([...expected].filter(([, reason]) => reason !== undefined).toSorted(byPlaceIn(run.failed))),
      );
      for (const [id, reason] of expected)
        assert.equal(tenant.user(id)?.skus.filter(sku => sku === creditsSkuId).length, reason === undefined ? 1 : 0);
      assert.equal(server.beyondLimits, 0, 'the limits of Graph were kept');
    } finally {
      await contoso.stop();
    }
  });
});

/** A signal that aborts once the condition holds, which is checked between other work. */
function until(isSo: () => boolean): AbortSignal {
  const controller = new AbortController();
  void reached(isSo).then(() => controller.abort());
  return controller.signal;
}

async function reached(isSo: () => boolean): Promise<void> {
  for (let looks = 0; looks < 1_000_000 && !isSo(); looks += 1) await new Promise(setImmediate);
  assert.ok(isSo(), 'it never came to that');
}

const byPlaceIn = (failed: AssignmentRun['failed']) => {
  const place = new Map(failed.map(({ id }, index) => [id, index]));
  return ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
    (place.get(one) ?? 0) - (place.get(other) ?? 0);
};
