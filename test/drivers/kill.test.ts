import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { demandOf, verify } from '../../core/index.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../bot/ports/index.ts';
import type { Ledger } from '../../bot/wallets/ledger.ts';
import { aCall, card, money, someTerms } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { Ledgers } from '../support/kills.ts';
import { aDatabase } from '../support/postgres.ts';
import { walletsOf } from '../support/wallets.ts';

const tenant = 'contoso';
const seed = 20_261_123;

describe('kill -9 under load', function () {
  this.timeout(120_000);

  it('loses nothing acknowledged and does nothing twice, on a folder', async () => {
    const folder = await aFolder();
    const random = seeded(seed);
    const ledgers = new Ledgers();
    for (let life = 0; life < 3; life += 1)
      await ledgers.life(folder, { name: 'one', acks: 50 + Math.floor(random() * 150), workers: 8 });
    const stores = openEmbedded(folder, systemClock);
    assert.deepEqual(await ledgers.wrongs(stores), []);
    assert.ok(ledgers.acknowledged.size > 150);
    await stores.close();
    await rm(folder, { recursive: true });
  });

  it('of four processes on one PostgreSQL, and one hot wallet, neither', async () => {
    const database = await aDatabase();
    const random = seeded(seed + 1);
    const ledgers = new Ledgers();
    await Promise.all(
      ['one', 'two', 'three', 'four'].map(async name => {
        for (let life = 0; life < 2; life += 1)
          await ledgers.life(database.url, { name, acks: 20 + Math.floor(random() * 60), workers: 5 });
      }),
    );
    const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
    assert.deepEqual(await ledgers.wrongs(stores), []);
    assert.equal(ledgers.kills, 8);
    await stores.close();
    await database.drop();
  });
});

describe('one hot wallet on PostgreSQL', function () {
  this.timeout(120_000);
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let all: Stores[];
  beforeEach(async () => {
    database = await aDatabase();
    all = await Promise.all(
      Array.from({ length: 20 }, () => openPostgres(database.url, { clock: systemClock, as: 'operator' })),
    );
  });
  afterEach(async () => {
    await Promise.all(all.map(stores => stores.close()));
    await database.drop();
  });

  /** Twenty writers, each with a connection of its own, calls and purchases in turn; half of the requests come from two of them. */
  async function storm(beside: () => Promise<void>): Promise<void> {
    const ledger = all.map(stores => walletsOf(stores.of(tenant)));
    const opened = await ledger[0]!.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    assert.ok(opened.ok);
    const over = new AbortController();
    const cutting = (async () => {
      while (!over.signal.aborted) await beside();
    })();
    const answers = await Promise.all(
      ledger.map(async (one, writer) => {
        const refused: unknown[] = [];
        for (let count = 0; count < 12; count += 1) {
          const name = count % 2 === 0 ? `${writer}-${count}` : `${writer - (writer % 2)}-${count}`;
          const request =
            count % 4 === 0
              ? ({
                  kind: 'buy',
                  id: `buy-${name}`,
                  amount: 1_000_000,
                  boughtAt: 1_790_000_000_000,
                  reference: '',
                } as const)
              : ({
                  kind: 'draw',
                  id: name,
                  rows: [aCall({ id: name, start: 1_790_000_000_000, charge: 10_000 })],
                } as const);
          const answer = await one.execute(request, null);
          if (!answer.ok) refused.push(answer.refusal);
        }
        return refused;
      }),
    );
    over.abort();
    await cutting;
    assert.deepEqual(answers.flat(), []);
    const verified = verify(await all[0]!.of(tenant).journal.entriesAfter(0), sha256);
    assert.ok(verified.ok, JSON.stringify(verified));
    // Twenty writers: three purchases each; nine calls each, of which six are asked for by two.
    assert.equal(verified.value.invoices, 20 * 3);
    assert.deepEqual(
      [(await all[0]!.of(tenant).rows.totals()).rowsDrawn, demandOf(verified.value.pool)],
      [20 * 3 + 10 * 6, BigInt((20 * 3 + 10 * 6) * 10_000)],
    );
    assert.equal(await all[0]!.inspect(tenant), undefined);
  }

  it('takes what twenty connections write, each thing once, and no deadlock reaches anybody', () =>
    storm(() => new Promise(resolve => setImmediate(resolve))));

  it('takes it also while connections are cut in the middle of what they do', async () => {
    const admin = new pg.Client({ connectionString: database.url, application_name: 'cutter' });
    await admin.connect();
    const random = seeded(seed + 2);
    let cuts = 0;
    await storm(async () => {
      const { rows } = await admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'cutter' AND state = 'active'",
      );
      const victim = rows[Math.floor(random() * rows.length)];
      if (victim === undefined || cuts >= 40) return;
      await admin.query('SELECT pg_terminate_backend($1)', [victim.pid]);
      cuts += 1;
    });
    await admin.end();
    assert.ok(cuts > 0, 'nothing was cut');
  });

  it('orders one recharge, however many calls of however many workers cross the trigger at once', async () => {
    const charged: string[] = [];
    const workers = all.map(stores => walletsOf(stores.of(tenant)));
    for (const worker of workers)
      worker.onCommit(({ effects }) => {
        for (const effect of effects) if (effect.kind === 'charge') charged.push(effect.payment.key);
      });
    const [first] = workers as [Ledger, ...Ledger[]];
    const must = async (request: Parameters<Ledger['execute']>[0]): Promise<void> => {
      const answer = await first.execute(request, null);
      assert.ok(answer.ok, JSON.stringify(answer));
    };
    const boughtAt = systemClock.now() - 1000;
    await must({ kind: 'open-wallet', id: 'open', terms: someTerms });
    await must({ kind: 'set-payment-method', id: 'method', method: card });
    await must({ kind: 'buy', id: 'buy', amount: money('$100'), boughtAt, reference: '' });
    const rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$60'), monthlyCap: null };
    await must({ kind: 'set-rule', id: 'rule', rule });
    await Promise.all(
      workers.map(async (worker, number) => {
        for (let page = 0; page < 4; page += 1) {
          const rows = Array.from({ length: 25 }, (_, index) =>
            aCall({ id: `${number}-${page}-${index}`, start: boughtAt + 1, charge: 50_000 }),
          );
          const answer = await worker.execute({ kind: 'draw', id: `${number}-${page}`, rows }, null);
          assert.ok(answer.ok);
        }
      }),
    );
    const verified = verify(await all[0]!.of(tenant).journal.entriesAfter(0), sha256);
    assert.ok(verified.ok);
    assert.equal(demandOf(verified.value.pool), BigInt(money('$100')));
    assert.deepEqual([charged.length, verified.value.openPayments.length], [1, 1]);
    const [open] = verified.value.openPayments;
    assert.equal(open?.payment.amount, money('$50'));
    // The outcome arrives twice, at two of them: one lot.
    const settle = {
      kind: 'settle',
      id: `${charged[0]}/settled`,
      key: charged[0]!,
      reference: 'r',
      reportedBy: 'gateway',
    } as const;
    const told = await Promise.all(workers.slice(0, 2).map(worker => worker.execute(settle, null)));
    assert.ok(told.every(({ ok }) => ok));
    const after = await first.read();
    assert.equal(after.ok && after.value.wallet.invoices, 2);
  });

  it('is written in the order of its entries, though the clocks of two hosts differ', async () => {
    const behind = { ...systemClock, now: () => systemClock.now() - 500 };
    const [one, other] = [walletsOf(all[0]!.of(tenant)), walletsOf(all[1]!.of(tenant), { clock: behind })];
    await one.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    for (let count = 0; count < 6; count += 1)
      for (const [name, ledger] of [['one', one] as const, ['other', other] as const]) {
        const id = `${name}-${count}`;
        assert.ok((await ledger.execute({ kind: 'draw', id, rows: [aCall({ id, start: 1 })] }, null)).ok);
      }
    const entries = await all[0]!.of(tenant).journal.entriesAfter(0);
    assert.ok(verify(entries, sha256).ok);
    assert.ok(entries.every((entry, index) => entry.recordedAt >= (entries[index - 1]?.recordedAt ?? 0)));
  });

  it('and others with it are written from two sides at once without a deadlock', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);
    const sides = [names, names.toReversed()].map((order, side) =>
      order.map(name => {
        const ledger = walletsOf(all[side]!.of(name));
        const opening = { kind: 'open-wallet', id: `open-${name}`, terms: someTerms } as const;
        return ledger.execute(opening, null);
      }),
    );
    const answers = await Promise.all(sides.flat());
    assert.ok(answers.every(({ ok }) => ok));
    for (const name of names) assert.equal((await all[0]!.of(name).journal.head()).seq, 1);
  });

  it('forbids what the program never does: other sums than zero, the same id twice, a change of an entry', async () => {
    const ledger = walletsOf(all[0]!.of(tenant));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const insert = (seq: number, id: string, amounts: string) =>
      client.query(`INSERT INTO credits.entries VALUES ('contoso', 1, $1, $2, $3, '{}')`, [seq, id, amounts]);
    await assert.rejects(insert(2, 'new', '{1,-2}'), /postings_sum_to_zero/);
    await assert.rejects(insert(2, 'open', '{1,-1}'), /entry_ids_are_unique/);
    await ledger.execute({ kind: 'draw', id: 'page', rows: [aCall({ id: 'a', start: 1 })] }, null);
    for (const sql of [
      "UPDATE credits.entries SET id = 'x'",
      'DELETE FROM credits.entries',
      'TRUNCATE credits.entries',
      'UPDATE credits.draws SET seq = 7',
      'DELETE FROM credits.draws',
      'TRUNCATE credits.draws',
    ])
      await assert.rejects(client.query(sql), /never changed or deleted/);
    await client.end();
  });
});
