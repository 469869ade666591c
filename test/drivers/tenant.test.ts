import assert from 'node:assert/strict';
import { creditsSkuId, dayMs, type CallRow, type Person, type Sku } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { contosoGroups, contosoSkus, contosoUsers, sku } from '../../bot/drivers/sandbox/contoso.ts';
import type { CallLog, Directory, Licenses } from '../../bot/ports/index.ts';
import { aCall, at } from '../support/builders.ts';
import { aPromptTenant } from '../support/graph.ts';
import { people } from '../support/teams-client.ts';

// The ports to the tenant mean the same whether Microsoft Graph is behind them or not.

interface Opened {
  readonly directory: Directory;
  readonly licenses: Licenses;
  readonly callLog: CallLog;
  readonly close: () => Promise<void>;
}

const now = at('2026-11-22T12:00:00Z');
const nowhere = 'c0400000-0000-4000-8000-000000000012';

const drivers: readonly (readonly [name: string, open: () => Promise<Opened>])[] = [
  ['memory', inMemory],
  ['Graph, against the sandbox’s server', onGraph],
];

for (const [name, open] of drivers) {
  describe(`the tenant: ${name}`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const given = async (
      ...asked: readonly (readonly [person: string, product: string])[]
    ): Promise<readonly string[]> => {
      const told = new Map<string, string>();
      await opened.licenses.assign(
        asked.map(([personId, skuId]) => ({ personId, skuIds: [skuId] })),
        (id, result) => void told.set(id, result.ok ? result.value : result.refusal),
      );
      return asked.map(([person]) => told.get(person) ?? 'not told');
    };
    const seatsOf = async (id: string): Promise<number | undefined> =>
      (await opened.directory.skus()).find(one => one.id === id)?.seats.consumed;

    it('Directory lists members and guests, and those who may not sign in, with their licenses', async () => {
      const found = await opened.directory.people();
      const kinds = ['member', 'guest'].map(kind => found.filter(person => person.kind === kind).length);
      assert.deepEqual([kinds, found.filter(({ isEnabled }) => !isEnabled).length], [[24, 1], 2]);
      const alex = found.find(({ id }) => id === people.globalAdmin);
      assert.deepEqual(
        alex?.licenses.map(({ skuId, isActive, isByGroup }) => [skuId, isActive, isByGroup]),
        [[sku.e5, true, false]],
      );
      assert.equal(found.find(({ id }) => id === nowhere)?.usageLocation, null);
    });

    it('Directory reads those who are asked for as they are now, however many, and leaves out whom it does not know', async () => {
      const all = await opened.directory.people();
      const ids = all.map(({ id }) => id);
      const found = await opened.directory.peopleOf([...ids, "O'Nobody", 'nobody-at-all']);
      const byId = (some: readonly Person[]) => some.toSorted((one, other) => (one.id < other.id ? -1 : 1));
      assert.deepEqual(byId(found), byId(all));
      assert.deepEqual(await opened.directory.peopleOf([]), []);
    });

    it('Directory tells who has changed since a link, once each, and nothing from before', async () => {
      const { directory } = opened;
      await given([people.nobody, sku.credits]);
      const link = await directory.latest();
      assert.deepEqual(await directory.changes(link), { people: [], gone: [], link });
      await given([people.nobody, sku.conferencing], [people.globalAdmin, sku.credits], [people.nobody, sku.e5]);
      const changes = await directory.changes(link);
      assert.ok(changes !== 'expired');
      const had = new Map(changes.people.map(({ id, licenses }) => [id, licenses.map(({ skuId }) => skuId)]));
      assert.deepEqual(had.get(people.nobody), [sku.e3, sku.credits, sku.conferencing, sku.e5]);
      assert.equal(had.size, 2);
      const next = await directory.changes(changes.link);
      assert.deepEqual(next === 'expired' ? next : [next.people, next.gone], [[], []]);
    });

    it('Directory counts the seats of each product', async () => {
      const skus = await opened.directory.skus();
      assert.deepEqual(
        skus.map(({ id, seats }) => [id, seats.enabled, seats.consumed]),
        contosoSkus.map(({ skuId, enabled }) => [
          skuId,
          enabled,
          contosoUsers.filter(user => user.skus.includes(skuId)).length,
        ]),
      );
    });

    it('Directory tells the roles of members, and nothing of guests and strangers', async () => {
      const rolesOf = async (person: string): Promise<number | string> => {
        const holder = await opened.directory.rolesOf(person);
        return holder.kind === 'member' ? holder.roles.size : holder.kind;
      };
      assert.deepEqual(
        await Promise.all([people.globalAdmin, people.nobody, people.guest, '../subscribedSkus', ''].map(rolesOf)),
        [1, 0, 'stranger', 'stranger', 'stranger'],
      );
    });

    it('Directory tells the groups of people, through other groups too, among those that were asked for', async () => {
      const [finance, telephony] = contosoGroups.map(({ id }) => id);
      const [nestor, pradeep] = [10, 11].map(last => `c0400000-0000-4000-8000-0000000000${last}`);
      const noGroup = 'c0400000-0000-4000-9000-00000000ffff';
      const groupsOf = async (person: string, ...asked: readonly string[]): Promise<readonly string[]> => {
        const found = await opened.directory.groupsOf(person, asked);
        return found.kind === 'known' ? [...found.groups] : [found.permission];
      };
      assert.deepEqual(await groupsOf(pradeep!, finance!, telephony!), [finance, telephony]);
      assert.deepEqual(await groupsOf(nestor!, telephony!, finance!), [finance]);
      assert.deepEqual(await groupsOf(pradeep!, noGroup), []);
      assert.deepEqual(await groupsOf('nobody-at-all', finance!), []);
      const many = Array.from({ length: 45 }, (_, index) => `c0400000-0000-4000-9000-0000000010${10 + index}`);
      assert.deepEqual(await groupsOf(pradeep!, ...many, finance!), [finance]);
    });

    it('Directory knows a group by its id', async () => {
      const [finance] = contosoGroups;
      assert.deepEqual(await opened.directory.group(finance!.id), { id: finance!.id, name: 'Finance' });
      assert.equal(await opened.directory.group('c0400000-0000-4000-9000-00000000ffff'), undefined);
    });

    it('Directory finds groups by their whole name', async () => {
      const [finance] = contosoGroups;
      assert.deepEqual(await opened.directory.groupsCalled('finance'), [{ id: finance!.id, name: 'Finance' }]);
      for (const name of ['Fin', "Finance' or displayName ne '", 'x?&$top=1', ''])
        assert.deepEqual(await opened.directory.groupsCalled(name), [], name);
    });

    it('Directory names people, and nobody for an id that it does not know', async () => {
      const named = [people.globalAdmin, 'ffffffff-0000-4000-8000-000000000001', '../subscribedSkus', ''];
      const names = await Promise.all(named.map(id => opened.directory.nameOf(id)));
      assert.deepEqual([typeof names[0], ...names.slice(1)], ['string', undefined, undefined, undefined]);
    });

    it('Directory tells of the subscriptions', async () => {
      const found = await opened.directory.subscriptions();
      assert.deepEqual(
        found.find(({ skuId }) => skuId === creditsSkuId),
        {
          skuId: creditsSkuId,
          isEnabled: true,
          isByPartner: false,
        },
      );
    });

    it('Licenses are given once, however often they are asked for', async () => {
      const before = (await seatsOf(sku.conferencing)) ?? 0;
      assert.deepEqual(await given([people.nobody, sku.conferencing]), ['assigned']);
      assert.deepEqual(await given([people.nobody, sku.conferencing]), ['assigned']);
      assert.equal(await seatsOf(sku.conferencing), before + 1);
      const found = (await opened.directory.people()).find(({ id }) => id === people.nobody);
      assert.ok(found?.licenses.some(({ skuId }) => skuId === sku.conferencing));
    });

    it('Licenses are refused with a reason for each', async () => {
      assert.deepEqual(await given([nowhere, sku.conferencing], ['nobody-at-all', sku.conferencing]), [
        'no-usage-location',
        'not-found',
      ]);
      const members = contosoUsers.filter(
        user => user.skus.length === 1 && user.skus[0] === sku.e3 && user.usageLocation !== null,
      );
      const outcomes = await given(...members.slice(0, 5).map(({ id }) => [id, sku.phoneWithPlan] as const));
      assert.deepEqual(outcomes.toSorted(), ['assigned', 'assigned', 'assigned', 'no-seats', 'no-seats']);
    });

    it('Licenses of many people come in any order, and of each once', async () => {
      const members = contosoUsers.filter(user => user.userType === 'Member');
      const told: string[] = [];
      await opened.licenses.assign(
        members.map(({ id }) => ({ personId: id, skuIds: [creditsSkuId] })),
        id => told.push(id),
      );
      assert.deepEqual(told.toSorted(), members.map(({ id }) => id).toSorted());
    });

    it('Licenses are removed once, however often that is asked for, and nobody’s who does not have one or is not there', async () => {
      const removed = async (...persons: readonly string[]): Promise<readonly string[]> => {
        const told = new Map<string, string>();
        await opened.licenses.remove(
          persons.map(personId => ({ personId, skuIds: [creditsSkuId] })),
          (id, result) => void told.set(id, result.ok ? result.value : result.refusal),
        );
        return persons.map(person => told.get(person) ?? 'not told');
      };
      await given([people.nobody, creditsSkuId], [people.reader, creditsSkuId]);
      const before = (await seatsOf(creditsSkuId)) ?? 0;
      assert.deepEqual(await removed(people.nobody, 'nobody-at-all'), ['removed', 'not-found']);
      assert.deepEqual(await removed(people.nobody), ['removed']);
      assert.equal(await seatsOf(creditsSkuId), before - 1);
      const holders = (await opened.directory.people()).filter(({ licenses }) =>
        licenses.some(({ skuId }) => skuId === creditsSkuId),
      );
      assert.deepEqual([holders.some(({ id }) => id === people.nobody), holders.length], [false, before - 1]);
    });

    it('Licenses are given to nobody after the signal', async () => {
      const stop = new AbortController();
      stop.abort();
      await opened.licenses.assign(
        [{ personId: people.nobody, skuIds: [creditsSkuId] }],
        () => assert.fail(),
        stop.signal,
      );
      assert.equal(await seatsOf(creditsSkuId), 0);
    });

    it('Licenses can be given when somebody’s location has been set', async () => {
      const told: string[] = [];
      await opened.licenses.locate([nowhere, 'nobody'], 'DE', (id, result) => told.push(`${id} ${String(result.ok)}`));
      assert.deepEqual(told.toSorted(), [`${nowhere} true`, 'nobody false']);
      assert.deepEqual(await given([nowhere, creditsSkuId]), ['assigned']);
    });

    it('CallLog gives every call of a range once, both ends included', async () => {
      const all = await idsIn(opened.callLog, { from: now - 90 * dayMs, to: now });
      assert.ok(all.length > 2500);
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
      const [first] = all;
      assert.ok(first !== undefined);
      const alone = await idsIn(opened.callLog, { from: first.start, to: first.start });
      assert.deepEqual(
        alone.map(({ id }) => id),
        [first.id],
      );
    });
  });
}

async function idsIn(log: CallLog, range: { readonly from: number; readonly to: number }): Promise<readonly CallRow[]> {
  const rows: CallRow[] = [];
  for await (const page of log.pages(range)) {
    assert.deepEqual(page.bad, []);
    rows.push(...page.rows);
  }
  return rows;
}

async function onGraph(): Promise<Opened> {
  const { graph, tenant, stop } = await aPromptTenant();
  await tenant.makeCalls({ count: 2500, from: now - dayMs, to: now });
  return {
    directory: new GraphDirectory(graph),
    licenses: new GraphLicenses(graph),
    callLog: new GraphCallLog(graph),
    close: stop,
  };
}

function inMemory(): Promise<Opened> {
  const found = contosoUsers.map((user): Person => ({
    ...{ id: user.id, name: user.displayName, userPrincipalName: user.userPrincipalName, mail: '' },
    kind: user.userType === 'Guest' ? 'guest' : 'member',
    isEnabled: user.isEnabled,
    usageLocation: user.usageLocation,
    licenses: user.skus.map(skuId => ({ skuId, disabledPlanIds: [], isActive: true, isByGroup: false })),
  }));
  const skus = contosoSkus.map((one): Sku => ({
    ...{ id: one.skuId, partNumber: one.skuPartNumber },
    ...{ isAssignable: one.suspended === undefined, isInService: one.suspended === undefined },
    plans: one.servicePlans.map(plan => ({ id: plan.servicePlanId, name: plan.servicePlanName })),
    seats: {
      enabled: one.enabled,
      warning: 0,
      consumed: contosoUsers.filter(user => user.skus.includes(one.skuId)).length,
    },
  }));
  const tenant = new MemoryTenant({
    people: found,
    skus,
    roles: new Map(contosoUsers.map(({ id, roles }) => [id, roles])),
    groups: contosoGroups,
    calls: Array.from({ length: 2600 }, (_, index) => aCall({ id: `call ${index}`, start: now - index * 1000 })),
  });
  return Promise.resolve({ directory: tenant, licenses: tenant, callLog: tenant, close: () => Promise.resolve() });
}
