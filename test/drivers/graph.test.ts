import assert from 'node:assert/strict';
import { dayMs, telephonyWith } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicences } from '../../bot/drivers/graph/licences.ts';
import { MemoryDocuments } from '../../bot/drivers/memory/documents.ts';
import { sku } from '../../bot/drivers/sandbox/contoso.ts';
import { SandboxGraphServer } from '../../bot/drivers/sandbox/graph/server.ts';
import { SandboxTenant } from '../../bot/drivers/sandbox/tenant.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sandboxTenant } from '../../bot/config.ts';
import { at } from '../support/builders.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('Microsoft Graph, against the sandbox’s server', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  let tenant: SandboxTenant;
  let server: SandboxGraphServer;
  let graph: Graph;
  beforeEach(async () => {
    tenant = new SandboxTenant(new MemoryDocuments(), clock, sandboxTenant);
    await tenant.open();
    server = new SandboxGraphServer({ tenant, currency: () => Promise.resolve('USD'), clock });
    graph = new Graph({ endpoint: await server.start(), credentials: { kind: 'sandbox' }, clock: systemClock });
  });
  afterEach(() => server.stop());

  it('lists people with their licences, and tells members, guests and resource accounts apart', async () => {
    const directory = new GraphDirectory(graph);
    const [found, skus] = await Promise.all([directory.people(), directory.skus()]);
    assert.deepEqual(
      ['member', 'guest', 'resource'].map(kind => found.filter(person => person.kind === kind).length),
      [22, 1, 2],
    );
    const alex = found.find(person => person.id === people.globalAdmin)!;
    assert.deepEqual([telephonyWith(skus)(alex).isEligible, telephonyWith(skus)(alex).hasCredits], [true, false]);
  });

  it('tells the roles of members, and nothing of guests and strangers', async () => {
    const directory = new GraphDirectory(graph);
    const rolesOf = async (person: string): Promise<number | string> => {
      const holder = await directory.rolesOf(person);
      return holder.kind === 'member' ? holder.roles.size : holder.kind;
    };
    assert.equal(await rolesOf(people.globalAdmin), 1);
    assert.equal(await rolesOf(people.nobody), 0);
    assert.equal(await rolesOf(people.guest), 'stranger');
    assert.equal(await rolesOf('../subscribedSkus'), 'stranger');
  });

  it('assigns a licence, again without effect, and gives Graph’s reasons', async () => {
    const licences = new GraphLicences(graph);
    const reason = async (person: string, product: string): Promise<string> => {
      const told: string[] = [];
      await licences.assign([{ personId: person, skuIds: [product] }], (_id, result) =>
        told.push(result.ok ? result.value : result.refusal),
      );
      return told.join();
    };
    const before = tenant.seatsLeft(sku.conferencing);
    assert.equal(await reason(people.nobody, sku.conferencing), 'assigned');
    assert.equal(await reason(people.nobody, sku.conferencing), 'assigned');
    assert.equal(tenant.seatsLeft(sku.conferencing), before - 1);
    assert.equal(await reason('c0400000-0000-4000-8000-000000000012', sku.conferencing), 'no-usage-location');
    assert.equal(await reason('nobody-at-all', sku.conferencing), 'not-found');
    for (const id of [
      '00000000-0000-0000-0000-0000000000022',
      '00000000-0000-0000-0000-0000000000025',
      'c0400000-0000-4000-8000-000000000009',
    ]) {
      await reason(id, sku.phoneWithPlan);
    }
    assert.equal(await reason('c0400000-0000-4000-8000-000000000010', sku.phoneWithPlan), 'no-seats');
  });

  it('reads the call log page by page to the end, each row once', async () => {
    const now = clock.now();
    await tenant.makeCalls({ count: 2500, from: now - dayMs, to: now });
    const ids: string[] = [];
    const sizes: number[] = [];
    for await (const page of new GraphCallLog(graph).pages({ from: now - 90 * dayMs, to: now })) {
      assert.deepEqual(page.bad, []);
      sizes.push(page.rows.length);
      ids.push(...page.rows.map(row => row.id));
    }
    assert.deepEqual([sizes.slice(0, -1).every(size => size === 1000), sizes.length >= 3], [true, true]);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('refuses a range of more than 90 days, as Graph does', async () => {
    const pages = new GraphCallLog(graph).pages({ from: clock.now() - 91 * dayMs, to: clock.now() });
    await assert.rejects(async () => {
      for await (const _page of pages) assert.fail('a page came');
    }, /90 days/);
  });
});
