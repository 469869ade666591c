import assert from 'node:assert/strict';
import { creditsSkuId, type Person, type Sku } from '../../core/index.ts';
import type { Assignment, Licenses } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { instantly, named, notAsked, processOn } from '../support/assignment-processes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const skuIds = [creditsSkuId];

describe('giving licenses to many people', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const process = processOn(clock);

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

  it('goes on elsewhere by what people have and which seats there are by then', async () => {
    const documents = new MemoryDocuments();
    const one = process(instantly([]), documents, 'one');
    const both = named('has', 'has one', 'gone', 'a', 'b').map(person => ({ ...person, skuIds: ['p', 'q'] }));
    await one.begin('licenses', { id: 'r', skuIds: ['p', 'q'], people: both, card: null });
    await documents.change('assignment-licences', before => ({ ...(before as object), worker: 'dead', until: 0 }));
    const license = (skuId: string) => ({ skuId, disabledPlanIds: [], isActive: true, isByGroup: false });
    const person = (id: string, skus: readonly string[]): Person => ({
      ...{ id, name: id, userPrincipalName: id, mail: '', kind: 'member', isEnabled: true, usageLocation: 'US' },
      licenses: skus.map(license),
    });
    const sku = (id: string, enabled: number): Sku => ({
      ...{ id, partNumber: id, plans: [], isAssignable: true, isInService: true },
      seats: { enabled, warning: 0, consumed: 0 },
    });
    const asked: Assignment[] = [];
    const written: number[] = [];
    const two = process(
      {
        ...instantly([]),
        assign: (assignments, ...more) => {
          asked.push(...assignments);
          return instantly([]).assign(assignments, ...more);
        },
        writtenElsewhere: writes => written.push(writes),
      },
      documents,
      'two',
      undefined,
      {
        people: () =>
          Promise.resolve([person('has', ['p', 'q']), person('has one', ['p']), person('a', []), person('b', [])]),
        skus: () => Promise.resolve([sku('p', 2), sku('q', 100)]),
      },
    );
    await two.work('licenses');
    assert.deepEqual(
      asked.map(({ personId, skuIds: products }) => [personId, products.join()]),
      [
        ['has one', 'q'],
        ['gone', 'p,q'],
        ['a', 'p,q'],
      ],
    );
    const run = await two.read('licenses');
    assert.deepEqual(
      [run?.assigned, run?.failed.map(({ id, reason }) => [id, reason]), written],
      [4, [['b', 'no-seats']], [5]],
    );
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
});
