import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { creditsSkuId, dayMs } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { unmetOf } from '../../bot/drivers/graph/assignment-states.ts';
import { PageWatch } from '../../bot/drivers/graph/page-watch.ts';
import { passing, unansweredTries } from '../../bot/drivers/graph/passing.ts';
import { requests } from '../../bot/drivers/graph/requests.ts';
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

  it('stops where pages bring nothing new: the same under new links, empty ones, a way back; not where one brings something', () => {
    const pagesUntilEnd = (pageOf: (index: number) => readonly [value: readonly unknown[], next: string]): number => {
      const watch = new PageWatch();
      for (let index = 0; index < 200; index += 1) if (watch.isEndless(...pageOf(index))) return index + 1;
      return Infinity;
    };
    assert.deepEqual(
      [
        pagesUntilEnd(index => [[{ id: 'same' }], `/${index}`]),
        pagesUntilEnd(index => [[{ id: index % 2 }], `/${index}`]),
        pagesUntilEnd(index => [[], `/${index}`]),
        pagesUntilEnd(index => [[{ id: index }], `/${index % 3}`]),
        pagesUntilEnd(index => [index % 49 === 0 ? [{ id: index }] : [], `/${index}`]),
      ],
      [51, 52, 50, 4, Infinity],
    );
  });

  it('knows why a license of a group could not be carried out, and that it does not know', () => {
    const reasons = ['CountViolation', 'MutuallyExclusiveViolation', 'DependencyViolation', 'Others', 'Other', null];
    const states = reasons.map(error => ({ skuId: 's', assignedByGroup: 'g', state: 'Error', error }));
    assert.deepEqual(
      unmetOf(states).map(({ reason }) => reason),
      ['no-seats', 'conflict', 'dependency', 'other', 'other', 'other'],
    );
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

  const statuses = [400, 401, 403, 404, 405, 408, 409, 410, 412, 423, 429, 500, 501, 502, 503, 504, 507, 509] as const;
  for (const status of statuses) {
    const known = passing.find(one => one.status === status);
    it(`${known === undefined ? 'takes' : 'asks again after'} ${status} ${known === undefined ? 'for final' : ''}, alone and within a batch`, async () => {
      const code = known?.code ?? 'SomethingOfItsOwn';
      const { graph, server, faults } = await open({ faults: { failing: 1, failures: [[status, code]] } });
      const counted = async (work: Promise<unknown>): Promise<number> => {
        const before = server.failed;
        await carryOut(work.catch(() => undefined));
        return server.failed - before;
      };
      const told: string[] = [];
      const wanted = [{ personId: people.nobody, skuIds: [creditsSkuId] }];
      const give = (): Promise<void> =>
        new GraphLicenses(graph).assign(wanted, (_id, result) => told.push(result.ok ? 'assigned' : result.refusal));
      assert.equal(await counted(graph.get(requests.skus)), known?.tries ?? 1);
      faults.spared = '/$batch';
      assert.equal(await counted(give()), known?.tries ?? 1);
      const final = status === 403 ? 'not-allowed' : status === 404 ? 'not-found' : 'other';
      assert.deepEqual(told, [known === undefined ? final : 'too-busy']);
      faults.failures = [[status, 'Another']];
      if (known?.code !== undefined) assert.equal(await counted(graph.get(requests.skus)), 1);
      faults.failing = 0.4;
      faults.failures = [[status, code]];
      if (known !== undefined) await carryOut(give());
      assert.equal(told.at(-1), known === undefined ? final : 'assigned');
    });
  }

  it('is the page about Graph that lists what passes', () => {
    const readme = readFileSync(new URL('../../bot/drivers/graph/README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^ {2}\| (\d{3}|none) +\| (any|`\w+`) +\| (\d) +\|/gm)];
    const listed = rows.map(([, status, code, tries]) => [status, code?.replaceAll('`', ''), Number(tries)]);
    assert.deepEqual(listed, [
      ...passing.map(({ status, code, tries }) => [String(status), code ?? 'any', tries]),
      ['none', 'any', unansweredTries],
    ]);
  });

  it('asks again where a connection breaks within the answer, or the answer is lost', async () => {
    const { graph, tenant } = await open({ people: 2500, faults: { cut: 0.2, unsaid: 0.2 } });
    const directory = new GraphDirectory(graph);
    const lacking = (await carryOut(directory.people())).filter(({ usageLocation }) => usageLocation !== null);
    const wanted = lacking.slice(0, 60).map(({ id }) => ({ personId: id, skuIds: [creditsSkuId] }));
    let assigned = 0;
    await carryOut(
      new GraphLicenses(graph).assign(wanted, (_id, { ok }) => {
        assigned += Number(ok);
      }),
    );
    const has = wanted.filter(({ personId }) => tenant.user(personId)?.skus.includes(creditsSkuId) === true).length;
    assert.equal(assigned, has);
    assert.ok(has > 50, `${has} of 60`);
  });

  it('gives once where somebody is asked for twice, and waits as long as either of two answers says', async () => {
    const { graph } = await open({ faults: { twins: true, throttled: 1, retryAfterSeconds: 300, spared: '/$batch' } });
    const waits: number[] = [];
    const stop = new AbortController();
    const wanted = [people.nobody, people.nobody].map(personId => ({ personId, skuIds: [creditsSkuId] }));
    const onWait = (waitMs: number): void => {
      waits.push(waitMs);
      stop.abort();
    };
    await carryOut(new GraphLicenses(graph).assign(wanted, () => undefined, stop.signal, onWait));
    assert.deepEqual(waits, [300_000]);
    const { graph: other, tenant } = await open({ faults: { twins: true } });
    const told: string[] = [];
    await carryOut(new GraphLicenses(other).assign(wanted, (id, { ok }) => told.push(`${id} ${ok}`)));
    assert.deepEqual(told, [`${people.nobody} true`]);
    assert.equal(tenant.user(people.nobody)?.skus.filter(id => id === creditsSkuId).length, 1);
  });

  it('asks for hardly anybody once there is no seat left', async () => {
    const { graph, tenant } = await open({ people: 1500 });
    const skuId = tenant.skus().find(({ skuPartNumber }) => skuPartNumber === 'MCOMEETADV')?.skuId ?? '';
    const seats = 150;
    const before = tenant.consumed(skuId);
    let asked = 0;
    tenant.seatsLeft = () => {
      asked += 1;
      return seats + before - tenant.consumed(skuId);
    };
    const lacking = tenant.users().filter(one => one.usageLocation !== null && !one.skus.includes(skuId));
    const told: string[] = [];
    const wanted = lacking.map(({ id }) => ({ personId: id, skuIds: [skuId] }));
    await carryOut(
      new GraphLicenses(graph).assign(wanted, (_id, result) => told.push(result.ok ? 'assigned' : result.refusal)),
    );
    const counted = (what: string): number => told.filter(one => one === what).length;
    assert.deepEqual([told.length, counted('assigned')], [lacking.length, seats]);
    assert.ok(lacking.length > 1000 && asked <= seats + 80, `asked for ${asked} of ${lacking.length}`);
  });

  it('begins a list anew where the token of a page has expired, and gives nobody twice', async () => {
    const { graph } = await open({ people: 2500, faults: { pages: 'expired' } });
    const found = await carryOut(new GraphDirectory(graph).people());
    assert.deepEqual([found.length, new Set(found.map(({ id }) => id)).size], [2500, 2500]);
  });
});
