import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import pg from 'pg';
import { dayMs, monthOf, startOfMonth, statementOf, type CallRow, type Month } from '../../core/index.ts';
import { bringForwardTables } from '../../bot/drivers/postgres/bring-forward.ts';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { LateCharge, Rows, RowVersion, TenantStores } from '../../bot/ports/index.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';
import { aFolder, storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { scanLate } from '../support/memory/late.ts';
import { batch } from '../support/pages.ts';
import { aDatabase } from '../support/postgres.ts';
import { aFreshBench, asked, epoch, steps } from '../support/steps.ts';

type Steps = typeof steps extends fc.Arbitrary<infer Some> ? Some : never;

// What was charged after the month of its call had closed, on every store: the sums of it against a scan that shares no code with them, and
// against the statements.

const callers = ['', 'ann-1', 'bob-1', 'c0400000-0000-4000-8000-000000000001'];

/** Whose call it is, depends on what it costs too: a correction may bring another caller. */
const ofSomebody = (row: CallRow): CallRow => ({
  ...row,
  about: { ...row.about, userId: callers[(row.id.length + row.charge / 100_000) % callers.length] ?? '' },
});

/** A month's late charges, read two at a time; those of zero left out. */
async function lateOf(rows: Rows, month: Month): Promise<readonly LateCharge[]> {
  const found: LateCharge[] = [];
  for (;;) {
    const page = await rows.lateOfMonth({ month, after: found.at(-1)?.key, limit: 2 });
    found.push(...page);
    if (page.length < 2) return found.filter(({ amount }) => amount !== 0n);
  }
}

async function drawnIn(rows: Rows, month: Month): Promise<bigint> {
  const people = await rows.peopleOfMonth({ month, limit: 99 });
  return people.reduce((sum, { drawn }) => sum + drawn, 0n);
}

/** What is decided, in a store. */
class Kept {
  readonly bench: Bench;
  readonly #stores: Pick<TenantStores, 'journal' | 'rows'>;
  #seq = 0;

  constructor(bench: Bench, stores: Pick<TenantStores, 'journal' | 'rows'>) {
    this.bench = bench;
    this.#stores = stores;
  }

  /** All entries since, with what they do to the rows, in one transaction. */
  async append(rowChanges: Parameters<typeof batch>[0]['rowChanges'] = []): Promise<void> {
    const entries = this.bench.entries.slice(this.#seq);
    this.#seq = this.bench.entries.length;
    const { journal } = this.#stores;
    assert.notEqual(await journal.append(await journal.head(), batch({ entries, rowChanges })), 'moved-on');
  }

  async do(command: Parameters<Bench['do']>[0]): Promise<void> {
    const done = this.bench.do(command);
    if (done.ok && done.value.kind === 'decided') await this.append(done.value.rowChanges);
  }

  async erase(before: number): Promise<void> {
    await this.do({ kind: 'erase-rows', before });
    this.bench.rows.erase(before);
    await this.#stores.rows.erase(before);
  }

  /** Every month against the scan, and against its statement. */
  async compare({ rows } = this.#stores): Promise<void> {
    const { entries, wallet, now } = this.bench;
    const terms = wallet.terms!;
    const { timeZone } = terms;
    const known = new Map<string, readonly RowVersion[]>();
    for (const id of this.bench.rows.known().byId.keys()) known.set(id, await rows.versionsOf(id));
    for (
      let month = monthOf(startOfMonth(monthOf(epoch, timeZone), timeZone, -20), timeZone);
      month <= monthOf(now, timeZone);
    ) {
      const late = await lateOf(rows, month);
      const due = scanLate(entries, id => known.get(id) ?? [], { month, timeZone });
      assert.deepEqual(
        late,
        due.filter(({ amount }) => amount !== 0n),
        month,
      );
      const { used } = statementOf(entries, { terms, month, now }).total;
      const sum = late.reduce((all, { amount }) => all + amount, await drawnIn(rows, month));
      if (month < monthOf(now, timeZone)) assert.equal(sum, -used, month);
      month = monthOf(startOfMonth(month, timeZone, 1), timeZone);
    }
  }
}

const runs = { numRuns: Number(process.env['LAWS_RUNS'] ?? 10), seed: Number(process.env['LAWS_SEED'] ?? 15) };

/** Plays any history with corrections, reversals and an erasure in an organization's stores. */
async function played(
  stores: Pick<TenantStores, 'journal' | 'rows'>,
  history: Steps,
  erased: number | null,
): Promise<Kept> {
  const kept = new Kept(aFreshBench(), stores);
  await kept.append();
  for (const [index, one] of history.entries()) {
    const command = asked(kept.bench, one);
    if (command !== undefined)
      await kept.do(command.kind === 'draw' ? { ...command, rows: command.rows.map(ofSomebody) } : command);
    if (erased !== null && index === history.length >> 1) await kept.erase(kept.bench.now - erased * dayMs);
  }
  return kept;
}

for (const driver of storeDrivers) {
  describe(`late charges on ${driver.name}`, function () {
    this.timeout(120_000);
    let opened: Opened<StorePorts>;
    before(async () => (opened = await driver.open()));
    after(() => opened.close());

    it('law: are those of a scan and make up the statements, after any history', async () => {
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(steps, fc.option(fc.nat(500)), async (history, erased) => {
          histories += 1;
          await (await played(opened.port.of(`late-${histories}`), history, erased)).compare();
        }),
        runs,
      );
    });

    it('are taken out of the month of the call, and are in the one that was open', async () => {
      const { journal, rows } = opened.port.of('by-hand');
      const kept = new Kept(Bench.opened({ timeZone: 'America/New_York' }, at('2026-01-10T00:00:00Z')), {
        journal,
        rows,
      });
      await kept.append();
      const call = aCall({ id: 'a', start: at('2026-01-10T00:00:00Z'), charge: money('$3'), about: { userId: 'ann' } });
      // January closes at the fourth of February, 5:00 UTC.
      kept.bench.now = at('2026-02-04T05:00:00Z') - 1;
      await kept.do({ kind: 'draw', rows: [{ ...call, id: 'in-time', start: call.start + 1 }] });
      assert.deepEqual(await lateOf(rows, '2026-01'), []);
      kept.bench.now += 1;
      await kept.do({ kind: 'draw', rows: [call] });
      assert.deepEqual(await lateOf(rows, '2026-01'), [{ key: 'ann', amount: -3_000_000n }]);
      assert.deepEqual(await lateOf(rows, '2026-02'), [{ key: 'ann', amount: 3_000_000n }]);
      kept.bench.now = at('2026-03-20T00:00:00Z');
      await kept.do({
        kind: 'draw',
        rows: [{ ...call, charge: money('$5'), about: { ...call.about, userId: 'bob' } }],
      });
      assert.deepEqual(await lateOf(rows, '2026-01'), [{ key: 'bob', amount: -5_000_000n }]);
      assert.deepEqual(await lateOf(rows, '2026-03'), [
        { key: 'ann', amount: -3_000_000n },
        { key: 'bob', amount: 5_000_000n },
      ]);
      await kept.do({ kind: 'reverse', what: { kind: 'row', id: 'a' } });
      assert.deepEqual(await lateOf(rows, '2026-03'), []);
      await kept.erase(kept.bench.now);
      assert.deepEqual(await lateOf(rows, '2026-02'), [{ key: null, amount: 3_000_000n }]);
      await kept.compare();
      assert.equal(await rows.wrongSum(), undefined);
    });
  });
}

/** Some histories, in as many organizations. */
async function someHistories(of: (tenant: string) => Pick<TenantStores, 'journal' | 'rows'>): Promise<readonly Kept[]> {
  const histories = fc.sample(fc.tuple(steps, fc.option(fc.nat(500))), { numRuns: 10, seed: 7 });
  const all: Kept[] = [];
  for (const [index, [history, erased]] of histories.entries())
    all.push(await played(of(`organization-${index}`), history, erased));
  return all;
}

/** How many calls each statement changes. */
const countingChanges = `
CREATE TABLE changes (calls integer);
CREATE FUNCTION counting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.changes SELECT count(*) FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER counting AFTER UPDATE ON credits.calls REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION counting();`;

describe('late charges that were not kept', function () {
  this.timeout(120_000);

  it('are found out from the journal in SQLite, where the store is of format 3', async () => {
    const folder = await aFolder();
    const file = path.join(folder, 'ledger.sqlite');
    const before = new SqliteStore(file);
    const all = await someHistories(tenant => before.of(tenant));
    before.close();
    const database = new DatabaseSync(file);
    database.exec(
      'ALTER TABLE calls DROP COLUMN late; DELETE FROM usageMonths WHERE dimension = 6; PRAGMA user_version = 3',
    );
    database.close();
    const after = new SqliteStore(file);
    for (const [index, kept] of all.entries()) await kept.compare(after.of(`organization-${index}`));
    after.close();
    await rm(folder, { recursive: true });
  });

  it('are found out from the journal in PostgreSQL, where the calls were there before, in pages that take no longer than others', async () => {
    const database = await aDatabase();
    const opened = () => openPostgres(database.url, { clock: systemClock, as: 'operator' });
    const before = await opened();
    const all = await someHistories(tenant => before.of(tenant));
    await before.close();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('UPDATE credits.calls SET late = NULL');
    await client.query('DELETE FROM credits.usage_months WHERE dimension = 6');
    await client.query('INSERT INTO credits.bringing_late SELECT tenant, book FROM credits.books');
    await client.query(countingChanges);
    const postgres = new Postgres(database.url, { clock: systemClock, as: 'operator', connections: 1 });
    await bringForwardTables(postgres, 3);
    await postgres.close();
    const { rows: changes } = await client.query<{ calls: number }>('SELECT calls FROM changes WHERE calls > 0');
    assert.ok(changes.length > 3 && changes.every(({ calls }) => calls <= 3), JSON.stringify(changes));
    await client.query('DROP TRIGGER counting ON credits.calls');
    await client.end();
    const after = await opened();
    for (const [index, kept] of all.entries()) await kept.compare(after.of(`organization-${index}`));
    await after.close();
    await database.drop();
  });
});
