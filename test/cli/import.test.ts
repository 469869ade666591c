import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Conversations } from '../../bot/alerts/conversations.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { CommandLine } from '../support/command-line.ts';

const data = path.resolve(import.meta.dirname, '../data');
const header =
  'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,Domestic/International,' +
  'Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability';

describe('the operators’ command line', () => {
  let line: CommandLine;
  let folder: string;
  beforeEach(async () => {
    line = await CommandLine.open();
    ({ folder } = line);
  });
  afterEach(() => line.close());
  const ledger = (...args: readonly string[]) => line.run(...args);

  const row = (id: number, changes: Partial<Record<'start' | 'charge' | 'currency', string>> = {}): string =>
    `0000000${id}-0000-4000-8000-000000000000,c${id},,US,,,"Bob, ""B""",+1425,user_out,Subscriber,Domestic,Canada,+1416,` +
    `${changes.start ?? `2026-10-0${id}T10:00:00Z`},,60,0.00,${changes.charge ?? '1.00'},${changes.currency ?? 'USD'},MCOPSTNPP`;

  it('imports the admin center’s export with exactly its totals, and importing it again changes nothing', async () => {
    const expected = JSON.parse(await readFile(path.join(data, 'expected.1.json'), 'utf8')) as Record<string, unknown>;
    const first = await ledger('import', path.join(data, 'Calls.Export.1.zip'), '--json');
    const totals = JSON.parse(first.out) as Record<string, unknown>;
    for (const name of [
      'rowsKnown',
      'rowsDrawn',
      'drawn',
      'corrections',
      'questionsLookAlike',
      'questionsOtherCurrency',
      'secondsAll',
    ]) {
      assert.equal(totals[name], expected[name], name);
    }
    assert.deepEqual(totals['rejected'], []);
    const head = (await ledger('verify', '--json')).out;
    assert.equal((await ledger('import', path.join(data, 'Calls.Export.1.zip'), '--json')).out, first.out);
    assert.equal((await ledger('verify', '--json')).out, head);
  });

  it('reports broken rows with their line and keeps the good ones', async () => {
    const file = path.join(folder, 'PSTN.calls.csv');
    const lines = [
      header,
      row(1),
      row(2, { charge: 'free' }),
      row(3, { start: 'yesterday' }),
      row(4, { start: '2999-01-01T00:00:00Z' }),
      'a,b',
      row(5),
    ];
    await writeFile(file, `\uFEFF${lines.join('\r\n')}\r\n`);
    const ran = await ledger('import', file, '--json');
    const { rowsKnown, drawn, rejected } = JSON.parse(ran.out) as {
      rowsKnown: number;
      drawn: string;
      rejected: { line: number; reason: string }[];
    };
    assert.deepEqual([ran.code, rowsKnown, drawn], [0, 2, '2.00']);
    assert.deepEqual(
      rejected.map(({ line }) => line),
      [3, 4, 5, 6],
    );
    assert.match(rejected[2]?.reason ?? '', /future/);
  });

  it('says a reason once, with how many lines have it and the first twenty, and writes all of them where it is asked', async () => {
    const file = path.join(folder, 'PSTN.calls.csv');
    await writeFile(file, [header, row(1), ...Array<string>(30).fill('x'), row(2, { charge: 'free' })].join('\n'));
    const rejects = path.join(folder, 'rejects.csv');
    const { out } = await ledger('import', file, '--rejects', rejects);
    assert.match(out, /^PSTN\.calls\.csv: not a well-formed line: 30 lines, first 3, 4, [\d, ]+, 22$/m);
    assert.match(out, /^PSTN\.calls\.csv: the charge is not a decimal amount: line 33$/m);
    assert.equal((await readFile(rejects, 'utf8')).trim().split('\n').length, 32);
  });

  it('shows with --dry-run what is in a file and how much of it is new, and records nothing', async () => {
    const file = path.join(folder, 'PSTN.calls.csv');
    await writeFile(file, [header, row(1), row(1), row(2), row(3, { charge: 'free' })].join('\n'));
    const before = (await ledger('verify', '--json')).out;
    const { out } = await ledger('import', file, '--dry-run');
    assert.match(out, /^3 rows, 2026-10-01 to 2026-10-02: 2 new calls\npaid by credits: 2\.00 USD\n/);
    assert.match(out, /the charge is not a decimal amount: line 5\nnothing was recorded \(--dry-run\)/);
    assert.equal((await ledger('verify', '--json')).out, before);
    await ledger('import', file);
    const again = JSON.parse((await ledger('import', file, '--dry-run', '--json')).out) as { fresh: number };
    assert.equal(again.fresh, 0);
  });

  it('counts rows with neither a charge nor a currency as usage, and explains them', async () => {
    const file = path.join(folder, 'PSTN.calls.csv');
    await writeFile(file, [header, row(1), row(2, { charge: '', currency: '' })].join('\n'));
    const { rowsKnown, drawn, rejected } = JSON.parse((await ledger('import', file, '--json')).out) as Record<
      string,
      unknown
    >;
    assert.deepEqual([rowsKnown, drawn, rejected], [2, '1.00', []]);
    const explained = await ledger('explain', '00000002-0000-4000-8000-000000000000', '--json');
    const { rows } = JSON.parse(explained.out) as {
      rows: readonly { versions: readonly { charge: string; currency: string }[] }[];
    };
    assert.deepEqual(
      rows[0]?.versions.map(({ charge, currency }) => [charge, currency]),
      [['0.00', '']],
    );
  });

  it('loses one line, and no more, to a stray quote', async () => {
    const file = path.join(folder, 'PSTN.calls.csv');
    await writeFile(file, [header, row(1), row(2).replace('"Bob', 'Bob'), row(3), row(4), row(5)].join('\n'));
    const { rowsKnown, rejected } = JSON.parse((await ledger('import', file, '--json')).out) as {
      rowsKnown: number;
      rejected: { line: number }[];
    };
    assert.deepEqual([rowsKnown, rejected.map(({ line }) => line)], [4, [3]]);
  });

  it('refuses what is no export, and says which columns are missing', async () => {
    const file = path.join(folder, 'x.csv');
    await writeFile(file, 'hello,world\n1,2\n');
    assert.deepEqual([(await ledger('import', file)).code, (await ledger('import', `${file}.gone`)).code], [1, 1]);
    await writeFile(file, `${header.replace(',Charge', '')}\n`);
    assert.match((await ledger('import', file)).err, /columns missing: Charge/);
    await writeFile(file, 'PK\u0003\u0004 this is no zip');
    assert.match((await ledger('import', file)).err, /damaged/);
  });

  it('records a purchase once per reference, and shows the balance at any instant', async () => {
    const buy = ['buy', '--amount', '100', '--at', '2026-01-31T10:00:00Z', '--reference', 'PO 7'];
    assert.equal((await ledger(...buy)).code, 0);
    assert.equal((await ledger(...buy)).code, 0);
    const at = async (instant: string): Promise<unknown> =>
      JSON.parse((await ledger('balance', '--at', instant, '--json')).out);
    assert.deepEqual(await at('2026-02-01T00:00:00Z'), {
      currency: 'USD',
      balance: '100.00',
      owed: '0.00',
      lots: [{ boughtAt: '2026-01-31T10:00:00Z', expiresAt: '2027-01-31T10:00:00Z', amount: '100.00', rest: '100.00' }],
    });
    assert.deepEqual(await at('2027-01-31T10:00:00Z'), { currency: 'USD', balance: '0.00', owed: '0.00', lots: [] });
    assert.equal(
      (await ledger('buy', '--amount', '90', '--at', '2026-01-31T10:00:00Z', '--reference', 'PO 7')).code,
      1,
    );
  });

  it('leaves what an import raises for the bot to announce to the channels that asked', async () => {
    const documents = new LowdbDocuments(path.join(folder, 'data', 'documents'));
    await new Conversations(documents.of(sandboxTenant)).subscribe({ id: 'general', locale: 'en', reference: {} });
    await ledger('buy', '--amount', '80', '--at', '2026-01-31T10:00:00Z');
    const file = path.join(folder, 'PSTN.calls.csv');
    await writeFile(file, [header, row(1, { charge: '90.00' })].join('\n'));
    assert.equal((await ledger('import', file)).code, 0);
    const store = new SqliteStore(path.join(folder, 'data', 'ledger.sqlite'));
    const announced = await store.of(sandboxTenant).matters.announced();
    assert.deepEqual(
      announced.map(({ kind }) => kind),
      ['balance-zero'],
    );
    store.close();
  });

  it('exits with 2 on wrong usage', async () => {
    for (const args of [[], ['fly'], ['import'], ['buy'], ['balance', '--at', 'noon'], ['verify', '--what']]) {
      assert.equal((await ledger(...args)).code, 2, args.join(' '));
    }
  });

  it('names the entry in which one byte was flipped', async () => {
    await ledger('buy', '--amount', '100', '--at', '2026-01-31T10:00:00Z');
    const database = new DatabaseSync(path.join(folder, 'data', 'ledger.sqlite'));
    database.exec(
      "DROP TRIGGER entriesAreNotUpdated; UPDATE entries SET entry = replace(entry, '100000000', '900000000') WHERE seq = 2",
    );
    database.close();
    const ran = await ledger('verify');
    assert.equal(ran.code, 1);
    assert.match(ran.err, /damaged at entry 2 .*hash/);
  });
});
