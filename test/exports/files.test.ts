import assert from 'node:assert/strict';
import { at } from '../support/builders.ts';
import { csvFile } from '../../bot/exports/csv-file.ts';
import { xlsxFile } from '../../bot/exports/xlsx-file.ts';
import { onePage, type Column, type Line, type Table } from '../../bot/exports/table.ts';
import { readWorkbook } from '../support/workbook.ts';

const written = { currency: 'USD', timeZone: 'Europe/Berlin', at: at('2026-11-22T12:00:00Z') };
const columns: readonly Column[] = [
  { title: 'Who', kind: 'text' },
  { title: 'Cost', kind: 'amount' },
  { title: 'Start', kind: 'instant' },
  { title: 'Calls', kind: 'count' },
];
const table = (lines: readonly Line[], name = 'Calls'): Table => ({ name, columns, pages: onePage(lines) });

const bytesOf = async (file: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of file) parts.push(part);
  return Buffer.concat(parts);
};
const csvOf = async (lines: readonly Line[]): Promise<string> =>
  (await bytesOf(csvFile(table(lines), written))).toString('utf8');

describe('a file for other programs', () => {
  const summer = at('2026-10-01T10:00:00Z');
  const winter = at('2026-11-01T11:00:00Z');
  const lines: readonly Line[] = [
    ['王小明 & <b>"Ana"</b>', 1_234_500, summer, 3],
    ['', -5_000_001n, winter, null],
  ];

  it('as csv has a mark of UTF-8, exact amounts, and the wallet’s time with its offset', async () => {
    assert.equal(
      await csvOf(lines),
      '\ufeffWho,Cost,Start,Calls\r\n"王小明 & <b>""Ana""</b>",1.2345,2026-10-01T12:00:00+02:00,3\r\n,-5.000001,2026-11-01T12:00:00+01:00,\r\n',
    );
  });

  it('as csv holds no text that becomes a formula', async () => {
    for (const text of ['=1+1', '+1', '-1', '@x', ' =1', '\t=1', '＝1'])
      assert.match((await csvOf([[text, 0, null, null]])).split('\n')[1] ?? '', /^"?'/, text);
  });

  it('as csv holds none for a spreadsheet that parts cells by semicolons, or takes a line’s end in a name for one', async () => {
    for (const text of ['Lou;=1+1;', 'Lou; @x', 'Lou\t-1', 'Lou\n=1', '=1;=1\r\n+2', 'Lou;\t＝1', 'Lou;"=1+1']) {
      const [, ...rest] = (await csvOf([['', 0, null, null, text]])).split(/[;\t\r\n]/);
      assert.deepEqual(
        rest.filter(cell => /^["\s]*[=+\-@＝＋－＠]/.test(cell)),
        [],
        text,
      );
    }
    assert.match(await csvOf([['Sales; EMEA', 0, null, null]]), /\nSales; EMEA,/);
  });

  it('as a workbook has numbers where numbers are, and every letter of a name', async () => {
    const sheets = await readWorkbook(await bytesOf(xlsxFile([table(lines)], written)));
    assert.deepEqual(sheets.get('Calls'), [
      ['Who', 'Cost', 'Start', 'Calls'],
      // 46296 is October 1, 2026.
      ['王小明 & <b>"Ana"</b>', 1.2345, 46_296.5, 3],
      ['', -5.000_001, 46_327.5],
    ]);
  });

  it('as a workbook keeps amounts exact that a number of a spreadsheet would not', async () => {
    const sheets = await readWorkbook(
      await bytesOf(xlsxFile([table([['', 9_007_199_254_740_993_123n, null, null]])], written)),
    );
    assert.equal(sheets.get('Calls')?.[1]?.[1], '9007199254740.993123');
  });

  it('as a workbook holds no control that XML does not take, and spells what looks like one’s code', async () => {
    const bytes = await bytesOf(xlsxFile([table([['a\u0000\u001b\ud83db _x000A_ c', 0, null, null]])], written));
    assert.equal((await readWorkbook(bytes)).get('Calls')?.[1]?.[0], 'a\ufffdb _x000A_ c');
  });

  it('goes on in another sheet where one is full, each with its titles', async () => {
    const many = Array.from({ length: 25 }, (_, index): Line => [String(index), 0, null, index]);
    const sheets = await readWorkbook(await bytesOf(xlsxFile([table(many), table([], 'Sums')], written, 11)));
    assert.deepEqual(
      [...sheets].map(([name, rows]) => [name, rows.length, rows.at(-1)?.[0]]),
      [
        ['Calls', 11, '9'],
        ['Calls 2', 11, '19'],
        ['Calls 3', 6, '24'],
        ['Sums', 1, 'Who'],
      ],
    );
  });

  it('takes lines only as they are read, and ends what makes them when it is left', async () => {
    let made = 0;
    let isEnded = false;
    async function* endless(): AsyncIterable<readonly Line[]> {
      try {
        for (;;) {
          made += 1;
          yield await Promise.resolve(Array.from({ length: 1000 }, () => [`${Math.sin(made)}`, made, null, made]));
        }
      } finally {
        isEnded = true;
      }
    }
    let read = 0;
    for await (const part of xlsxFile([{ name: 'Calls', columns, pages: endless() }], written)) {
      read += part.length;
      if (read > 10_000) break;
    }
    assert.ok(isEnded);
    assert.ok(made < 200, String(made));
  });

  it('fails where what makes its lines does', async () => {
    async function* failing(): AsyncIterable<readonly Line[]> {
      yield await Promise.resolve([['a', 0, null, null]] as const);
      throw new Error('the store is gone');
    }
    for (const file of [
      xlsxFile([{ name: 'Calls', columns, pages: failing() }], written),
      csvFile({ name: 'Calls', columns, pages: failing() }, written),
    ])
      await assert.rejects(bytesOf(file), /the store is gone/);
  });
});
