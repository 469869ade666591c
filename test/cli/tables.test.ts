import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { counted, times } from '../../bot/cli/speech.ts';
import { aligned, table } from '../../bot/cli/table.ts';
import { StatusLine } from '../../bot/cli/status-line.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { CommandLine } from '../support/command-line.ts';
import { Operator } from '../support/operator.ts';

const data = path.resolve(import.meta.dirname, '../data');
const sample = path.join(data, 'Calls.Export.1.zip');

describe('a table on a terminal', () => {
  it('aligns its columns by what a terminal shows, which is two columns for most of Chinese', () =>
    assert.deepEqual(
      aligned(
        [
          ['person', 'cost'],
          ['李小龙', '9.53'],
          ['Alex Wilber', '25.11'],
        ],
        ['left', 'right'],
      ),
      ['person        cost', '李小龙        9.53', 'Alex Wilber  25.11'],
    ));

  it('lets no text move the cursor or begin a line', () =>
    assert.deepEqual(aligned([['a\u001B[2Jb\nc', 'd']]), ['a [2Jb c  d']));

  it('paints its headings, and nothing else', () =>
    assert.deepEqual(
      table({ paint: (color, text) => `<${inspect(color)} ${text}>` }, { lot: 'right', left: 'right' }, [['12', '5']]),
      ["<'bold' lot  left>", ' 12     5'],
    ));

  it('counts in words', () =>
    assert.deepEqual(
      [counted(1, 'call row'), counted(0, 'lot'), counted(2000, 'entry', 'entries'), times(1), times(2)],
      ['1 call row', '0 lots', '2,000 entries', 'once', '2 times'],
    ));
});

describe('how far work has come', () => {
  const written = (isTTY: boolean, columns = 10): readonly string[] => {
    const all: string[] = [];
    const terminal = { isTTY, columns, write: (text: string) => all.push(text) } as unknown as NodeJS.WriteStream;
    const line = new StatusLine(terminal);
    line.show('1,000 rows read');
    line.show('2');
    line.clear();
    line.clear();
    return all;
  };

  it('is one line of a terminal, replaced by the next and taken away at the end', () => {
    const all = written(true);
    assert.deepEqual(
      all.map(text => stripVTControlCharacters(text)).filter(text => text !== ''),
      ['1,000 row', '2'],
    );
    assert.equal(all.at(-1), '\u001B[2K');
  });

  it('is shown in full by a terminal that does not say how wide it is', () =>
    assert.equal(written(true, 0)[0], '1,000 rows read'));

  it('is not written where there is no terminal', () => assert.deepEqual(written(false), []));
});

describe('what the verbs print', () => {
  let operator: Operator;
  before(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--reference', 'A', '--at', '2026-07-01');
    await operator.run('buy', '--amount', '100', '--reference', 'B', '--at', '2026-09-15');
    await operator.run('import', sample);
  });
  after(() => operator.close());

  it('balance is a table with dates of the wallet’s zone', async () =>
    assert.equal(
      await operator.text('balance'),
      [
        'balance 53.49 USD, owed 0.00, at 2026-11-25 12:00 UTC',
        'lot  bought      expires     amount   left',
        '  2  2026-09-15  2027-09-15  100.00  53.49',
      ].join('\n'),
    ));

  it('questions are a table, cut with how many more there are', async () => {
    const lines = (await operator.text('questions', '--limit', '3')).split('\n');
    assert.deepEqual(
      [lines.length, lines[0], lines.at(-1)],
      [6, '20 questions, times in UTC', 'and 17 more (--limit shows more)'],
    );
    assert.equal((await operator.text('questions')).split('\n').length, 22);
    const { questions } = await operator.json('questions', '--limit', '3');
    assert.equal((questions as readonly unknown[]).length, 20);
  });

  it('lots are every purchase, with what became of it', async () => {
    const { lots } = await operator.json('lots');
    assert.deepEqual((lots as readonly Record<string, unknown>[])[1], {
      lot: '2',
      invoice: 2,
      boughtAt: '2026-09-15T00:00:00Z',
      expiresAt: '2027-09-15T00:00:00Z',
      bought: '100.00',
      givenBack: '0.00',
      used: '46.51',
      expired: '0.00',
      left: '53.49',
    });
    assert.match(
      await operator.text('lots'),
      /^ {2}2 {8}2 {2}2026-09-15 {2}2027-09-15 {2}100\.00 {8}0\.00 {3}46\.51 /m,
    );
  });

  it('history is what was recorded last, the newest first', async () => {
    const { entries, total } = (await operator.json('history', '--limit', '2')) as {
      readonly entries: readonly { readonly seq: number; readonly kind: string }[];
      readonly total: number;
    };
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      [total, total - 1],
    );
    const lines = (await operator.text('history', '--limit', String(total))).split('\n');
    assert.match(lines.at(-1) ?? '', /^ {4}1 {2}2026-11-25 12:00 {2}Ledger opened in USD, UTC$/);
    assert.match(lines.at(-2) ?? '', /Bought 100\.00 USD, invoice 1$/);
  });

  it('usage sums the calls of some days, by destination and by person', async () => {
    const { calls, cost, destinations } = await operator.json('usage', '--days', '30', '--limit', '1');
    assert.deepEqual([calls, cost, (destinations as readonly unknown[]).length], [70, '5.45', 1]);
    const text = await operator.text('usage', '--days', '90');
    assert.match(text, /^2026-08-28 to 2026-11-25: [\d,]+ calls, [\d,]+ minutes; those that credits pay for cost/);
    assert.match(text, /^person +calls +minutes +cost$/m);
    await assert.rejects(operator.run('usage', '--days', '0'), /--days 0: a number from 1 on/);
  });

  it('forecast gives estimates in the digits of the currency', async () => {
    const text = await operator.text('forecast');
    assert.match(text, /not yet seen: about \d+\.\d\d USD$/m);
    assert.match(text, /^runs out on 202\d-\d\d-\d\d \(between /m);
  });

  it('forecast says that it has run out: at zero, below it, and where what is left has been used unseen', async () => {
    for (const [stated, words] of [
      ['0', 'has run out'],
      ['1', 'has probably run out: what is left is less than what is not yet seen'],
    ] as const) {
      const { reconciliation } = await operator.json('reconcile', '--balance', stated);
      assert.ok((await operator.text('forecast')).split('\n').includes(words), words);
      await operator.run('reverse', '--reconciliation', String(reconciliation));
      operator.clock.advance(1000);
    }
    await operator.run('charge-back', '--invoice', '2', '--amount', '100', '--reference', 'C');
    assert.match(await operator.text('forecast'), /^has run out: more was used than there was$/m);
  });

  it('a balance below zero is red', async () => {
    operator.paint = (color, text) => (color === 'red' ? `!${text}` : text);
    assert.match(await operator.text('balance'), /^!balance -46\.51 USD/);
  });

  it('a copy counts one row and many lots as people do, and shows how far it is', async () => {
    const { out, progress } = await operator.run('backup', path.join(operator.folder, 'copy'));
    assert.match(out, /: [\d,]+ entries, 2,000 call rows, 4 lots, balance -46\.51 USD/);
    assert.ok(
      progress.some(text => /records copied$/.test(text)) && progress.some(text => text.startsWith('verifying')),
    );
    assert.ok((await operator.run('verify')).progress.some(text => /entries checked$/.test(text)));
  });
});

describe('an import', () => {
  let operator: Operator;
  beforeEach(async () => void (operator = await Operator.open()));
  afterEach(() => operator.close());
  const header =
    'UsageId,Call ID,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Destination Dialed,Destination Number,Start Time,' +
    'Duration Seconds,Connection Fee,Charge,Currency,Capability';
  const good =
    '00000001-0000-4000-8000-000000000000,c1,,,Bob,+1425,user_out,Canada,+1416,2026-10-01T10:00:00Z,60,0.00,1.00,USD,MCOPSTNPP';
  const bad = good.replace('1.00', 'free');

  it('says in plain words what came, and shows how far it is', async () => {
    const first = await operator.run('import', sample);
    assert.equal(
      first.out.split('\n')[0],
      '2,040 rows read: 1,322 used 146.51 USD, 678 cost nothing, 10 corrections, 20 questions',
    );
    assert.match(first.progress.at(-1) ?? '', /: 2,040 rows read$/);
    assert.equal((await operator.text('import', sample)).split('\n')[0], '2,040 rows read: nothing new');
  });

  it('tells an id that is no GUID from a good one', async () => {
    operator.input = [header, good, good.replace('00000001-', '7')].join('\n');
    const told = await operator.text('import', '-');
    assert.match(told, /^standard input: the usage ID is missing, or is not a GUID: line 3$/m);
  });

  it('names a reason once with the first twenty lines that have it; --rejects writes them all', async () => {
    operator.input = [header, good, ...Array.from({ length: 60 }, () => bad)].join('\n');
    const rejects = path.join(operator.folder, 'rejects.csv');
    const lines = (await operator.text('import', '-')).split('\n');
    assert.deepEqual(lines[0], '61 rows read: 1 used 1.00 USD, 60 rejected');
    assert.match(
      lines.at(-2) ?? '',
      /^standard input: the charge is not a decimal amount: 60 lines, first 3, 4, [\d, ]+, 22$/,
    );
    assert.equal(lines.at(-1), 'all of them: --rejects FILE writes them');
    assert.equal(
      ((await operator.json('import', '-', '--rejects', rejects))['rejected'] as readonly unknown[]).length,
      60,
    );
    const written = (await readFile(rejects, 'utf8')).trim().split('\n');
    assert.deepEqual(
      [written.length, written[0], written[1]],
      [61, 'file,line,reason', 'standard input,3,the charge is not a decimal amount'],
    );
  });

  it('reads standard input once, and says where the rejected lines could not be written', async () => {
    operator.input = [header, good].join('\n');
    await assert.rejects(operator.run('import', '-', '-'), /only once/);
    const { refused } = await operator.run('import', '-', '--rejects', path.join(operator.folder, 'no', 'file'));
    assert.match(refused?.message ?? '', /^imported, but .* cannot be written/);
  });
});

describe('the program at a terminal', function () {
  this.timeout(120_000);
  let line: CommandLine;
  before(async () => void (line = (await CommandLine.open()).asProgram));
  after(() => line.close());

  it('colors what it prints when told to, and a pipe gets none', async () => {
    await line.json('buy', '--amount', '100');
    const plain = await line.run('balance');
    const colored = await line.with({ FORCE_COLOR: '1' }).run('balance');
    assert.equal(stripVTControlCharacters(plain.out), plain.out);
    assert.ok(colored.out.includes('\u001B[1mlot '));
    const none = await line.with({ NO_COLOR: '1' }).run('balance');
    assert.equal(stripVTControlCharacters(none.out), none.out);
  });

  it('reads a csv from standard input', async () => {
    const csv = await readFile(path.join(data, 'format-0.csv'), 'utf8');
    const { out, code } = await line.fed(csv, 'import', '-', '--json');
    assert.deepEqual([code, (JSON.parse(out) as Record<string, unknown>)['rowsKnown']], [0, 5]);
  });

  it('keeps the kind of a refusal, where JSON was asked for', async () => {
    const { code, out, err } = await line.run(
      'refund',
      '--invoice',
      '9',
      '--amount',
      '1',
      '--reference',
      'R',
      '--json',
    );
    assert.deepEqual([code, out], [1, '']);
    assert.deepEqual(JSON.parse(err), {
      kind: 'no-such-purchase',
      message: 'There is no purchase with invoice 9.',
    });
  });

  it('lists the wallets of the store, where several are configured too', async () => {
    const file = path.join(line.folder, 'tenants.json');
    const [first, second] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    await writeFile(file, JSON.stringify({ tenants: [{ ALLOWED_TENANTS: first }, { ALLOWED_TENANTS: second }] }));
    const both = line.with({ TENANTS_FILE: file });
    await both.json('buy', '--amount', '70', '--tenant', second);
    const { wallets } = (await both.json('list')) as { readonly wallets: readonly Record<string, unknown>[] };
    assert.deepEqual(wallets.map(({ tenant, balance, currency, state }) => [tenant, balance, currency, state]).at(-1), [
      second,
      '70.00',
      'USD',
      'sandbox',
    ]);
    assert.equal(wallets.length, 2);
  });
});

describe('the page about the command line', () => {
  it('has a row for every verb', async () => {
    const page = await readFile(path.resolve(import.meta.dirname, '../../bot/cli/README.md'), 'utf8');
    const rows = page
      .split('\n')
      .filter(text => text.startsWith('| `'))
      .join('\n');
    for (const { name } of verbs) assert.match(rows, new RegExp(`\`${name}[ \`]`), name);
  });
});
