import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import yazl from 'yazl';
import { CsvRecords } from '../../bot/usage/csv-records.ts';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { columnsIn } from '../../bot/usage/export-columns.ts';
import { rawRows } from '../../bot/usage/export-rows.ts';
import { openExport, usualLimits } from '../../bot/usage/usage-export.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

const broken = await readFile(path.join(import.meta.dirname, '../data/broken.csv'), 'utf8');
const [header = '', good = ''] = broken.split('\n');

async function zipOf(csv: Buffer, change: (zip: Buffer) => void = () => undefined): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(csv, 'PSTN.calls.2026-10-31.csv');
  zip.end();
  const bytes = await buffer(zip.outputStream);
  change(bytes);
  return bytes;
}

const csvOf = (...lines: readonly string[]): Buffer => Buffer.from([header, ...lines].join('\n'));

/** Changes a field of the file's entry, in its own header and in the central directory. */
const inHeaders = (zip: Buffer, at: number, value: number): void => {
  zip.writeUInt16LE(value, at);
  zip.writeUInt16LE(value, zip.indexOf('PK\u0001\u0002') + at + 2);
};

describe('an export that is made to harm', () => {
  let office: Office;
  let files: Server;
  let answer: (response: ServerResponse) => void;
  const url = (): string => `http://127.0.0.1:${(files.address() as AddressInfo).port}/export`;
  const imports = async (bytes?: Buffer): Promise<string> => {
    if (bytes !== undefined) answer = response => response.end(bytes);
    return textOf(await office.types('import', { files: [{ name: 'export', url: url() }] }));
  };

  before(async () => {
    office = await new Office(await setUp()).open();
    files = createServer((_request, response) => answer(response));
    await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    files.closeAllConnections();
    await new Promise(resolve => files.close(resolve));
    await office.close();
  });

  it('by a line end inside a line that is quoted as a whole loses that record, and no other', async () => {
    const rows = [1, 2, 3].map(id => good.replace(/^[^,]*/, `0000000${id}-0000-4000-8000-000000000000`));
    const lines = [rows[0] ?? '', '"aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb"', ...rows.slice(1)];
    const opened = await openExport({ name: 'x.csv', bytes: csvOf(...lines) });
    assert.ok(opened.ok);
    const [page] = await Array.fromAsync(opened.value[0]?.pages() ?? []);
    assert.deepEqual([page?.lines, page?.bad], [[2, 5, 6], [{ line: 3, problem: 'not-a-row' }]]);
  });

  it('by bytes behind its end that are no character of its encoding is refused whole, before a row is drawn', async () => {
    const long = csvOf(...Array<string>(3000).fill(good)).toString();
    for (const end of [[0x0a], [0x00, 0xd8]]) {
      const bytes = Buffer.concat([Buffer.from(`\uFEFF${long}`, 'utf16le'), Buffer.from(end)]);
      const opened = await openExport({ name: 'x.csv', bytes });
      assert.deepEqual(opened, { ok: false, refusal: { kind: 'unknown-encoding', file: 'x.csv' } });
    }
  });

  it('by one line of quotes that is longer than memory likes loses that line, and no other', async () => {
    const said = await imports(await zipOf(csvOf(`${'""'.repeat(20_000_000)}"`, good)));
    assert.match(said, /Rejected: 1\.[^]*longer than a line of the export can be: line 2/);
  });

  it('is refused with its own cause, and nothing of it is recorded', async () => {
    const zip = await zipOf(csvOf(good));
    const many = new yazl.ZipFile();
    for (let count = 0; count < 1001; count += 1) many.addBuffer(Buffer.alloc(0), `${count}.txt`);
    many.end();
    const cases: readonly (readonly [Buffer, RegExp])[] = [
      [await zipOf(csvOf(good), bytes => inHeaders(bytes, 6, 1)), /The zip has a password/],
      [await zipOf(csvOf(good), bytes => inHeaders(bytes, 6, 0x41)), /The zip has a password/],
      [await zipOf(csvOf(good), bytes => inHeaders(bytes, 8, 12)), /compressed in a way that I cannot read/],
      [await zipOf(csvOf(good), bytes => bytes.fill(0xff, 70, 90)), /The zip is damaged/],
      [
        await zipOf(csvOf(good), bytes => bytes.writeUInt32LE(1, bytes.indexOf('PK\u0001\u0002') + 16)),
        /The zip is damaged/,
      ],
      [zip.subarray(0, -30), /The zip is damaged/],
      [await buffer(many.outputStream), /more than 1,000 files/],
      [csvOf('\n'.repeat(262_145)), /more than 262,144 lines/],
      [Buffer.from('hello'), /not a PSTN usage export/],
      [Buffer.from(header.replace('Charge', 'Price')), /Columns are missing: Charge/],
      [Buffer.alloc(51 * 1024 * 1024), /larger than 50 MB/],
      [await zipOf(Buffer.alloc(65 * 1024 * 1024)), /larger than 64 MB/],
    ];
    const before = await office.tenant.rows.totals();
    for (const [bytes, cause] of cases) assert.match(await imports(bytes), cause);
    assert.deepEqual(await office.tenant.rows.totals(), before);
  });

  it('is said not to have been fetched where it was not', async () => {
    answer = response => {
      response.statusCode = 404;
      response.end();
    };
    assert.match(await imports(), /could not be fetched: .* the answer was 404/);
    answer = response => {
      response.setHeader('content-length', 10_000);
      response.write('x', () => response.destroy());
    };
    assert.match(await imports(), /could not be fetched .*: no answer, or it broke off/);
    answer = response => void response.destroy();
    assert.match(await imports(), /could not be fetched .*: no answer, or it broke off/);
  });

  it('by more rejected lines than anybody reads is told how many, with the first of them', async () => {
    const said = await imports(await zipOf(csvOf(...Array<string>(60_000).fill('x'))));
    assert.match(said, /Rejected: 60,000\.[^]*not a well-formed line: 60,000 lines, first 2, 3, 4, 5, [\d, ]+, 21$/m);
    assert.ok(said.length < 2000);
  });

  it('keeps the first 1,000 rejected lines, and counts them all', async () => {
    const opened = await openExport({ name: 'x.csv', bytes: csvOf(...Array<string>(5000).fill('x'), good) });
    assert.ok(opened.ok);
    const imported = await drawPages({ ledger: office.tenant.ledger, file: 'x', by: null }, opened.value[0]!.pages());
    assert.ok(imported.ok);
    const { rejected, rejectedCount, rows } = imported.value;
    assert.deepEqual([rejected.length, rejected.at(-1)?.line, rejectedCount, rows], [1000, 1001, 5000, 1]);
  });

  it('stops where time is up, and says after which line', async () => {
    const opened = await openExport({ name: 'x.csv', bytes: csvOf(...Array<string>(5000).fill('x')) });
    assert.ok(opened.ok);
    let pages = 0;
    const imported = await drawPages({ ledger: office.tenant.ledger, file: 'x', by: null }, opened.value[0]!.pages(), {
      mayGoOn: () => ++pages < 2,
    });
    assert.deepEqual(imported.ok && [imported.value.stoppedAt, imported.value.rejectedCount], [2001, 2000]);
  });

  it('lets others have a turn after every part, whatever it holds', async () => {
    for (const filling of ['\n', 'x\n', '"\n', '""', ',', good.replace('"', '') + '\n']) {
      const body = Buffer.from(`${header}\n${filling.repeat(Math.ceil(1_000_000 / filling.length))}`);
      let turns = 0;
      let isOver = false;
      const count = (): void => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      const opened = await openExport({ name: 'x.csv', bytes: body }, { ...usualLimits, mostLines: 10_000_000 });
      assert.ok(opened.ok);
      for await (const page of opened.value[0]!.pages()) assert.ok(page.rows.length + page.bad.length <= 1000);
      isOver = true;
      assert.ok(turns >= (2 * body.length) / 65_536, `${turns} turns with ${JSON.stringify(filling.slice(0, 9))}`);
    }
  });

  it('has each of its records read as it would be read alone', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', '""', ' ', ',', '\r', '\u{1f600}'), maxLength: 12 });
    const at = header.split(',').indexOf('User Display Name');
    const property = fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 8 }), async texts => {
      const lines = texts.map(text => good.split(',').with(at, text).join(','));
      const alone = (await Promise.all(lines.map(line => namesIn(csvOf(line))))).flat().toSorted();
      // A quote that is left open may take the next line in, as RFC 4180 has it.
      fc.pre(lines.every(line => line.split('"').length % 2 === 1));
      assert.deepEqual((await namesIn(csvOf(...lines))).toSorted(), alone);
    });
    await fc.assert(property, { numRuns: 200, seed: 14 });
  });

  it('with thousands of columns costs a row no more than the fields that it has', () => {
    const more = Array.from({ length: 5000 }, (_, index) => `,more ${index}`).join('');
    const columns = columnsIn('x.csv', [{ line: 1, text: `${header}${more}` }]);
    assert.ok(columns.ok);
    let looks = 0;
    const counting = counted(columns.value, () => (looks += 1));
    const records = Array.from({ length: 10 }, (_, index) => ({ line: index + 2, text: `${good}${','.repeat(5000)}` }));
    const rows = rawRows(records, counting);
    assert.deepEqual(
      rows.map(({ raw }) => raw?.userName),
      Array(10).fill(good.split(',')[header.split(',').indexOf('User Display Name')]),
    );
    assert.ok(looks < 1000, `looked ${looks} times at what the columns are`);
  });

  it('is cut into the same records wherever its parts end', () => {
    const text = 'a\r\n"b\nc",d\n\n"e\n\nf\n"g\nh"\ni\nj "k\nl\nm\nn\no';
    const whole = recordsOf(text, text.length);
    assert.deepEqual(
      whole.map(({ line }) => line),
      [1, 2, 5, 9, 12, 13, 14, 15],
    );
    for (let size = 1; size < text.length; size += 1) assert.deepEqual(recordsOf(text, size), whole);
  });
});

/** The same, and a note of each time that something is read of it. */
const counted = <Value extends object>(value: Value, note: () => void): Value =>
  new Proxy(value, {
    get: (target, key): unknown => {
      note();
      const found: unknown = Reflect.get(target, key);
      return typeof found === 'object' && found !== null ? counted(found, note) : found;
    },
  });

async function namesIn(bytes: Buffer): Promise<readonly string[]> {
  const opened = await openExport({ name: 'x.csv', bytes });
  assert.ok(opened.ok);
  const [page] = await Array.fromAsync(opened.value[0]!.pages());
  return [...page!.rows.map(({ about }) => about.userName), ...page!.bad.map(({ problem }) => problem)];
}

const recordsOf = (text: string, size: number) => {
  const records = new CsvRecords();
  const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    records.take(Buffer.from(text.slice(index * size, (index + 1) * size))),
  );
  return [...parts.flat(), ...records.end()];
};
