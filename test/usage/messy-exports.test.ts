import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openExport } from '../../bot/usage/usage-export.ts';
import { Dice } from '../fuzz/dice.ts';
import {
  anyManner,
  manners,
  messyExport,
  rowsIn,
  usual,
  type Expected,
  type Manner,
} from '../support/messy-exports.ts';
import { outcomeOf } from '../support/messy-outcome.ts';

const folder = path.join(import.meta.dirname, '../data/messy');
const read = (name: string): Buffer => readFileSync(path.join(folder, name));
const rows = rowsIn(read('as-it-came.csv').toString());

const check = async (manner: Manner): Promise<void> => {
  const { name, bytes, expected } = await messyExport(rows, manner);
  assert.deepEqual(await outcomeOf({ name, bytes }), expected, JSON.stringify(manner));
};

const rowsOf = async (bytes: Buffer) => {
  const opened = await openExport({ name: 'x.csv', bytes });
  assert.ok(opened.ok);
  return (await Array.fromAsync(opened.value[0]!.pages())).flatMap(page => page.rows);
};

describe('an export that another program saved anew', () => {
  it('reaches its totals, or is refused with its own reason: every file that lies among the tests', async () => {
    const totals = JSON.parse(read('totals.json').toString()) as Record<string, Expected>;
    assert.deepEqual(
      readdirSync(folder).filter(name => name !== 'totals.json' && name !== 'as-it-came.csv'),
      Object.keys(totals).toSorted(),
    );
    for (const [name, expected] of Object.entries(totals))
      assert.deepEqual(await outcomeOf({ name, bytes: read(name) }), expected, name);
  });

  it('reaches its totals, or is refused with its own reason: each manner alone', async () => {
    for (const [axis, ways] of Object.entries(manners)) for (const way of ways) await check({ ...usual, [axis]: way });
  });

  it('is named as another report where its lines end in several ways and run into its columns', () =>
    check({ ...usual, columns: 'direct-routing', lineEnd: 'mixed', lines: 'all-quoted' }));

  it('reaches its totals, or is refused with its own reason: 300 mixtures of a fixed seed', async () => {
    for (let number = 0; number < 300; number += 1) await check(anyManner(new Dice(19, number)));
  });

  it('has the same rows as before, whatever parts its columns and ends its lines', async () => {
    const before = await rowsOf(read('as-it-came.csv'));
    for (const manner of [
      { encoding: 'utf-16be', delimiter: '\t', lineEnd: '\r' },
      { delimiter: ';', decimals: ',', lines: 'all-quoted' },
      { columns: 'shuffled', lines: 'sep', delimiter: '|' },
    ] satisfies Partial<Manner>[])
      assert.deepEqual(await rowsOf((await messyExport(rows, { ...usual, ...manner })).bytes), before);
  });

  it('has no numbers where a spreadsheet rounded them, and no names where it took them for formulas', async () => {
    const saved = await rowsOf((await messyExport(rows, { ...usual, numbers: 'rounded' })).bytes);
    assert.ok(saved.every(({ about }) => about.caller === '' && about.callee === '' && about.userName !== ''));
    const formulas = await rowsOf((await messyExport(rows, { ...usual, numbers: 'formulas' })).bytes);
    assert.ok(formulas.every(({ about }) => about.userName === '' && about.callee !== ''));
  });

  it('has usage without a charge and a currency, but no charge without a currency', async () => {
    const [first, ...others] = rows;
    const changed = (charge: string, currency: string) => ({ ...first, Charge: charge, Currency: currency });
    for (const [charge, currency, problem] of [
      ['', '', undefined],
      ['0.00', '', undefined],
      ['0.01', '', 'bad-currency'],
      ['', 'USD', 'bad-charge'],
    ] as const) {
      const { bytes } = await messyExport([changed(charge, currency), ...others], usual);
      const outcome = await outcomeOf({ name: 'x.csv', bytes });
      assert.deepEqual('rejected' in outcome && outcome.rejected, problem === undefined ? {} : { [problem]: 1 });
    }
  });

  it('is read though a name in it holds a zero byte', async () => {
    const [first, ...others] = rows;
    const { bytes, expected } = await messyExport([{ ...first, 'User Display Name': 'a\0b' }, ...others], usual);
    assert.deepEqual(await outcomeOf({ name: 'x.csv', bytes }), expected);
  });

  it('is told apart from a workbook with a password', async () => {
    const workbook = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    assert.deepEqual(await outcomeOf({ name: 'x.xlsx', bytes: workbook }), { refused: 'workbook-has-password' });
    assert.deepEqual(await outcomeOf({ name: 'x.xls', bytes: workbook.subarray(0, 8) }), { refused: 'is-workbook' });
  });

  it('is in an encoding that is told the same wherever its parts end', async () => {
    const { bytes } = await messyExport(rows, usual);
    const shift = Buffer.concat([Buffer.from('\uFEFF'), bytes]);
    for (let length = 65_530; length < 65_542; length += 1) {
      const filled = Buffer.concat([shift, Buffer.alloc(length - shift.length, '\n'), Buffer.from('李小龙'), bytes]);
      assert.notDeepEqual(await outcomeOf({ name: 'x.csv', bytes: filled }), { refused: 'unknown-encoding' });
    }
  });
});
