import assert from 'node:assert/strict';
import { dayMs, type PaymentMethod } from '../../core/index.ts';
import { leftOutEntries } from '../../bot/cli/by-hand.ts';
import { money } from '../support/builders.ts';
import { Operator } from '../support/operator.ts';
import { walletsOf } from '../support/wallets.ts';

describe('an operator says what came of an order', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await Operator.open();
    operator.mode = 'mirror';
    await operator.run('buy', '--amount', '100', '--reference', 'A', '--at', '2026-07-01');
  });
  afterEach(() => operator.close());

  const ledger = () => walletsOf(operator.stored, { clock: operator.clock, mode: operator.mode });
  async function orders(id: string, amount: string, method: PaymentMethod = { kind: 'admin-centre' }): Promise<void> {
    const placed = await ledger().execute(
      { kind: 'order', id, amount: money(amount), method, isBesideOpen: true },
      null,
    );
    assert.ok(placed.ok);
  }
  const listed = async () =>
    (await operator.json('payments'))['payments'] as readonly Readonly<Record<string, unknown>>[];
  const balance = async () => (await operator.json('balance'))['balance'];

  it('lists what waits and how the last ended, the newest first', async () => {
    assert.equal(await operator.text('payments'), 'nothing has been ordered yet');
    await orders('order-1', '$100');
    await orders('order-2', '$5,000');
    await operator.run('cancel', 'order-2');
    await operator.run('settle', 'order-1', '--reference', 'E-1');
    await orders('order-3', '$60');
    assert.deepEqual(
      (await listed()).map(({ key, state, invoice }) => [key, state, invoice]),
      [
        ['order-3', 'waits', null],
        ['order-1', 'bought', 2],
        ['order-2', 'not-bought', null],
      ],
    );
    assert.match(await operator.text('payments', '--limit', '1'), /not bought|bought[\s\S]*--limit shows more/);
  });

  it('settles it as it was bought, and from that day on', async () => {
    await orders('order-1', '$100');
    operator.clock.advance(40 * dayMs);
    const plan = await operator.json('settle', 'order-1', '--amount', '150', '--at', '2026-11-26', '--dry-run');
    assert.deepEqual(plan['balance'], { before: '100.00', after: '250.00' });
    const settled = await operator.json('settle', 'order-1', '--amount', '150', '--at', '2026-11-26');
    assert.deepEqual(
      [settled['amount'], settled['expiresAt'], settled['balance']],
      ['150.00', '2027-11-26T00:00:00Z', '250.00'],
    );
    assert.equal((await operator.run('settle', 'order-1', '--amount', '150', '--at', '2026-11-26')).code, 0);
    assert.equal(await balance(), '250.00');
  });

  it('is kept from entering a purchase twice, and links it', async () => {
    await orders('order-1', '$100');
    operator.clock.advance(1000);
    await operator.run('buy', '--amount', '150', '--reference', 'B');
    const refused = await operator.run('settle', 'order-1');
    assert.match(refused.err, /150\.00 USD of 2026-11-25 are recorded already, as invoice 2.*link order-1 --invoice 2/);
    assert.equal(await operator.text('link', 'order-1', '--invoice', '2'), 'order-1 is invoice 2: nothing was added');
    assert.equal(await balance(), '250.00');
    await orders('order-2', '$100');
    const other = await operator.run('link', 'order-2', '--invoice', '2');
    assert.deepEqual([other.code, other.refused?.kind], [1, 'purchase-has-payment']);
    await operator.run('buy', '--amount', '150', '--reference', 'C');
    assert.equal((await operator.run('settle', 'order-2', '--anyway')).code, 0);
    assert.equal(await balance(), '500.00');
  });

  it('is kept from entering by itself what was confirmed, but not from another purchase of that day', async () => {
    await orders('order-1', '$100');
    await operator.run('settle', 'order-1', '--reference', 'E-1');
    for (const more of [[], ['--reference', 'E-1'], ['--reference', 'E-1', '--at', '2026-11-20']])
      assert.match(
        (await operator.run('buy', '--amount', '100', ...more)).err,
        /100\.00 USD of 2026-11-25 are recorded already, as order-1 and invoice 2: .* --anyway/,
      );
    assert.equal(await balance(), '200.00');
    for (const more of [['--reference', 'E-2'], ['--at', '2026-11-24'], ['--anyway']])
      for (const _time of ['once', 'again'])
        assert.equal((await operator.run('buy', '--amount', '100', ...more)).code, 0, more.join(' '));
    assert.equal((await operator.run('buy', '--amount', '100')).code, 0);
    assert.equal(await balance(), '500.00');
  });

  it('counts it once where a balance that was shown since holds it already, however often it is said', async () => {
    await orders('order-1', '$100');
    operator.clock.advance(1000);
    await operator.run('reconcile', '--balance', '200');
    for (let time = 0; time < 2; time += 1) {
      operator.clock.advance(1000);
      assert.equal((await operator.run('settle', 'order-1')).code, 0);
      assert.equal(await balance(), '200.00');
    }
  });

  it('settles it once, also where a balance shown after that has found credits', async () => {
    await orders('order-1', '$100');
    await operator.run('settle', 'order-1');
    operator.clock.advance(1000);
    await operator.run('reconcile', '--balance', '300');
    operator.clock.advance(1000);
    assert.match(await operator.text('settle', 'order-1'), /recorded before/);
    assert.equal(await balance(), '300.00');
  });

  it('has to say when it was bought where a balance shown since holds a part of it', async () => {
    await orders('order-1', '$100');
    operator.clock.advance(1000);
    await operator.run('reconcile', '--balance', '105');
    operator.clock.advance(1000);
    const { err } = await operator.run('settle', 'order-1');
    assert.match(err, /at 2026-11-25T12:00:01Z was only 5\.00 USD more .* --at 2026-11-25T12:00:02Z if not/);
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await operator.run('settle', 'order-1', '--at', '2026-11-25T12:00:02Z')).code, 0);
      assert.equal(await balance(), '205.00');
    }
  });

  it('cancels it, and may say later that it was bought after all', async () => {
    await orders('order-1', '$100');
    assert.match(await operator.text('cancel', 'order-1'), /no longer waits\nundo: npx credits settle order-1/);
    const again = await operator.run('cancel', 'order-1');
    assert.equal(again.code, 0);
    await operator.run('settle', 'order-1');
    assert.equal(await balance(), '200.00');
    assert.equal((await operator.run('cancel', 'order-1')).code, 0);
  });

  it('is told how to say it again where a damaged journal was led on', async () => {
    for (const id of ['order-1', 'order-2', 'order-3', 'order-4']) await orders(id, '$100');
    const good = await ledger().read();
    assert.ok(good.ok);
    const { wallet } = good.value;
    await operator.run('settle', 'order-1', '--amount', '150', '--at', '2026-11-24', '--reference', 'E 1');
    await operator.run('cancel', 'order-2');
    await operator.run('link', 'order-3', '--invoice', '1');
    await ledger().execute({ kind: 'settle', id: 's', key: 'order-4', reference: '', reportedBy: 'person' }, null);
    await operator.run('refund', '--invoice', '1', '--amount', '20', '--reference', 'R 1');
    await operator.run('reverse', '--return', 'R 1');
    const left = await operator.stored.journal.entriesAfter(wallet.seq);
    assert.deepEqual(
      leftOutEntries(left, wallet, wallet.terms!).flatMap(({ byHand }) => byHand ?? []),
      [
        "settle order-1 --amount 150.00 --at 2026-11-24T00:00:00Z --reference 'E 1' --anyway",
        'cancel order-2',
        'link order-3 --invoice N, of that purchase',
        'settle order-4 --amount 100.00 --at 2026-11-25T12:00:00Z --anyway',
        "refund --invoice 1 --amount 20.00 --reference 'R 1'",
        "reverse --return 'R 1'",
      ],
    );
  });

  it('is told to settle what the good part of the journal has as not bought', async () => {
    await orders('order-1', '$100');
    await operator.run('cancel', 'order-1');
    const good = await ledger().read();
    assert.ok(good.ok);
    const { wallet } = good.value;
    await operator.run('settle', 'order-1', '--at', '2026-11-24');
    assert.deepEqual(
      leftOutEntries(await operator.stored.journal.entriesAfter(wallet.seq), wallet, wallet.terms!).flatMap(
        ({ byHand }) => byHand ?? [],
      ),
      ['settle order-1 --amount 100.00 --at 2026-11-24T00:00:00Z --anyway'],
    );
  });

  it('is told to enter once what was ordered and bought after the damage', async () => {
    const good = await ledger().read();
    assert.ok(good.ok);
    const { wallet } = good.value;
    for (const id of ['order-1', 'order-2', 'order-3', 'order-4']) await orders(id, '$100');
    await operator.run('settle', 'order-1', '--at', '2026-11-24', '--reference', 'E-1');
    await operator.run('cancel', 'order-2');
    await operator.run('link', 'order-3', '--invoice', '1');
    const left = await operator.stored.journal.entriesAfter(wallet.seq);
    assert.deepEqual(
      leftOutEntries(left, wallet, wallet.terms!).flatMap(({ byHand }) => byHand ?? []),
      ['order it in the chat, unless it was bought', 'buy --amount 100.00 --at 2026-11-24T00:00:00Z --reference E-1'],
    );
  });

  it('in operate says only what no gateway knows', async () => {
    const other = await Operator.open();
    await operator.close();
    operator = other;
    operator.mode = 'operate';
    await operator.run('buy', '--amount', '100', '--reference', 'A', '--at', '2026-07-01');
    const method = { kind: 'card', reference: 'card-1' } as const;
    for (const id of ['order-1', 'order-2', 'order-3']) await orders(id, '$60', method);
    for (const verb of [['settle'], ['decline', '--reason', 'expired-card']]) {
      const [name = '', ...more] = verb;
      const refused = await operator.run(name, 'order-1', ...more);
      assert.deepEqual([refused.code, refused.refused?.kind], [1, 'in-flight'], name);
    }
    assert.equal((await operator.run('cancel', 'order-1')).refused?.kind, 'wrong-mode');
    for (const key of ['order-1', 'order-2'])
      await ledger().execute({ kind: 'leave-unknown', id: `${key}/unknown`, key }, null);
    await operator.run('settle', 'order-1', '--reference', 'ch_1');
    assert.equal(await operator.text('decline', 'order-2', '--reason', 'expired-card'), 'order-2 failed: expired-card');
    assert.deepEqual(
      (await listed()).map(({ key, state, reason }) => [key, state, reason]),
      [
        ['order-3', 'charging', null],
        ['order-2', 'declined', 'expired-card'],
        ['order-1', 'bought', null],
      ],
    );
    assert.equal(await balance(), '160.00');
    await operator.run('charge-back', '--invoice', '2', '--amount', '60', '--reference', 'B');
    assert.deepEqual((await listed()).map(({ state }) => state).at(-1), 'given-back');
  });

  for (const [args, expected] of [
    [['settle'], /settle needs one key/],
    [['settle', 'order-9'], /nothing was ordered under the key order-9/],
    [['decline', 'order-1', '--reason', 'No funds!'], /--reason no funds!: a code/],
    [['link', 'order-1', '--invoice', 'x'], /--invoice x/],
  ] as const)
    it(`refuses "${args.join(' ')}"`, async () => {
      const { err } = await operator.run(...args).catch((error: unknown) => ({ err: String(error) }));
      assert.match(err, expected);
    });
});
