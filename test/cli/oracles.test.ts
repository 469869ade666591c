import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { dayMs, decimal, rest } from '../../core/index.ts';
import { exportedText } from '../support/exported.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';
import { aFreshBench, asked, steps } from '../support/steps.ts';

// Two independent programs book the same journal: beancount by cost lots, hledger by accounts and balance assertions.
// They come from Debian's packages beancount and hledger; without them these tests are skipped and say so, unless ORACLES=required.

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (program: string, ...args: readonly string[]): Promise<Ran> =>
  promisify(execFile)(program, args, { maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number | string; stdout: string; stderr: string };
      return { code: typeof code === 'number' ? code : 127, out: stdout, err: stderr };
    },
  );

/** Histories of every kind of step, the same each time. */
const histories = fc.sample(steps, { numRuns: 25, seed: 3 }).map(history => {
  const bench = aFreshBench();
  for (const step of history) {
    const command = asked(bench, step);
    if (command !== undefined) bench.do(command);
  }
  return bench;
});

const exported = (bench: Bench, format: string): string =>
  `${exportedText(bench.entries, bench.wallet.terms!, format)}\n`;

describe('the journal, booked by others', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'oracles-'))));
  after(() => rm(folder, { recursive: true }));

  async function needs(context: Mocha.Context, program: string): Promise<void> {
    if ((await run(program, '--version')).code === 0) return;
    const message = `${program} is not installed (Debian: apt-get install beancount hledger)`;
    if (process.env['ORACLES'] === 'required') throw new Error(message);
    console.log(`      skipped: ${message}`);
    context.skip();
  }

  async function saved(name: string, text: string): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  }

  /** What beancount has left of each lot, by its label. It says what is wrong with the file first, as bean-check does: that is nothing. */
  async function restsByLabel(file: string): Promise<Record<string, number>> {
    const query = "SELECT cost_label, sum(number) AS rest WHERE account = 'Assets:Credits' GROUP BY cost_label";
    const { code, out, err } = await run('bean-query', '-f', 'csv', file, query);
    assert.deepEqual([code, err], [0, ''], file);
    const lines = out.trim().split(/\r?\n/).slice(1);
    const rests = lines
      .map(line => line.split(','))
      .map(([label = '', left = '']) => [label.trim(), Number(left)] as const);
    return Object.fromEntries(rests.filter(([, left]) => left !== 0));
  }

  const ownRests = (bench: Bench): Record<string, number> =>
    Object.fromEntries(
      bench.wallet.pool.lots
        .filter(lot => rest(lot) > 0)
        .map(lot => [`lot ${lot.id}`, Number(decimal(rest(lot), 'USD'))]),
    );

  it('beancount accepts every posting and holds the same rest of each lot', async function () {
    await needs(this, 'bean-check');
    for (const [index, bench] of histories.entries()) {
      const file = await saved(`${index}.beancount`, exported(bench, 'beancount'));
      assert.deepEqual(await restsByLabel(file), ownRests(bench), `history ${index}`);
    }
    assert.deepEqual(await run('bean-check', path.join(folder, '0.beancount')), { code: 0, out: '', err: '' });
  });

  it('beancount’s own first-in-first-out booking draws the same lots, where nothing is owed and nothing expires', async function () {
    await needs(this, 'bean-check');
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 12 });
    for (const [index, costs] of fc.sample(sizes, { numRuns: 10, seed: 5 }).entries()) {
      const bench = Bench.opened({}, at('2026-01-01T00:00:00Z'));
      for (const [day, cost] of costs.entries()) {
        bench.now = at('2026-01-01T00:00:00Z') + day * dayMs;
        bench.buy(`$${cost + 7}`);
        bench.draw(aCall({ id: `call-${day}`, start: bench.now, charge: money(`$${cost}`) }));
      }
      const unnamed = exported(bench, 'beancount')
        .replace('"STRICT"', '"FIFO"')
        .replaceAll(/(Assets:Credits {2}-[\d.]+ USDCREDIT) \{[^}]*\}/g, '$1 {}');
      const file = await saved(`fifo-${index}.beancount`, unnamed);
      assert.deepEqual(await restsByLabel(file), ownRests(bench));
    }
  });

  it('beancount refuses a draw of more than the lot holds', async function () {
    await needs(this, 'bean-check');
    const bench = Bench.opened();
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$4') }));
    const file = await saved(
      'wrong.beancount',
      exported(bench, 'beancount').replace('-4.00 USDCREDIT', '-40.00 USDCREDIT'),
    );
    assert.notEqual((await run('bean-check', file)).code, 0);
    await assert.rejects(restsByLabel(file), /-40\.00 USDCREDIT/);
  });

  it('hledger counts along, and comes to the same balance after every posting', async function () {
    await needs(this, 'hledger');
    for (const [index, bench] of histories.entries()) {
      const file = await saved(`${index}.journal`, exported(bench, 'hledger'));
      const checked = await run('hledger', '-f', file, 'check');
      assert.equal(checked.code, 0, `history ${index}: ${checked.err}`);
    }
  });

  it('hledger refuses a journal with one figure changed', async function () {
    await needs(this, 'hledger');
    const bench = Bench.opened();
    bench.buy('$10');
    const file = await saved('wrong.journal', exported(bench, 'hledger').replace('= 10.00', '= 10.01'));
    assert.notEqual((await run('hledger', '-f', file, 'check')).code, 0);
  });

  it('ndjson is the journal itself, line by line; csv has a line for each posting and no formula', () => {
    const [bench] = histories;
    const lines = exported(bench!, 'ndjson').trimEnd().split('\n');
    assert.deepEqual(
      lines.map(line => JSON.parse(line) as unknown),
      bench!.entries,
    );
    const evil = Bench.opened();
    evil.draw(aCall({ id: '=cmd|calc', start: evil.now }));
    const csv = exported(evil, 'csv').trimEnd().split('\n');
    assert.equal(csv.length, 1 + evil.entries.reduce((sum, { postings }) => sum + Math.max(1, postings.length), 0));
    assert.ok(csv.every(line => !/(^|,)=/.test(line)));
  });
});
