import assert from 'node:assert/strict';
import { dayMs, findPeople, hourMs, minuteMs, type DepartmentField, type Person } from '../../core/index.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { sku } from '../../bot/drivers/sandbox/contoso.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { KeptDirectory } from '../../bot/licenses/kept-directory.ts';
import { KeptField } from '../../bot/licenses/kept-field.ts';
import { DriverError, type Directory } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { testLog } from '../support/logs.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { MemoryKeptPeople } from '../support/memory/kept-people.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('the kept directory', () => {
  let clock: VirtualClock;
  let contoso: Awaited<ReturnType<typeof aTenant>>;
  let keptPeople: MemoryKeptPeople;
  /** How often everybody was read. */
  let readings: number;
  beforeEach(async () => {
    clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    contoso = await aTenant({ clock, waits: systemClock, people: 300 });
    keptPeople = new MemoryKeptPeople();
    readings = 0;
  });
  afterEach(() => contoso.stop());

  /** One replica; `change` wraps its directory. */
  const replica = (
    change: (real: Directory) => Partial<Directory> = () => ({}),
    departmentField?: KeptField,
  ): KeptDirectory => {
    const real = new GraphDirectory(contoso.graph);
    const changed = change(real);
    const directory = new Proxy<Directory>(real, {
      get: (_target, name: keyof Directory) => {
        if (name === 'peoplePages') readings += 1;
        const found: unknown = Reflect.get(changed, name) ?? Reflect.get(real, name);
        return (found as (...asked: readonly unknown[]) => unknown).bind(real);
      },
    });
    return new KeptDirectory({
      ...{ directory, keptPeople, clock, log: testLog },
      ...(departmentField !== undefined && { departmentField }),
    });
  };
  const all = async (kept: KeptDirectory): Promise<ReadonlyMap<string, Person>> =>
    new Map((await kept.read()).people.map(person => [person.id, person]));
  const atGraph = async (): Promise<ReadonlyMap<string, Person>> =>
    new Map((await new GraphDirectory(contoso.graph).people()).map(person => [person.id, person]));
  const isSame = async (kept: KeptDirectory): Promise<void> =>
    assert.deepEqual(
      [...(await all(kept))].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      [...(await atGraph())].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );

  it('reads everybody once, and from then on only what has changed', async () => {
    const kept = replica();
    assert.equal(kept.known(), undefined);
    await isSame(kept);
    contoso.tenant.give(people.nobody, [sku.credits]);
    contoso.tenant.locate(people.nobody, 'CH');
    contoso.tenant.delete(people.reader);
    await isSame(kept);
    contoso.tenant.restore(people.reader);
    contoso.tenant.take(people.nobody, [sku.credits]);
    await isSame(kept);
    assert.equal(readings, 1);
  });

  it('leaves nobody out of what is taken up where somebody is read again meanwhile', async () => {
    await contoso.tenant.become({ people: 2500 });
    const everybody = (await replica().read()).people;
    const mark = await keptPeople.mark();
    keptPeople = new MemoryKeptPeople();
    await keptPeople.keep({ people: everybody, gone: [], mark });
    contoso.tenant.give(people.nobody, [sku.credits]);
    const asked = Promise.withResolvers<undefined>();
    const read = await new GraphDirectory(contoso.graph).peopleOf([people.nobody]);
    const since = keptPeople.since.bind(keptPeople);
    let pages = 0;
    // Between the first page and the second, which is of the same version.
    keptPeople.since = async (...place) => {
      pages += 1;
      const page = await since(...place);
      if (pages === 1) setImmediate(() => asked.resolve(undefined));
      return page;
    };
    const second = replica(() => ({ peopleOf: () => asked.promise.then(() => read) }));
    await Promise.all([second.bringUpToDate(), second.afresh([{ id: people.nobody }])]);
    assert.equal((await all(second)).size, (await atGraph()).size);
  });

  it('goes on after a restart from what is kept, and takes up what other replicas have kept', async () => {
    const [first, second] = [replica(), replica()];
    await first.read();
    contoso.tenant.give(people.nobody, [sku.credits]);
    contoso.tenant.delete(people.reader);
    await first.read();
    await isSame(second);
    contoso.tenant.locate(people.nobody, 'DE');
    await isSame(second);
    await isSame(first);
    await isSame(replica());
    assert.equal(readings, 1);
  });

  describe('of departments', () => {
    let wanted: DepartmentField | undefined;
    let documents: MemoryDocuments;
    beforeEach(() => {
      wanted = 'department';
      documents = new MemoryDocuments();
    });
    const departmentOf = async (kept: KeptDirectory, id: string) => (await all(kept)).get(id)?.department;
    const kept = (change: (real: Directory) => Partial<Directory> = () => ({})) =>
      replica(change, new KeptField(documents, () => Promise.resolve(wanted)));

    it('has the one that is wanted, and what changes in it; another is read from everybody once, by whichever replica', async () => {
      const [first, second] = [kept(), kept()];
      assert.deepEqual(await departmentOf(first, people.nobody), { from: 'department', name: 'Sales' });
      contoso.tenant.move(people.nobody, 'Legal');
      assert.deepEqual(await departmentOf(second, people.nobody), { from: 'department', name: 'Legal' });
      assert.equal(readings, 1);
      wanted = 'company';
      assert.deepEqual(await departmentOf(first, people.nobody), { from: 'company', name: 'Contoso US' });
      assert.deepEqual(await departmentOf(second, people.guest), { from: 'company', name: '' });
      assert.equal(readings, 2);
      wanted = undefined;
      assert.equal(await departmentOf(second, people.nobody), undefined);
      await isSame(second);
      assert.equal(readings, 3);
    });

    it('keeps what a change does not tell of, and what is read of somebody shown', async () => {
      const silent = kept(real => ({
        changes: async (link, field) => {
          const found = await real.changes(link, field);
          const untold = (person: Person): Person => {
            const { department: _, ...rest } = person;
            return rest;
          };
          return found === 'expired' ? found : { ...found, people: found.people.map(untold) };
        },
      }));
      await silent.read();
      contoso.tenant.locate(people.nobody, 'CH');
      const due = { from: 'department', name: 'Sales' };
      assert.deepEqual(await departmentOf(silent, people.nobody), due);
      const [person] = await silent.shown([(await all(silent)).get(people.nobody)!]);
      assert.deepEqual([person?.department, person?.usageLocation], [due, 'CH']);
    });
  });

  it('reads everybody again once changes are not told any more, and then knows who has left meanwhile', async () => {
    const kept = replica();
    await kept.read();
    contoso.tenant.delete(people.reader);
    contoso.tenant.expireLinks();
    await isSame(kept);
    await contoso.tenant.become({ people: 40 });
    await isSame(kept);
    assert.equal(readings, 3);
    assert.equal((await all(replica())).size, 40);
  });

  it('reads everybody again where more have changed than are read one by one', async () => {
    await contoso.tenant.become({ people: 2000 });
    const kept = replica();
    await kept.read();
    for (const { id } of contoso.tenant.users()) contoso.tenant.give(id, [sku.credits]);
    await isSame(kept);
    assert.equal(readings, 2);
  });

  it('has the states of licenses of who has changed, of who is shown, and each night of everybody', async () => {
    const inError = new Set<string>();
    const withErrors = (found: readonly Person[]): readonly Person[] =>
      found.map(person => ({
        ...person,
        licenses: person.licenses.map(one => ({ ...one, isActive: !inError.has(person.id) })),
      }));
    const kept = replica(real => ({
      peopleOf: async ids => withErrors(await real.peopleOf(ids)),
      peoplePages: async function* pages() {
        for await (const page of real.peoplePages()) yield withErrors(page);
      },
    }));
    const isActive = async (id: string) => (await all(kept)).get(id)?.licenses.map(one => one.isActive);
    await kept.read();
    inError.add(people.nobody);
    inError.add(people.reader);
    inError.add(people.billingAdmin);
    contoso.tenant.give(people.nobody, [sku.credits]);
    assert.deepEqual(await isActive(people.nobody), [false, false]);
    assert.deepEqual(await isActive(people.reader), [true, true]);
    const [reader] = await kept.shown([(await all(kept)).get(people.reader)!]);
    assert.deepEqual(
      reader?.licenses.map(one => one.isActive),
      [false, false],
    );
    assert.deepEqual(await isActive(people.reader), [false, false]);
    assert.deepEqual(await isActive(people.billingAdmin), [true, true]);
    assert.equal(kept.isNightDue('UTC'), false);
    clock.advance(14 * hourMs);
    assert.deepEqual([kept.isNightDue('UTC'), kept.isNightDue('Asia/Tokyo')], [false, true]);
    clock.advance(hourMs);
    assert.equal(kept.isNightDue('UTC'), true);
    await kept.readEverybody();
    assert.deepEqual(await isActive(people.billingAdmin), [false, false]);
    assert.equal(kept.isNightDue('UTC'), false);
  });

  it('knows at once of what was given here, though the directory tells of it later', async () => {
    const kept = replica();
    await kept.read();
    kept.given(people.nobody, [sku.credits]);
    kept.located(people.nobody, 'CH');
    const told = (await all(kept)).get(people.nobody);
    assert.deepEqual([told?.licenses.map(({ skuId }) => skuId), told?.usageLocation], [[sku.e3, sku.credits], 'CH']);
    await kept.readEverybody();
    await isSame(kept);
    await isSame(replica());
  });

  it('shows what is kept, and as of when, where the directory cannot be asked or takes long', async () => {
    let answer = (real: Directory, link: string): ReturnType<Directory['changes']> => real.changes(link);
    const kept = replica(real => ({ changes: link => answer(real, link) }));
    const begun = clock.now();
    await kept.read();
    clock.advance(minuteMs);
    await kept.read();
    clock.advance(minuteMs);
    answer = () => Promise.reject(new DriverError('graph-unreachable', 'no answer'));
    assert.equal((await kept.read()).asOf, begun + minuteMs);
    answer = () => new Promise(() => undefined);
    const reading = kept.read();
    while (clock.waiting === 0) await new Promise(setImmediate);
    clock.advance(dayMs);
    assert.deepEqual([(await reading).people.length, (await reading).asOf], [300, begun + minuteMs]);
  });

  it('fails where nobody was ever read and the directory cannot be asked', async () => {
    const kept = replica(() => ({ latest: () => Promise.reject(new DriverError('graph-unreachable', 'no answer')) }));
    await assert.rejects(kept.read(), { code: 'graph-unreachable' });
    assert.equal(kept.known(), undefined);
  });

  it('finds by its index exactly those whom a look at everybody finds, also after changes', async () => {
    const kept = replica();
    await kept.read();
    contoso.tenant.delete(people.reader);
    const { people: everybody, mayMean } = await kept.read();
    const names = everybody.flatMap(({ name, userPrincipalName }) => [name, name.slice(0, 5), userPrincipalName]);
    for (const typed of [
      ...names,
      'a',
      'ab',
      '王',
      '李小',
      'léa',
      'LEA garcia',
      'o',
      'nobody',
      ' ',
      'user1',
      '１',
      'Patti',
    ]) {
      const found = findPeople(typed, mayMean(typed)).people.map(({ id }) => id);
      assert.deepEqual(new Set(found), new Set(findPeople(typed, everybody).people.map(({ id }) => id)), typed);
    }
    assert.ok(mayMean('Adele Vance').length < everybody.length / 4);
  });

  it('tells whether words are of somebody’s name, however they are written, until they have left', async () => {
    const kept = replica();
    const { isCalled } = await kept.read();
    for (const words of ['adele', 'VANCE', 'vance adele', 'lea garcia']) assert.ok(isCalled(words), words);
    for (const words of ['ade', 'adele garcia', 'nobody', '', ' ']) assert.ok(!isCalled(words), words);
    const reader = (await kept.read()).person(people.reader)?.name ?? '';
    assert.ok(isCalled(reader));
    contoso.tenant.delete(people.reader);
    assert.ok(!(await kept.read()).isCalled(reader));
  });
});
