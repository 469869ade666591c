import assert from 'node:assert/strict';
import path from 'node:path';
import { Operator } from '../support/operator.ts';

const sample = path.resolve(import.meta.dirname, '../data/Calls.Export.1.zip');

describe('what an operator records', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--reference', 'A', '--at', '2026-07-01');
    operator.clock.advance(1000);
  });
  afterEach(() => operator.close());
  const head = async () => (await operator.json('verify'))['head'];
  const balance = async () => (await operator.json('balance'))['balance'];
  const reconcile = ['reconcile', '--balance', '55', '--at', '2026-11-01'];

  for (const [args, after] of [
    [['buy', '--amount', '30', '--reference', 'B'], '130.00'],
    [['reconcile', '--balance', '10'], '10.00'],
    [['refund', '--invoice', '1', '--amount', '30', '--reference', 'R'], '70.00'],
    [['charge-back', '--invoice', '1', '--amount', '30', '--reference', 'C'], '70.00'],
    [['reverse', '--invoice', '1'], '0.00'],
  ] as const)
    it(`${args[0]} --dry-run shows what it would record, and records nothing`, async () => {
      const before = await head();
      const plan = (await operator.json(...args, '--dry-run')) as {
        readonly balance: unknown;
        readonly entries: readonly { readonly kind: string; readonly text: string }[];
      };
      assert.deepEqual([await head(), plan.balance], [before, { before: '100.00', after }]);
      const text = await operator.text(...args, '--dry-run');
      for (const entry of plan.entries) assert.ok(text.includes(`records: ${entry.text}`), text);
      assert.match(text, new RegExp(`^balance 100\\.00 → ${after} USD$`, 'm'));
      // Then the same, in earnest.
      await operator.run(...args);
      const { entries } = await operator.json('history', '--limit', String(plan.entries.length));
      assert.deepEqual(
        (entries as readonly { readonly kind: string; readonly text: string }[])
          .toReversed()
          .map(({ kind, text: line }) => ({ kind, text: line })),
        plan.entries,
      );
      assert.equal(await balance(), after);
    });

  it('a dry run of a row reversed, of an answer and of an erasure changes no row', async () => {
    await operator.run('import', sample);
    const { questions } = (await operator.json('questions')) as { questions: readonly { row: string }[] };
    const [held] = questions;
    const { out } = await operator.run('export', '--format', 'ndjson');
    const drawn = out.split('\n').find(text => text.includes('"call-drawn"')) ?? '';
    const row = /"id":"([^#"]+)#/.exec(drawn)?.[1] ?? '';
    const before = [await head(), await operator.json('explain', row), await operator.json('questions')];
    assert.match(await operator.text('reverse', '--row', row, '--dry-run'), /records: Call of .* reversed/);
    assert.match(
      await operator.text('answer', '--verdict', 'ignore', held?.row ?? '', '--dry-run'),
      /records: Calls in question, ignored: 1/,
    );
    const erased = await operator.text('erase', '--before', '2026-10-01', '--dry-run');
    assert.match(erased, /^blanks the people, numbers and destinations of 1,373 call rows/);
    assert.deepEqual([await head(), await operator.json('explain', row), await operator.json('questions')], before);
    assert.equal((await operator.json('erase', '--before', '2026-10-01'))['rows'], 1373);
  });

  it('is asked for on a terminal, with what will happen, and not recorded unless somebody says yes', async () => {
    operator.answers = [false, true];
    const refused = await operator.run(...reconcile);
    assert.deepEqual([refused.refused?.message, await balance()], ['nothing was recorded', '100.00']);
    assert.equal(
      refused.err,
      'records: Reconciled with 55.00 USD: 45.00 USD of usage not yet seen\nbalance 100.00 → 55.00 USD\nnothing was recorded',
    );
    await operator.run(...reconcile);
    assert.deepEqual([await balance(), operator.asked], ['55.00', ['Go on? (y/N) ', 'Go on? (y/N) ']]);
  });

  it('is not asked for with --yes, nor where it was recorded before, nor where nobody is at the terminal', async () => {
    await operator.run(...reconcile);
    operator.answers = [];
    assert.equal((await operator.run(...reconcile)).refused, undefined);
    assert.equal((await operator.run('buy', '--amount', '30', '--reference', 'B', '--yes')).refused, undefined);
    assert.deepEqual([operator.asked, await balance()], [[], '85.00']);
  });

  it('erases nothing when the answer is no, and does not ask for what was erased before', async () => {
    await operator.run('import', sample);
    operator.answers = [false, true];
    assert.equal((await operator.run('erase', '--before', '2026-10-01')).refused?.message, 'nothing was recorded');
    assert.equal((await operator.json('erase', '--before', '2026-10-01', '--dry-run'))['rows'], 1373);
    for (const before of ['2026-10-01', '2026-10-01', '2020-01-01'])
      assert.equal((await operator.run('erase', '--before', before)).refused, undefined);
    assert.equal(operator.asked.length, 2);
    assert.equal((await operator.json('erase', '--before', '2026-10-01', '--dry-run'))['rows'], 0);
  });

  it('what would be refused is refused without a question, in the dry run too', async () => {
    operator.answers = [];
    for (const more of [[], ['--dry-run']]) {
      const { refused } = await operator.run('refund', '--invoice', '9', '--amount', '1', '--reference', 'R', ...more);
      assert.deepEqual([refused?.kind, operator.asked], ['no-such-purchase', []]);
    }
  });

  it('says how to take it back, in a call that does', async () => {
    for (const [args, after] of [
      [reconcile, '55.00'],
      [['buy', '--amount', '30', '--reference', 'B'], '130.00'],
    ] as const) {
      const undo = /^undo: npx credits (.*)$/m.exec(await operator.text(...args))?.[1] ?? '';
      assert.equal(await balance(), after);
      await operator.text(...undo.split(' '));
      assert.equal(await balance(), '100.00');
    }
    const undone = await operator.text('buy', '--amount', '30', '--reference', 'D', '--tenant', 'contoso');
    assert.match(undone, /^undo: npx credits reverse --invoice 3 --tenant contoso$/m);
  });

  it('a purchase that is refused opens no wallet, and a dry run opens none either', async () => {
    const fresh = await Operator.open();
    try {
      const wrong = await fresh.run('buy', '--amount', '10', '--at', '2999-01-01');
      assert.match(wrong.refused?.message ?? '', /^2999-01-01 00:00 UTC lies in the future\.$/);
      assert.match(await fresh.text('buy', '--amount', '10', '--dry-run'), /^records: Ledger opened in USD, UTC$/m);
      assert.equal((await fresh.json('verify'))['entries'], 0);
    } finally {
      await fresh.close();
    }
  });
});

describe('a refusal at the command line', () => {
  let operator: Operator;
  before(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--reference', 'A');
    await operator.run('reconcile', '--balance', '90', '--at', '2026-11-25T12:00:00Z');
  });
  after(() => operator.close());

  for (const [call, kind, message] of [
    ['refund --invoice 9 --amount 1 --reference R', 'no-such-purchase', 'There is no purchase with invoice 9.'],
    ['refund --invoice 1 --amount 0 --reference R', 'amount-not-positive', 'The amount must be above zero.'],
    [
      'charge-back --invoice 1 --amount 500 --reference C',
      'too-large',
      'That is more than I can book at once (at most 100.00 USD).',
    ],
    [
      'reconcile --balance 80 --at 2026-11-25T12:00:00Z',
      'already-reconciled',
      'The balance of 2026-11-25 12:00 UTC has been reconciled already. To take that back: reverse --reconciliation reconcile:90.00@2026-11-25T12:00:00Z',
    ],
    ['buy --amount 90 --reference A', 'conflict', 'buy:A is already recorded with other facts'],
    ['answer --verdict bill x', 'no-such-question', 'x is not held: list what is with the verb questions'],
    ['buy --amount 1_2', 'refused', '--amount: “1_2” is not an amount. Write it like 200 or 1,250.50. (USD)'],
  ] as const)
    it(`"${call}" is one line, in the chat’s words where they are the same`, async () => {
      const { refused } = await operator.run(...call.split(' '));
      assert.deepEqual([refused?.kind, refused?.message], [kind, message]);
    });
});
