import assert from 'node:assert/strict';
import { minuteMs, secondMs } from '../../core/index.ts';
import { GraphWitness } from '../../bot/drivers/graph/witness.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { requests } from '../../bot/drivers/graph/requests.ts';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { isElsewhere, PostgresWitness } from '../../bot/drivers/postgres/witness.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { at } from '../support/builders.ts';
import { aPromptTenant } from '../support/graph.ts';
import { aDatabase } from '../support/postgres.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('Graph as a witness', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));

  it('says what the date of its last answer was, and what has passed since, for ten minutes', async () => {
    const witness = new GraphWitness({ endpoint: 'https://graph.invalid', clock });
    assert.equal(witness.name, 'graph.invalid');
    witness.note('Sun, 22 Nov 2026 10:00:00 GMT');
    clock.advance(90 * secondMs);
    clock.set(0);
    assert.equal(await witness.time(), at('2026-11-22T10:01:30Z'));
    clock.advance(10 * minuteMs);
    await assert.rejects(witness.time(), /fetch failed/);
  });

  it('is given the date of every answer that the client gets', async () => {
    const tenant = await aPromptTenant();
    const dates: (string | null)[] = [];
    const { endpoint } = tenant;
    const graph = new Graph({
      endpoint,
      credentials: { kind: 'sandbox' },
      clock: systemClock,
      onAnswer: ({ date }) => dates.push(date),
    });
    await graph.get(requests.skus);
    assert.ok(Math.abs(Date.parse(dates[0] ?? '') - systemClock.now()) < minuteMs);
    await tenant.stop();
  });

  for (const endpoint of ['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])
    it(`is none on ${endpoint}`, async () => {
      const witness = new GraphWitness({ endpoint, clock });
      witness.note('Sun, 22 Nov 2026 10:00:00 GMT');
      assert.equal(await witness.time(), undefined);
    });
});

describe('PostgreSQL as a witness', () => {
  const ends: readonly (readonly [server: unknown, client: unknown, isElsewhere: boolean])[] = [
    ['10.0.0.5', '10.0.0.9', true],
    ['2001:db8::1', '2001:db8::2', true],
    ['10.0.0.5', '10.0.0.5', false],
    ['127.0.0.1', '127.0.0.2', false],
    ['::1', '::1', false],
    [null, null, false],
  ];
  for (const [server, client, is] of ends)
    it(`at ${String(server)}, asked from ${String(client)}, is ${is ? 'one' : 'none'}`, () =>
      assert.equal(isElsewhere({ server, client }), is));

  it('on this machine says nothing', async () => {
    const database = await aDatabase();
    const postgres = new Postgres(database.url, { clock: systemClock, as: 'operator', connections: 1 });
    assert.equal(await new PostgresWitness(postgres).time(), undefined);
    await postgres.close();
    await database.drop();
  });
});
