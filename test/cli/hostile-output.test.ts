import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { exportFormats } from '../../bot/cli/formats/index.ts';
import { exportedText } from '../support/exported.ts';
import { aCall, Bench } from '../support/builders.ts';
import { CommandLine } from '../support/command-line.ts';
import { hostile } from '../support/hostile-text.ts';

const header =
  'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,Domestic/International,' +
  'Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability';

/** A line feed ends a line; whatever else a terminal obeys, or nobody sees, is not printed. */
const obeyed = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\ufeff\u00ad]/u;

describe('a terminal', () => {
  let line: CommandLine;
  const row = (text: string, index: number): readonly string[] => {
    const id = `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
    // One line end inside a field is more than the admin center writes.
    const said = text.replaceAll(/[\r\n]+/g, ' ');
    return [
      ...[id, said, '', 'US', `person-${index}`, said, said, said, 'user_out', 'Subscriber', 'Domestic', said, said],
      ...[
        '2026-10-01T10:00:00Z',
        '',
        '60',
        '0.00',
        // What was charged under a name that nobody knows is rejected.
        index % 9 === 5 ? '0.00' : '1.00',
        index % 9 === 4 ? 'EUR' : 'USD',
        index % 9 === 5 ? said : 'MCOPSTNPP',
      ],
    ];
  };

  before(async () => {
    line = await CommandLine.open();
    const file = path.join(line.folder, 'PSTN.calls.csv');
    const texts = hostile.map(text => text.toWellFormed().slice(0, 200));
    await writeFile(file, `${header}\n${stringify(texts.map(row))}`);
    assert.equal(
      (await line.run('buy', '--amount', '100', '--reference', '\u001b[2J\u202e\u009b31m PO', '--yes')).code,
      0,
    );
    assert.equal((await line.run('import', file)).code, 0);
  });
  after(() => line.close());

  const asked: readonly (readonly string[])[] = [
    ['usage', '--days', '400', '--limit', '100'],
    ['questions'],
    ['history', '--limit', '200'],
    ['lots'],
    ['statement', '--month', '2026-10'],
    ['explain', '00000001-0000-4000-8000-000000000000'],
    ['explain', '\u001b]0;title\u0007'],
    ['import', 'no\u001b[31m\u202efile.csv'],
    ['answer', '\u009b2J', '--bill'],
    ['usa\u001b[2Jge'],
    ['usage', '--d\u202eays', '3'],
    ['balance', '--tenant', '\u001b[2J'],
    ...[...exportFormats.keys()].map(format => ['export', '--format', format]),
  ];
  for (const args of asked)
    // An export is the same with --json.
    for (const more of args[0] === 'export' ? [[]] : [[], ['--json']])
      it(`obeys nothing that ${JSON.stringify([...args, ...more].join(' '))} prints`, async () => {
        const { out, err } = await line.run(...args, ...more);
        assert.ok(out !== '' || err !== '');
        assert.doesNotMatch(out, obeyed);
        assert.doesNotMatch(err, obeyed);
      });

  it('is told names whole, and programs every mark of them', async () => {
    const { out } = await line.run('usage', '--days', '400', '--limit', '100');
    for (const name of [
      '\u0639\u0644\u064a \u0639\u0644\u064a',
      'R',
      'пример.рф',
      '[Refund](https://evil.example)',
      '=HYPERLINK("https://evil.example")',
    ])
      assert.ok(out.includes(name), name);
    const { people } = await line.json('usage', '--days', '400', '--limit', '100');
    const names = (people as readonly { name: string }[]).map(({ name }) => name);
    for (const text of ['\u2066open isolate', '\u001b[31mred\u001b[0m\u0007\u009b31m', 'z\u200be\u200br\u2060o\ufeff'])
      assert.ok(names.includes(text), JSON.stringify(text));
  });
});

describe('a spreadsheet', () => {
  it('gets no formula from the exported journal, and its amounts as numbers', () => {
    const bench = Bench.opened();
    const formulas = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1+1', '\r=1+1', ' =1+1', '＝1+1', '"=1+1'];
    for (const id of formulas) bench.draw(aCall({ id, start: bench.now }));
    const csv = exportedText(bench.entries, bench.wallet.terms!, 'csv');
    const cells = csv.split(/[,\n]/).map(cell => cell.replace(/^"/, ''));
    const starting = cells.filter(cell => /^\s*[=+\-@＝＋－＠]/.test(cell));
    assert.deepEqual(
      starting.filter(cell => !/^-\d+\.\d+$/.test(cell)),
      [],
    );
    assert.ok(starting.length > 0, 'there are negative amounts');
  });
});
