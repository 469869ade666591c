import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Reasons } from '../../bot/wallets/reasons.ts';
import { CommandLine } from '../support/command-line.ts';
import { Operator } from '../support/operator.ts';

const sample = path.resolve(import.meta.dirname, '../data/Calls.Export.1.zip');

describe('the operators’ verbs', () => {
  describe('on the sample, with two purchases', () => {
    let line: CommandLine;
    before(async () => {
      line = await CommandLine.open();
      await line.json('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
      await line.json('import', sample);
      await line.json('buy', '--amount', '100', '--at', '2026-09-15', '--reference', 'PO-2');
    });
    after(() => line.close());
    const rowsOf = async (...args: readonly string[]) =>
      (await line.json(...args))['rows'] as readonly Record<string, unknown>[];
    /** Ids of rows that drew and were never corrected, in the order of their start, from the journal itself. */
    const drawnRows = async (): Promise<readonly string[]> => {
      interface Line {
        readonly kind: string;
        readonly id: string;
        readonly facts: { readonly start: number; readonly was: unknown };
      }
      const { out } = await line.run('export', '--format', 'ndjson');
      const entries = out
        .trim()
        .split('\n')
        .map(text => JSON.parse(text) as Line);
      const calls = entries.filter(({ kind }) => kind === 'call-drawn');
      const byRow = Map.groupBy(calls, ({ id }) => id.split('#')[0] ?? '');
      return [...byRow]
        .filter(([, versions]) => versions.length === 1)
        .toSorted(([, [one]], [, [other]]) => (one?.facts.start ?? 0) - (other?.facts.start ?? 0))
        .map(([id]) => id);
    };

    it('explain tells a call’s charge, the lots that pay for it, and the invoice of each', async () => {
      const ids = await drawnRows();
      const [first, last] = [ids[0] ?? '', ids.at(-1) ?? ''];
      const [row] = await rowsOf('explain', first);
      const [lot] = (row?.['lots'] ?? []) as readonly Record<string, unknown>[];
      assert.deepEqual(
        [lot?.['lot'], lot?.['invoice'], lot?.['boughtFor'], lot?.['reference'], lot?.['amount'], row?.['owed']],
        ['1', 1, '100.00', 'PO-1', row?.['cost'], '0.00'],
      );
      const [later] = await rowsOf('explain', last);
      assert.deepEqual(
        ((later?.['lots'] ?? []) as readonly { invoice: number }[]).map(({ invoice }) => invoice),
        [2],
      );
      // The call's own id leads to the same row.
      const byCall = await rowsOf('explain', String(row?.['callId']));
      assert.ok(byCall.some(one => one['row'] === first));
      const text = await line.run('explain', first);
      assert.match(text.out, /from lot 1, invoice 1 of 100\.00 \(PO-1\)/);
    });

    it('what explain says of the lots adds up to the cost of the call', async () => {
      const given = new Map<string, number>();
      // Only a few, since each reads the whole journal.
      const ids = (await drawnRows()).filter((_, index) => index % 150 === 0);
      for (const id of ids) {
        const [row] = await rowsOf('explain', id);
        const lots = row?.['lots'] as readonly { lot: string; amount: string }[];
        const cents = lots.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 1e6), 0);
        assert.equal(cents, Math.round(Number(row?.['cost']) * 1e6), id);
        for (const { lot } of lots) given.set(lot, (given.get(lot) ?? 0) + 1);
      }
      assert.deepEqual([...given.keys()].toSorted(), ['1', '2']);
    });

    it('statement adds up by lot, and verify holds the journal to it later', async () => {
      // The month in which the journal was written, by the journal itself.
      const { out } = await line.run('export', '--format', 'csv');
      const month = out.split('\n')[1]?.split(',')[3]?.slice(0, 7) ?? '';
      const statement = await line.json('statement', '--month', month);
      const total = statement['total'] as Record<string, string>;
      assert.deepEqual([total['bought'], total['used'], total['closing']], ['200.00', '-146.51', '53.49']);
      const file = path.join(line.folder, 'statement.json');
      await writeFile(file, JSON.stringify(statement));
      assert.equal((await line.run('verify', '--statement', file)).code, 0);
      await writeFile(file, JSON.stringify({ ...statement, total: { ...total, closing: '53.50' } }));
      const wrong = await line.run('verify', '--statement', file);
      assert.deepEqual([wrong.code, /does not agree .*: total/.test(wrong.err)], [1, true]);
      await writeFile(file, JSON.stringify({ ...statement, head: 'f'.repeat(64) }));
      assert.match((await line.run('verify', '--statement', file)).err, /head/);
    });

    it('forecast gives estimates that say so', async () => {
      const forecast = await line.json('forecast');
      assert.equal(forecast['estimate'], true);
      assert.ok(Number(forecast['basedOnDays']) > 30);
      assert.deepEqual(Object.keys(forecast['suggested'] as object), ['trigger', 'rechargeWith']);
    });

    it('people and numbers can be erased for good: the journal verifies, and the same file brings nothing back', async () => {
      const balance = (await line.json('balance'))['balance'];
      const before = await line.json('verify');
      const named = (await readFile(path.join(line.dataDir, 'ledger.sqlite'))).includes('Alex Wilber');
      assert.ok(named);
      assert.match((await line.run('erase', '--before', '2999-01-01')).err, /in the future/);
      const { rows } = await line.json('erase', '--before', '2026-10-31');
      assert.ok(Number(rows) >= 2000);
      const after = await line.json('verify');
      assert.equal(after['entries'], Number(before['entries']) + 1);
      const again = await line.json('import', sample);
      assert.deepEqual([again['questionsErased'], (await line.json('balance'))['balance']], [0, balance]);
      assert.equal((await line.json('erase', '--before', '2026-10-31'))['rows'], 0);
      assert.deepEqual(await line.json('verify'), after);
      // No name is left on the disk, not even in freed pages.
      for (const file of await readdir(line.dataDir, { recursive: true, withFileTypes: true }))
        if (file.isFile())
          assert.ok(!(await readFile(path.join(file.parentPath, file.name))).includes('Alex Wilber'), file.name);
      assert.equal((await line.run('erase', '--before', 'yesterday')).code, 2);
    });
  });

  describe('that change the ledger', () => {
    let line: Operator;
    beforeEach(async () => {
      line = await Operator.open();
      await line.json('buy', '--amount', '100', '--reference', 'A');
    });
    afterEach(() => line.close());
    const balance = async () => (await line.json('balance'))['balance'];

    it('reconcile makes the balance what the admin center showed, and reverse takes that back', async () => {
      const { reconciliation, reason } = await line.json('reconcile', '--balance', '83.20');
      assert.deepEqual([reason, await balance()], ['usage-not-seen', '83.20']);
      await line.json('reverse', '--reconciliation', String(reconciliation));
      assert.equal(await balance(), '100.00');
    });

    it('refund gives back no more than is left, once for a reference; a charge-back says what had been spent', async () => {
      await line.json('reconcile', '--balance', '20');
      // At the very instant the balance stays what was shown.
      line.clock.advance(1000);
      const refund = ['refund', '--invoice', '1', '--amount', '30', '--reference', 'R-1'];
      const refunded = { invoice: 1, refunded: '20.00', notRefunded: '10.00' };
      assert.deepEqual([await line.json(...refund), await line.json(...refund)], [refunded, refunded]);
      assert.equal(await balance(), '0.00');
      const bank = ['charge-back', '--invoice', '1', '--amount', '80', '--reference', 'C-1', '--reason', 'Ana says so'];
      const chargedBack = await line.json(...bank);
      assert.deepEqual([chargedBack['spent'], await balance()], ['80.00', '-80.00']);
      const again = await line.run('refund', '--invoice', '1', '--amount', '1', '--reference', 'R-2');
      assert.deepEqual([again.code, again.err.trim()], [1, 'Nothing is left of the purchase with invoice 1.']);
      // What was refused leaves no words, and what was recorded keeps those that it was recorded with.
      await line.run('refund', '--invoice', '1', '--amount', '1', '--reference', 'R-3', '--reason', 'Bo says so');
      await line.run(...bank.with(4, '9').with(-1, 'Cy says so'));
      await line.run(...refund.with(4, '9'), '--reason', 'Di says so');
      assert.deepEqual([...(await new Reasons(line.documents).ofLot('1'))], [['charge-back:C-1', 'Ana says so']]);
      await assert.rejects(line.run(...refund, '--reason', 'x'.repeat(301)), /--reason is at most 300 characters/);
    });

    it('reverse takes back a refund or a charge-back, by its reference or the number of its entry, once', async () => {
      await line.json('refund', '--invoice', '1', '--amount', '30', '--reference', 'R-1');
      await line.json('charge-back', '--invoice', '1', '--amount', '20', '--reference', '5');
      assert.equal(await balance(), '50.00');
      const { entries } = await line.json('history', '--limit', '9');
      const refunded = (entries as readonly { kind: string; seq: number }[]).find(
        ({ kind }) => kind === 'credits-refunded',
      );
      const undo = ['reverse', '--return', String(refunded?.seq), '--reason', 'kept'];
      const [first, again] = [await line.json(...undo), await line.json(...undo)];
      assert.deepEqual([first['repeated'], again['repeated'], await balance()], [false, true, '80.00']);
      await line.json('reverse', '--return', '5');
      assert.equal(await balance(), '100.00');
      assert.equal((await line.json('reverse', '--return', 'charge-back:5'))['repeated'], true);
      const unknown = await line.run('reverse', '--return', '1');
      assert.match(unknown.err, /no refund or charge-back is known by 1/);
      assert.deepEqual([...(await new Reasons(line.documents).ofLot('1'))], [['reverse:refund:R-1', 'kept']]);
    });

    it('reverse takes back none where several are meant by what was typed, and names them', async () => {
      await line.json('refund', '--invoice', '1', '--amount', '30', '--reference', 'R-1');
      const { entries } = await line.json('history', '--limit', '1');
      const seq = String((entries as readonly { seq: number }[])[0]?.seq);
      for (const verb of ['refund', 'charge-back'])
        await line.json(verb, '--invoice', '1', '--amount', '10', '--reference', seq);
      const refused = await line.run('reverse', '--return', seq);
      assert.equal(refused.code, 1);
      assert.match(refused.err, new RegExp(`refund:${seq}, charge-back:${seq}, refund:R-1`));
      assert.equal(await balance(), '50.00');
      await line.json('reverse', '--return', `refund:${seq}`);
      assert.equal(await balance(), '60.00');
    });

    it('reverse takes back a purchase, and the same again changes nothing', async () => {
      const first = await line.json('reverse', '--invoice', '1');
      const again = await line.json('reverse', '--invoice', '1');
      assert.deepEqual([first['repeated'], again['repeated'], await balance()], [false, true, '0.00']);
    });

    it('a reconciliation, a purchase and a reversal that are repeated say what they find', async () => {
      const reconcile = ['reconcile', '--balance', '90', '--at', '2026-01-02'];
      const { reconciliation } = await line.json(...reconcile);
      assert.equal((await line.json(...reconcile))['reconciliation'], reconciliation);
      await line.json('reverse', '--reconciliation', String(reconciliation));
      assert.match((await line.run(...reconcile)).err, /reversed since/);
      await line.json('reverse', '--invoice', '1');
      assert.match((await line.run('buy', '--amount', '100', '--reference', 'A')).err, /taken back since/);
    });

    it('a reversal of a row that is only repeated takes back no second version', async () => {
      await line.json('import', sample);
      const { out } = await line.run('export', '--format', 'ndjson');
      const corrected =
        out.split('\n').find(text => text.includes('"call-drawn"') && !text.includes('"was":null')) ?? '';
      const row = String((JSON.parse(corrected) as { id: string }).id.split('#')[0]);
      await line.json('reverse', '--row', row);
      const after = await balance();
      const again = await line.run('reverse', '--row', row);
      assert.deepEqual([again.code, await balance()], [1, after]);
      const version = /to version (\w+)/.exec(again.err)?.[1] ?? '';
      await line.json('reverse', '--row', row, '--version', version);
      assert.notEqual(await balance(), after);
    });

    it('another currency than the wallet’s is refused', async () => {
      for (const args of [
        ['buy', '--amount', '100', '--currency', 'JPY'],
        ['import', sample, '--currency', 'EUR'],
      ]) {
        const ran = await line.run(...args);
        assert.deepEqual([ran.code, /kept in USD/.test(ran.err)], [1, true], args.join(' '));
      }
    });

    it('questions are listed, answered many at once, and asked no more', async () => {
      await line.json('import', sample);
      const held = async () =>
        (await line.json('questions'))['questions'] as readonly { row: string; question: string }[];
      const questions = await held();
      const ids = (kind: string) => questions.filter(({ question }) => question === kind).map(({ row }) => row);
      assert.deepEqual([ids('look-alike').length, ids('other-currency').length], [10, 10]);
      const ignored = await line.json('answer', '--verdict', 'ignore', ...ids('look-alike'));
      assert.deepEqual(await line.json('answer', '--verdict', 'ignore', ...ids('look-alike')), ignored);
      const [foreign = ''] = ids('other-currency');
      const refused = await line.run('answer', '--verdict', 'bill', foreign);
      assert.deepEqual([refused.code, /--amount in USD/.test(refused.err)], [1, true]);
      await line.json('answer', '--verdict', 'bill', foreign, '--amount', '0.25');
      assert.equal((await held()).length, 9);
      await line.json('import', sample);
      assert.equal((await held()).length, 9);
      const [row] = (await line.json('explain', foreign))['rows'] as readonly Record<string, unknown>[];
      assert.equal(row?.['cost'], '0.25');
      assert.equal((await line.run('verify')).code, 0);
    });
  });

  describe('asked wrongly', () => {
    let line: CommandLine;
    before(async () => void (line = await CommandLine.open()));
    after(() => line.close());
    for (const [code, ...args] of [
      [2],
      [2, 'frobnicate'],
      [2, 'balance', 'now'],
      [2, 'balance', '--at', 'yesterday'],
      [2, 'export'],
      [2, 'export', '--format', 'xlsx'],
      [2, 'statement'],
      [2, 'statement', '--month', '2026-13'],
      [2, 'explain'],
      [2, 'reverse', '--row', 'a', '--invoice', '1'],
      [2, 'answer', '--verdict', 'perhaps', 'a'],
      [2, 'refund', '--invoice', 'x'],
      [2, 'export', '--format', 'csv', '--at', '2026-01-01'],
      [2, 'buy', '--amount', '1', '--at', '+275760-09-13T00:00:00Z'],
      [1, 'buy', '--amount', 'abc'],
      [1, 'buy', '--amount', '10', '--at', '2999-01-01'],
      [1, 'explain', 'no-such-call'],
      [1, 'statement', '--month', '2026-10'],
      [1, 'export', '--format', 'csv'],
      [1, 'reconcile', '--balance', '10'],
      [1, 'verify', '--statement', '/nowhere'],
    ] as const)
      it(`"${args.join(' ')}" exits with ${code}, says why on standard error, and prints no result`, async () => {
        const ran = await line.run(...args);
        assert.deepEqual([ran.code, ran.out, ran.err !== ''], [code, '', true], ran.err);
      });

    it('none of it opens a wallet', async () => assert.equal((await line.json('verify'))['entries'], 0));
  });
});
