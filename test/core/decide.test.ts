import assert from 'node:assert/strict';
import { dayMs, type Refusal } from '../../core/index.ts';
import { Bench, card, money, someTerms } from '../support/builders.ts';

describe('commands', () => {
  const asked: readonly { readonly refusal: Refusal['kind']; readonly of: (bench: Bench) => Refusal }[] = [
    { refusal: 'already-set-up', of: bench => bench.refused({ kind: 'open-wallet', terms: someTerms }) },
    {
      refusal: 'below-minimum',
      of: bench => bench.refused({ kind: 'order', amount: money('$49.99'), method: card, isBesideOpen: false }),
    },
    {
      refusal: 'amount-not-positive',
      of: bench => bench.refused({ kind: 'buy', amount: 0, boughtAt: bench.now, reference: '' }),
    },
    {
      refusal: 'in-future',
      of: bench => bench.refused({ kind: 'buy', amount: 1, boughtAt: bench.now + 1, reference: '' }),
    },
    {
      refusal: 'no-such-payment',
      of: bench => bench.refused({ kind: 'settle', key: 'nothing', reference: '', reportedBy: 'gateway' }),
    },
    {
      refusal: 'below-minimum',
      of: bench =>
        bench.refused({ kind: 'set-rule', rule: { isOn: true, rechargeWith: 1, trigger: 1, monthlyCap: null } }),
    },
    {
      refusal: 'trigger-not-positive',
      of: bench =>
        bench.refused({
          kind: 'set-rule',
          rule: { isOn: true, rechargeWith: money('$50'), trigger: 0, monthlyCap: null },
        }),
    },
    {
      refusal: 'cap-below-recharge',
      of: bench =>
        bench.refused({
          kind: 'set-rule',
          rule: { isOn: true, rechargeWith: money('$50'), trigger: 1, monthlyCap: money('$49') },
        }),
    },
    ...[money('$200') + 1, Number.MAX_SAFE_INTEGER].map(amount => ({
      refusal: amount > money('$1000') ? ('too-large' as const) : ('finer-than-currency' as const),
      of: (bench: Bench) => bench.refused({ kind: 'order', amount, method: card, isBesideOpen: false }),
    })),
    ...(['rechargeWith', 'trigger', 'monthlyCap'] as const).flatMap(field => {
      const rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };
      const saved = (amount: number) => (bench: Bench) =>
        bench.refused({ kind: 'set-rule', rule: { ...rule, [field]: amount } });
      return [
        { refusal: 'too-large' as const, of: saved(Number.MAX_SAFE_INTEGER) },
        { refusal: 'finer-than-currency' as const, of: saved(money('$60') + 1) },
      ];
    }),
    {
      refusal: 'too-large',
      of: bench => bench.refused({ kind: 'set-approval-limit', limit: Number.MAX_SAFE_INTEGER }),
    },
    {
      refusal: 'clock-jumped',
      of: bench => {
        bench.doubt = { kind: 'clock-jumped', at: bench.now, last: bench.now - 32 * dayMs, witness: null };
        return bench.refused({ kind: 'catch-up' });
      },
    },
  ];
  for (const { refusal, of } of asked) {
    it(`are refused with ${refusal}, leaving the wallet as it was`, () =>
      assert.equal(of(Bench.opened()).kind, refusal));
  }

  it('need a wallet', () => assert.equal(new Bench().refused({ kind: 'catch-up' }).kind, 'not-set-up'));

  it('with the same id and the same request answer as before; with another request they conflict', () => {
    const bench = Bench.opened();
    const order = { kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false } as const;
    bench.must(order);
    bench.now += 1000;
    const again = bench.do(order);
    assert.equal(again.ok && again.value.kind, 'repeated');
    assert.equal(bench.refused({ ...order, amount: money('$60') }).kind, 'conflict');
  });

  it('a manual order beside an open one is shown, and asked once more', () => {
    const bench = Bench.opened();
    const order = { kind: 'order', amount: money('$50'), method: card } as const;
    bench.must({ ...order, isBesideOpen: false });
    assert.equal(bench.refused({ ...order, isBesideOpen: false }).kind, 'order-open');
    bench.must({ ...order, isBesideOpen: true });
    assert.equal(bench.wallet.openPayments.length, 2);
  });

  it('each purchase yields one invoice, numbered without gaps, that names its lot', () => {
    const bench = Bench.opened();
    bench.buy('$10');
    bench.must({
      kind: 'order',
      id: 'o',
      amount: money('$50'),
      method: { kind: 'agreement', number: 'EA-1', purchaseOrder: 'PO-9' },
      isBesideOpen: false,
    });
    bench.must({ kind: 'settle', key: 'o', reference: 'ref', reportedBy: 'gateway' });
    const invoices = bench.entries.flatMap(entry => ('invoice' in entry.facts ? [entry.facts.invoice] : []));
    assert.deepEqual(
      invoices.map(({ number, lotId, agreement, purchaseOrder }) => [number, lotId, agreement, purchaseOrder]),
      [
        [1, '1', null, null],
        [2, '2', 'EA-1', 'PO-9'],
      ],
    );
  });
});
