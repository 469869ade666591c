import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

type Contoso = Awaited<ReturnType<typeof aTenant>>;

describe('Microsoft Graph, as it misbehaves', () => {
  let contoso: Contoso | undefined;
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const open = async (settings: Parameters<typeof aTenant>[0] = {}): Promise<Contoso> =>
    (contoso = await aTenant({ clock, ...settings }));
  const carryOut = <Value>(work: Promise<Value>): Promise<Value> =>
    clock.carryOut(work, () => contoso?.graph.isBusy === true);
  afterEach(async () => {
    await contoso?.stop();
    contoso = undefined;
  });

  /** The sizes of a list's pages, and how it ended. */
  const read = async (pages: AsyncIterable<readonly unknown[]>): Promise<readonly [number[], unknown]> => {
    const sizes: number[] = [];
    try {
      for await (const page of pages) sizes.push(page.length);
      return [sizes, 'the end'];
    } catch (error) {
      return [sizes, (error as { code?: unknown }).code];
    }
  };

  for (const [pages, most] of [
    ['repeated', 5],
    ['endless', 60],
  ] as const)
    it(`stops where pages are ${pages}, says so, and has given what came before`, async () => {
      const { graph, tenant, server } = await open({ people: 2500, faults: { pages } });
      const now = clock.now();
      await tenant.makeCalls({ count: 2500, from: now - dayMs, to: now });
      const listed = await carryOut(read(new GraphDirectory(graph).peoplePages()));
      assert.deepEqual([listed[0].slice(0, 3), listed[1]], [[999, 999, 502], 'graph-pages']);
      const begun = server.answered;
      const log = new GraphCallLog(graph).pages({ from: now - 2 * dayMs, to: now });
      let rows = 0;
      const reading = (async (): Promise<void> => {
        for await (const page of log) rows += page.rows.length;
      })();
      await assert.rejects(carryOut(reading), { code: 'graph-pages' });
      assert.ok(rows >= 2500 && server.answered - begun <= most, `${rows} rows, ${server.answered - begun} requests`);
    });

  it('takes people, products, rows and roles that come twice for one, in whatever case their ids are', async () => {
    const { graph, tenant } = await open({ people: 1200, faults: { twins: true } });
    const directory = new GraphDirectory(graph);
    const idsOf = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id);
    const [everybody, some, skus] = await carryOut(
      Promise.all([directory.people(), directory.peopleOf([people.nobody, people.globalAdmin]), directory.skus()]),
    );
    assert.deepEqual(new Set(idsOf(everybody)), new Set(tenant.users().map(({ id }) => id)));
    assert.deepEqual([everybody.length, some.length], [1200, 2]);
    assert.deepEqual(
      idsOf(skus),
      tenant.skus().map(({ skuId }) => skuId),
    );
    const roles = await carryOut(directory.rolesOf(people.globalAdmin));
    assert.equal(roles.kind, 'member');
  });

  it('reads what it can where a product has no fields, and a person no name or no id', async () => {
    const { graph, tenant } = await open({ faults: { lacking: true } });
    const directory = new GraphDirectory(graph);
    const [first] = tenant.users();
    let leftOut = 0;
    const pages = await carryOut(
      Array.fromAsync(
        directory.peoplePages(undefined, count => {
          leftOut += count;
        }),
      ),
    );
    const found = pages.flat();
    assert.deepEqual([found.length, leftOut, found.find(({ id }) => id === first?.id)?.name], [25, 1, first?.id]);
    const skus = await carryOut(directory.skus());
    assert.equal(skus.filter(({ isUnread }) => isUnread === undefined).length, tenant.skus().length);
    assert.deepEqual(
      skus.flatMap(one => (one.isUnread === true ? [[one.id, one.partNumber, one.isAssignable]] : [])),
      [
        ['3b555118-da6a-4418-894f-7df1e2096870', 'CONTOSO_PHONE', false],
        ['', '', false],
      ],
    );
  });

  it('begins a list anew where the token of a page has expired, and gives nobody twice', async () => {
    const { graph } = await open({ people: 2500, faults: { pages: 'expired' } });
    const found = await carryOut(new GraphDirectory(graph).people());
    assert.deepEqual([found.length, new Set(found.map(({ id }) => id)).size], [2500, 2500]);
  });
});
