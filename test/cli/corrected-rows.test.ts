import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandLine } from '../support/command-line.ts';

const header =
  'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,Domestic/International,' +
  'Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability';

/** A call of some day, with its number there unless it is the same as another. */
const call = (
  id: number,
  changes: {
    readonly day?: number;
    readonly charge?: string;
    readonly currency?: string;
    readonly capability?: string;
  } = {},
): string => {
  const { day = id, charge = '1.00', currency = 'USD', capability = 'MCOPSTNPP' } = changes;
  return (
    `0000000${id}-0000-4000-8000-000000000000,c${id},,US,,,Bob,+14255550001,user_out,Subscriber,Domestic,Canada,+1416555000${day},` +
    `2026-10-0${day}T10:00:00Z,,60,0.00,${charge},${currency},${capability}`
  );
};

/** The same call under that id, as the log has it where there is neither number. */
const withoutNumbers = (row: string, id: string): string =>
  row
    .replace(/^0000000\d/, `0000000${id}`)
    .replace('+14255550001', '')
    .replace(/\+1416\d+/, '');

interface Totals {
  readonly rowsKnown: number;
  readonly drawn: string;
  readonly corrections: number;
  readonly questionsLookAlike: number;
  readonly questionsOtherCurrency: number;
  readonly questionsUnknownCapability: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

describe('a month as Microsoft corrects it', () => {
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.open();
    await imports([1, 2, 3].map(id => call(id)));
  });
  afterEach(() => line.close());

  async function imports(rows: readonly string[]): Promise<Totals> {
    return JSON.parse((await line.run('import', await written(rows), '--json')).out) as Totals;
  }

  async function written(rows: readonly string[]): Promise<string> {
    const file = path.join(line.folder, 'PSTN.calls.csv');
    await writeFile(file, [header, ...rows].join('\n'));
    return file;
  }

  const cases: readonly {
    readonly name: string;
    readonly rows: readonly string[];
    readonly come: Partial<Totals>;
    readonly says?: RegExp;
  }[] = [
    {
      name: 'issued again as it was changes nothing',
      rows: [1, 2, 3].map(id => call(id)),
      come: { rowsKnown: 3, drawn: '3.00', corrections: 0 },
    },
    {
      name: 'issued again with other charges costs what it says last',
      rows: [call(1, { charge: '0.50' }), call(2), call(3, { charge: '0.00' })],
      come: { rowsKnown: 3, drawn: '1.50', corrections: 2 },
    },
    {
      name: 'issued again under other ids asks about each call',
      rows: [4, 5, 6].map(id => call(id, { day: id - 3 })),
      come: { rowsKnown: 3, drawn: '3.00', questionsLookAlike: 3 },
    },
    {
      name: 'in another currency asks, and bills what was billed',
      rows: [call(1, { currency: 'EUR' })],
      come: { rowsKnown: 3, drawn: '3.00', questionsOtherCurrency: 1 },
    },
    {
      name: 'with a refund says so, and bills what was billed',
      rows: [call(7, { day: 1, charge: '-1.00' })],
      come: { rowsKnown: 4, drawn: '3.00' },
      says: /Rows that give money back: 1\. They are kept and change nothing/,
    },
    {
      name: 'with a refund as what a call costs now takes back what it drew',
      rows: [call(1, { charge: '-1.00' })],
      come: { rowsKnown: 3, drawn: '2.00', corrections: 1 },
    },
    {
      name: 'under a capability of another name asks, and bills what was billed',
      rows: [call(1, { capability: 'COMMUNICATIONS_CREDITS' }), call(8, { capability: 'mcopstnpp' })],
      come: { rowsKnown: 3, drawn: '3.00', questionsUnknownCapability: 2 },
      says: /2 questions .*2 under an unknown capability/,
    },
    {
      name: 'under a capability of another name and in another currency asks for its amount',
      rows: [call(8, { capability: 'mcopstnpp', currency: 'EUR' })],
      come: { rowsKnown: 3, drawn: '3.00', questionsOtherCurrency: 1, questionsUnknownCapability: 0 },
    },
    {
      name: 'with a call without numbers under two ids asks about the second',
      rows: ['7', '8'].map(id => withoutNumbers(call(7), id)),
      come: { rowsKnown: 4, drawn: '4.00', questionsLookAlike: 1 },
    },
    {
      name: 'with two calls without numbers that differ in what they cost counts both',
      rows: ['7', '8'].map(id => withoutNumbers(call(7, { charge: `0.${id}0` }), id)),
      come: { rowsKnown: 5, drawn: '4.50', questionsLookAlike: 0 },
    },
    {
      name: 'with free calls under a capability of another name counts them as usage',
      rows: [call(9, { charge: '0.00', capability: 'MCOPSTN_NEW' })],
      come: { rowsKnown: 4, drawn: '3.00' },
    },
  ];
  for (const { name, rows, come, says } of cases) {
    it(name, async () => {
      const totals = await imports(rows);
      assert.deepEqual({ ...totals, ...come }, totals);
      assert.deepEqual(totals.rejected, []);
      if (says !== undefined) assert.match((await line.run('import', await written(rows))).out, says);
    });
  }
});
