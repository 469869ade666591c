import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { allowedMs } from '../support/citus.ts';
import { CommandLine, type Ran } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { aDatabase } from '../support/postgres.ts';

const data = path.resolve(import.meta.dirname, '../data');

/** The calls that the page shows, each as its arguments, in the order in which an operator makes them. */
function callsOfPage(): readonly (readonly string[])[] {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../bot/cli/README.md'), 'utf8');
  const [, chapter = ''] = /^## A damaged journal$([\s\S]*?)^## /m.exec(page) ?? [];
  return [...chapter.matchAll(/^ *npx credits (.+)$/gm)].map(([, call = '']) => call.replace(/ > .*/, '').split(' '));
}

/** Changes the sixth entry on the disk itself, as a fault of it would, by one byte: of its hash, or of what says how much of it follows. */
async function damageFile(file: string, what: 'hash' | 'length'): Promise<void> {
  const store = new SqliteStore(file);
  const [tenant] = store.database.all('SELECT tenant FROM books').map(row => String(row['tenant']));
  const [sixth] = await store.of(tenant!).journal.entriesAfter(5, 1);
  store.close();
  const bytes = await readFile(file);
  const hash = bytes.indexOf(Buffer.from(sixth!.hash, 'hex'));
  assert.ok(hash > 0);
  // Before it are its length, its call, and the accounts, instant and amount of one transfer.
  bytes[what === 'hash' ? hash : hash - 6] = 0x3f;
  await writeFile(file, bytes);
}

/** The same of a database: one bit of the sixth entry's hash. */
async function damageRow(url: string): Promise<void> {
  const stores = await openPostgres(url, { clock: systemClock, as: 'operator' });
  const [tenant] = await stores.tenants();
  const [sixth] = await stores.of(tenant!).journal.entriesAfter(5, 1);
  await stores.close();
  const client = new pg.Client(url);
  await client.connect();
  // Over workers nothing is changed of triggers without it; elsewhere that setting has no meaning.
  await client.query('SET citus.enable_unsafe_triggers = on');
  await client.query('ALTER TABLE credits.draws DISABLE TRIGGER USER');
  const at = "position(decode($1, 'hex') IN entries)";
  const { rowCount } = await client.query(
    `UPDATE credits.draws SET entries = set_byte(entries, ${at} - 1, get_byte(entries, ${at} - 1) # 1) WHERE ${at} > 0`,
    [sixth!.hash],
  );
  assert.equal(rowCount, 1);
  await client.query('ALTER TABLE credits.draws ENABLE TRIGGER USER');
  await client.end();
}

describe('a damaged journal, as the page has it', function () {
  this.timeout(allowedMs(120_000));
  let line: CommandLine;
  let drop: (() => Promise<void>) | undefined;
  beforeEach(async () => {
    line = await CommandLine.open();
  });
  afterEach(async () => {
    await line.close();
    await drop?.();
    drop = undefined;
  });

  /** The same for every test: lived through once. */
  let folder: string | undefined;
  after(() => folder !== undefined && rm(folder, { recursive: true }));
  async function lived(): Promise<void> {
    if (folder !== undefined) return cp(folder, line.dataDir, { recursive: true });
    await line.json('buy', '--amount', '100', '--at', '2026-01-01', '--reference', 'PO-1');
    await line.json('import', path.join(data, 'format-0.csv'));
    await line.json('buy', '--amount', '50', '--at', '2026-03-01', '--reference', 'PO-2');
    await line.json('refund', '--invoice', '2', '--amount', '20', '--reference', 'RMA-1');
    folder = await aFolder();
    await cp(line.dataDir, folder, { recursive: true });
  }

  /** Makes every call of the page; gives what each printed. */
  async function followed(): Promise<ReadonlyMap<string, Ran>> {
    const ran = new Map<string, Ran>();
    for (const call of callsOfPage()) {
      const args = call.map(word => word.replace('../', `${line.folder}/`));
      ran.set(call.join(' '), await line.run(...args));
    }
    return ran;
  }

  const ways: readonly (readonly [name: string, invariant: string, damage: () => Promise<void>])[] = [
    [
      'in a folder, where an entry cannot be read at all',
      'format',
      async () => {
        await lived();
        await damageFile(path.join(line.dataDir, 'ledger.sqlite'), 'length');
      },
    ],
    [
      'in PostgreSQL',
      'hash',
      async () => {
        const database = await aDatabase();
        drop = database.drop;
        await lived();
        await line.json('migrate', '--to', database.url);
        line = line.with({ DATABASE_URL: database.url });
        await damageRow(database.url);
      },
    ],
  ];

  for (const [name, invariant, damage] of ways)
    it(`is read, copied and led on: ${name}`, async () => {
      await damage();
      const ran = await followed();
      const of = (call: string): Ran => ran.get(call) ?? assert.fail(`the page has no ${call}`);
      const refused = [...ran].filter(([, { code }]) => code !== 0).map(([call]) => call);
      assert.deepEqual(refused, ['verify'], JSON.stringify([...ran].filter(([, { code }]) => code !== 0)));
      assert.match(of('verify').err, new RegExp(`damaged at entry 6 .*${invariant}`));
      assert.match(of('backup --good ../credits-damaged').out, /damaged at entry 6, and copied as it is/);
      assert.match(of('balance --good').out, /balance 99\.53 USD/);
      assert.match(of('history --good --limit 50').err, /what follows is what it says up to entry 5/);
      assert.equal(of('export --good --format ndjson').out.trim().split('\n').length, 5);
      assert.match(
        of('continue --from 5 --dry-run').out,
        /buy --amount 50\.00 --at 2026-03-01T00:00:00(\.000)?Z --reference PO-2/,
      );
      const made = JSON.parse(of('continue --from 5 --yes --json').out) as Record<string, unknown>;
      assert.deepEqual([made['from'], made['left'], made['book'], made['entries']], [5, 1, 2, 5]);
      assert.match(of('verify --independent').out, /5 entries verified/);
      assert.equal(of('export --book 1 --format ndjson').out.trim().split('\n').length, 5);

      // What was left out comes again, once: then the balance is what it was.
      const imported = await line.json('import', path.join(data, 'format-0.csv'));
      assert.deepEqual([imported['rowsKnown'], imported['rowsDrawn'], imported['drawn']], [5, 4, '0.50']);
      assert.match((await line.run('verify', '--independent')).out, /8 entries verified/);
      assert.equal((await line.json('balance'))['balance'], '129.50');
    });

  it('is held to a head that was kept of the old book', async () => {
    await lived();
    const kept = (await line.run('export', '--format', 'ndjson')).out
      .trim()
      .split('\n')
      .map(text => JSON.parse(text) as { seq: number; hash: string });
    const head = (seq: number): string => `${seq}:${kept[seq - 1]?.hash}`;
    await damageFile(path.join(line.dataDir, 'ledger.sqlite'), 'hash');
    assert.equal((await line.run('continue', '--from', '5')).code, 0);
    assert.equal((await line.run('verify', '--head', head(4))).code, 0);
    assert.match((await line.run('verify', '--head', `4:${'0'.repeat(64)}`)).err, /another hash than was kept/);
  });

  it('is led on from its last good entry, or from one before it, and only where it is damaged', async () => {
    await lived();
    assert.match((await line.run('continue', '--from', '5')).err, /there is nothing to lead on from/);
    await damageFile(path.join(line.dataDir, 'ledger.sqlite'), 'hash');
    const late = await line.run('continue', '--from', '6');
    assert.deepEqual([late.code, late.err.trim()], [1, 'the last good entry is 5: --from 5']);
    assert.match((await line.run('balance')).err, /--good reads what is before it/);
    assert.match((await line.run('balance', '--book', '7')).err, /there is no book 7: 1/);
    assert.equal((await line.json('continue', '--from', '2'))['entries'], 2);
    assert.equal((await line.json('balance'))['balance'], '100.00');
  });
});
