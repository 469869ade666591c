import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hourMs, creditsSkuId, dayMs, secondMs } from '../../core/index.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { RateLimiter } from '../../bot/drivers/graph/rate-limit.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { retryDelayMs } from '../../bot/drivers/graph/retry.ts';
import { addressOf, requests } from '../../bot/drivers/graph/requests.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { contosoGroups, contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

type Contoso = Awaited<ReturnType<typeof aTenant>>;

describe('Microsoft Graph, on the wire', () => {
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

  const asked = async (address: string, init: RequestInit = {}) => {
    const response = await fetch(`${contoso?.endpoint ?? ''}${address}`, init);
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as {
      value?: unknown[];
      error?: { code: string; message: string };
      responses?: { id: string; status: number; body: { error?: { message: string } } }[];
    };
    return { status: response.status, headers: response.headers, ...body };
  };
  const batch = (...inner: readonly object[]) =>
    asked('/v1.0/$batch', { method: 'POST', body: JSON.stringify({ requests: inner }) });

  it('waits as long as Graph says, and ever longer where it does not say', () => {
    const given = { now: at('2026-11-22T12:00:00Z'), random: () => 0.5 };
    assert.deepEqual(
      [
        retryDelayMs(1, '7', given),
        retryDelayMs(1, '0.249', given),
        retryDelayMs(1, 'Sun, 22 Nov 2026 12:00:30 GMT', given),
        ...[1, 2, 3, 7, 9].map(tries => retryDelayMs(tries, null, given)),
      ],
      [7000, 249, 30_000, 1000, 2000, 4000, 60_000, 60_000],
    );
  });

  it('gets every page of a large directory, though one request in three is turned away', async () => {
    const { graph } = await open({ people: 3000, faults: { throttled: 0.33, silentEvery: 2 } });
    const found = await carryOut(new GraphDirectory(graph).people());
    assert.equal(new Set(found.map(({ id }) => id)).size, 3000);
  });

  it('tells of people who were deleted, restored and changed, in pages, and of nobody twice', async () => {
    const { graph, tenant } = await open({ people: 400 });
    const directory = new GraphDirectory(graph);
    const link = await carryOut(directory.latest());
    const users = tenant.users().slice(100);
    for (const { id } of users) tenant.locate(id, 'CH');
    tenant.delete(users[0]!.id);
    tenant.delete(users[1]!.id);
    tenant.restore(users[1]!.id);
    const changes = await carryOut(directory.changes(link));
    assert.ok(changes !== 'expired');
    assert.deepEqual([changes.gone, changes.people.length], [[users[0]!.id], 299]);
    assert.ok(changes.people.every(({ usageLocation }) => usageLocation === 'CH'));
    tenant.restore(users[0]!.id);
    const next = await carryOut(directory.changes(changes.link));
    assert.deepEqual(next === 'expired' ? next : next.people.map(({ id }) => id), [users[0]!.id]);
  });

  it('reads of departments the one property that was asked for, and nothing of them where none was', async () => {
    const { graph } = await open();
    const directory = new GraphDirectory(graph);
    const due = {
      ...{ department: 'Sales', company: 'Contoso US', 'cost-center': '4100' },
      ...{ 'attribute-1': 'Seattle', 'attribute-15': '' },
    } as const;
    for (const field of ['department', 'company', 'cost-center', 'attribute-1', 'attribute-15'] as const) {
      const pages = await carryOut(Array.fromAsync(directory.peoplePages(field)));
      const read = [...pages.flat(), ...(await carryOut(directory.peopleOf([people.nobody], field)))];
      for (const { id, department } of read)
        if (id === people.nobody) assert.deepEqual(department, { from: field, name: due[field] });
    }
    assert.equal((await carryOut(directory.people()))[0]?.department, undefined);
  });

  it('tells of a change only once reads see it', async () => {
    const { graph, tenant } = await open({ faults: { lagMs: 60 * secondMs } });
    const directory = new GraphDirectory(graph);
    const link = await carryOut(directory.latest());
    const wanted = [{ personId: people.nobody, skuIds: [creditsSkuId] }];
    await carryOut(new GraphLicenses(graph).assign(wanted, () => undefined));
    assert.equal(tenant.user(people.nobody)?.skus.includes(creditsSkuId), true);
    const before = await carryOut(directory.changes(link));
    assert.deepEqual(before === 'expired' ? before : before.people, []);
    clock.advance(61 * secondMs);
    const after = await carryOut(directory.changes(before === 'expired' ? link : before.link));
    assert.deepEqual(after === 'expired' ? after : after.people.map(({ id }) => id), [people.nobody]);
  });

  it('says that a link has expired, in either of the two ways of Graph', async () => {
    const { graph, tenant } = await open();
    const directory = new GraphDirectory(graph);
    const link = await carryOut(directory.latest());
    const [address] = [`/v1.0${link}`];
    tenant.expireLinks();
    const gone = await asked(address);
    assert.deepEqual([gone.status, gone.error?.code], [410, 'resyncRequired']);
    assert.equal(await carryOut(directory.changes(link)), 'expired');
    await tenant.become({ people: 30 });
    const lost = await asked(address);
    assert.deepEqual([lost.status, lost.error?.code], [400, 'syncStateNotFound']);
    assert.equal(await carryOut(directory.changes(link)), 'expired');
  });

  it('serves changes as strictly as Graph: no state of licenses, no options beside a token, no token of another', async () => {
    const { graph, tenant } = await open({ people: 250 });
    const first = await asked('/v1.0/users/delta?$select=id,displayName');
    assert.equal(first.value?.length, 100);
    assert.deepEqual(Object.keys((first.value ?? [])[0] as object), ['id', 'displayName']);
    const addresses = [
      '/v1.0/users/delta?$select=id,licenseAssignmentStates',
      '/v1.0/users/delta?$top=10',
      '/v1.0/users/delta?$deltatoken=made-up',
      `/v1.0${await carryOut(new GraphDirectory(graph).latest())}&$select=id`,
      `/v1.0/users?$filter=${encodeURIComponent(
        `id in (${tenant
          .users()
          .slice(0, 16)
          .map(({ id }) => `'${id}'`)
          .join(',')})`,
      )}`,
      `/v1.0/users?$filter=${encodeURIComponent("displayName in ('x')")}`,
    ];
    assert.deepEqual(
      await Promise.all(addresses.map(async address => (await asked(address)).status)),
      addresses.map(() => 400),
    );
  });

  it('gives up at last, and says that Graph was too busy', async () => {
    const { graph } = await open({ faults: { throttled: 1 } });
    const told: string[] = [];
    await carryOut(
      new GraphLicenses(graph).assign([{ personId: people.nobody, skuIds: [creditsSkuId] }], (_id, result) =>
        told.push(result.ok ? result.value : result.refusal),
      ),
    );
    assert.deepEqual(told, ['too-busy']);
    await assert.rejects(carryOut(new GraphDirectory(graph).people()), { code: 'graph-429' });
  });

  it('waits no longer for what was turned away where somebody sets the clock back meanwhile', async () => {
    const { graph } = await open({ faults: { throttled: 1 } });
    const begun = clock.elapsed();
    const setBack = (): void => clock.set(clock.now() - 8 * hourMs);
    const assigned = new GraphLicenses(graph).assign(
      [{ personId: people.nobody, skuIds: [creditsSkuId] }],
      () => undefined,
      undefined,
      setBack,
    );
    await carryOut(assigned);
    assert.ok(clock.elapsed() - begun < hourMs, `${clock.elapsed() - begun} ms`);
  });

  it('keeps within the limits of writes, and lets reads pass meanwhile', async () => {
    const begun = clock.now();
    const rateLimiter = new RateLimiter(clock);
    const writes = [
      { kind: 'units', amount: 20 },
      { kind: 'writes', amount: 20 },
    ] as const;
    const taken: number[] = [];
    await open();
    const many = Promise.all(
      Array.from({ length: 320 }, () =>
        rateLimiter.take(writes).then(answered => {
          answered?.();
          return taken.push(clock.now() - begun);
        }),
      ),
    );
    await rateLimiter.take([{ kind: 'units', amount: 1 }]);
    await carryOut(many);
    assert.deepEqual(
      [taken[149], taken[150], taken[299], taken[300]],
      [0, 150.5 * secondMs, 150.5 * secondMs, 301 * secondMs],
    );
  });

  it('keeps within the limits as Graph counts them, however long requests are on their way', async () => {
    for (const mostMs of [0, 400, 1000, 3000, 20_000]) {
      const random = seeded(5);
      const rateLimiter = new RateLimiter(clock);
      const arrived: number[] = [];
      let left = 400;
      const lane = async (): Promise<void> => {
        for (; left > 0; left -= 1) {
          const answered = await rateLimiter.take([{ kind: 'writes', amount: 20 }]);
          await clock.wait(Math.floor(random() * mostMs));
          arrived.push(clock.now());
          await clock.wait(Math.floor(random() * mostMs));
          answered?.();
        }
      };
      await clock.carryOut(Promise.all([lane(), lane(), lane(), lane()]), () => false);
      const inOrder = arrived.toSorted((one, other) => one - other);
      const inWindow = inOrder.map((at, index) => inOrder.slice(0, index + 1).filter(one => one > at - 150 * secondMs));
      const most = Math.max(...inWindow.map(({ length }) => length * 20));
      assert.ok(most <= 3000, `${most} writes in 150 s, with up to ${mostMs} ms each way`);
    }
  });

  it('does not see at once what was written, as in the cloud', async () => {
    const { graph } = await open({ faults: { lagMs: 30 * secondMs } });
    const has = async (): Promise<boolean> => {
      const found = await carryOut(new GraphDirectory(graph).people());
      return found.some(one => one.id === people.nobody && one.licenses.some(({ skuId }) => skuId === creditsSkuId));
    };
    await carryOut(
      new GraphLicenses(graph).assign([{ personId: people.nobody, skuIds: [creditsSkuId] }], () => undefined),
    );
    assert.equal(await has(), false);
    clock.advance(31 * secondMs);
    assert.equal(await has(), true);
  });

  it('is answered in any order within a batch, each with a status of its own', async () => {
    await open();
    const { responses = [] } = await batch(
      ...Array.from({ length: 20 }, (_, index) => ({
        id: String(index),
        method: 'POST',
        url: `/users/${index % 2 === 0 ? (contosoUsers[index]?.id ?? '') : 'nobody'}/assignLicense`,
        headers: { 'Content-Type': 'application/json' },
        body: { addLicenses: [{ skuId: creditsSkuId, disabledPlans: [] }], removeLicenses: [] },
      })),
    );
    assert.notDeepEqual(
      responses.map(({ id }) => id),
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    for (const { id, status } of responses) assert.equal(status, Number(id) % 2 === 0 ? 200 : 404);
  });

  it('names the permission without which nobody can tell who is in a group', async () => {
    const forbidding = createServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } }),
      );
    });
    await new Promise<void>(resolve => forbidding.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(forbidding.address() as AddressInfo).port}`;
    const directory = new GraphDirectory(new Graph({ endpoint, credentials: { kind: 'sandbox' }, clock: systemClock }));
    const { id } = contosoGroups[0]!;
    assert.deepEqual(await directory.groupsOf(people.nobody, [id]), {
      kind: 'unreadable',
      permission: 'GroupMember.Read.All',
    });
    await assert.rejects(directory.group(id), { code: 'graph-403', permission: 'GroupMember.Read.All' });
    forbidding.closeAllConnections();
    forbidding.close();
  });

  const get = { id: '1', method: 'GET', url: '/subscribedSkus' };
  type Refused = readonly [what: string, ask: () => Promise<{ readonly status: number }>];
  const refused: readonly Refused[] = [
    ['a batch of 21', () => batch(...Array.from({ length: 21 }, (_, index) => ({ ...get, id: String(index) })))],
    ['two requests of one id in a batch', () => batch({ ...get, id: 'a' }, { ...get, id: 'A' })],
    ['a page of more than 999', () => asked('/v1.0/users?$top=1000')],
    ['a property that there is not', () => asked('/v1.0/users?$select=id,shoeSize')],
    ['a filter of products', () => asked('/v1.0/subscribedSkus?$filter=skuId eq 1')],
    ['a cast without its header', () => asked(`/v1.0${addressOf(requests.roles, { id: people.nobody })}`)],
    [
      'licenses to be given without a list of those to be taken',
      () =>
        asked(`/v1.0/users/${people.nobody}/assignLicense`, {
          method: 'POST',
          body: JSON.stringify({ addLicenses: [] }),
        }),
    ],
    [
      'a range of more than 90 days',
      () => asked(`/v1.0${addressOf(requests.calls, { from: '2026-01-01', to: '2026-05-01' })}`),
    ],
    [
      'messages outside the beta',
      () => asked(`/v1.0${addressOf(requests.messages, { from: '2026-11-01', to: '2026-11-02' })}`),
    ],
    ...[{}, { groupIds: [] }, { groupIds: ['no id'] }, { groupIds: [people.guest], more: 1 }].map((body): Refused => [
      `groups asked for by ${JSON.stringify(body)}`,
      () =>
        asked(`/v1.0${addressOf(requests.memberGroups, { id: people.nobody })}`, {
          method: 'POST',
          body: JSON.stringify(body),
        }),
    ]),
    ['a group without an id', () => asked('/v1.0/groups/finance?$select=id')],
    ['another version', () => asked('/v2.0/users')],
  ];
  for (const [what, ask] of refused)
    it(`refuses ${what}`, async () => {
      await open();
      assert.equal((await ask()).status, 400);
    });

  it('refuses within a batch what has a body without its type, or another host', async () => {
    await open();
    const { responses = [] } = await batch(
      { id: '1', method: 'POST', url: `/users/${people.nobody}/assignLicense`, body: {} },
      { id: '2', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' },
    );
    assert.deepEqual(
      responses.map(({ status }) => status),
      [400, 400],
    );
  });

  it('ignores a count without the header, silently', async () => {
    await open();
    const bare = (await asked('/v1.0/users?$count=true')) as object;
    const full = (await asked('/v1.0/users?$count=true', { headers: { ConsistencyLevel: 'eventual' } })) as object;
    assert.deepEqual(['@odata.count' in bare, '@odata.count' in full], [false, true]);
  });

  it('says how many requests were too many, and when to come again', async () => {
    await open({ faults: { throttled: 1, retryAfterSeconds: 9 } });
    const { status, headers, error } = await asked('/v1.0/users');
    assert.deepEqual([status, headers.get('retry-after'), error?.code], [429, '9', 'TooManyRequests']);
  });

  it('reads the call log page by page to the end, each row once', async () => {
    const { graph, tenant } = await open();
    const now = clock.now();
    await tenant.makeCalls({ count: 2500, from: now - dayMs, to: now });
    const sizes: number[] = [];
    const read = async (): Promise<void> => {
      for await (const page of new GraphCallLog(graph).pages({ from: now - 90 * dayMs, to: now }))
        sizes.push(page.rows.length);
    };
    await carryOut(read());
    assert.deepEqual([sizes.slice(0, -1).every(size => size === 1000), sizes.length >= 3], [true, true]);
  });

  it('makes no request but those that the page about Graph lists, with the permission of each', async () => {
    await open();
    const readme = readFileSync(new URL('../../bot/drivers/graph/README.md', import.meta.url), 'utf8');
    const listed = [
      ...readme.matchAll(/^\| `(GET|POST|PATCH) \/(v1\.0|beta)([^`]+)`\s*\| (.+?)\s*\| (.+?)\s*\|$/gm),
    ].map(([, method, version, address, permission, purpose]) => ({ method, version, address, permission, purpose }));
    assert.deepEqual(
      listed,
      Object.values(requests).map(({ method, version, path, query, permission, purpose }) => ({
        ...{ method, version, address: query === '' ? path : `${path}?${query}` },
        ...{ permission: permission.startsWith('of ') ? permission : `\`${permission}\``, purpose },
      })),
    );
  });
});
