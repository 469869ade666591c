import assert from 'node:assert/strict';
import {
  dayMs,
  follow,
  seal,
  transfer,
  verify,
  type Entry,
  type Invariant,
  type Payment,
  type Refusal,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, Bench, card, money, someTerms } from '../support/builders.ts';

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
    { refusal: 'clock-jumped', of: bench => bench.refused({ kind: 'catch-up', at: bench.now - dayMs }) },
    { refusal: 'clock-jumped', of: bench => bench.refused({ kind: 'catch-up', at: bench.now + 401 * dayMs }) },
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

type FactsOf<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>['facts'];

describe('verify', () => {
  /** A journal in which everything happens that an invariant speaks of. */
  const journal = (): Entry[] => {
    const bench = Bench.opened();
    bench.draw(aCall({ id: 'early', start: bench.now - 1 }));
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: bench.now }), aCall({ id: 'b', start: bench.now }));
    bench.must({ kind: 'set-payment-method', method: card });
    bench.must({
      kind: 'set-rule',
      rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null },
    });
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$50') });
    bench.must({ kind: 'decline', key: 'recharge-1', reason: 'charged back' });
    return bench.entries;
  };
  /** Changes the entries of a kind and seals the chain again from there on, so that only the invariant itself can see it. */
  function damaged(kind: Entry['kind'], change: (entry: Entry) => unknown, entries = journal()): readonly Entry[] {
    let previous = '';
    return entries.map(entry => {
      const changed = entry.kind === kind ? { ...entry, ...(change(entry) as object) } : entry;
      const sealed = seal(changed, { ...changed, previous }, sha256);
      previous = sealed.hash;
      return sealed;
    });
  }
  const facts =
    <Kind extends Entry['kind']>(change: (facts: FactsOf<Kind>) => unknown) =>
    (entry: Entry) => ({ facts: change(entry.facts as FactsOf<Kind>) });
  /** The same journal with each entry of that kind followed by a changed copy, and numbered without gaps. */
  function repeated(kind: Entry['kind'], change: (entry: Entry) => Entry): readonly Entry[] {
    const entries = journal().flatMap(entry => (entry.kind === kind ? [entry, change(entry)] : [entry]));
    return damaged(
      'clock-moved',
      entry => entry,
      entries.map((entry, index) => ({ ...entry, seq: index + 1 })),
    );
  }

  it('accepts an honest journal', () => assert.deepEqual(verify(journal(), sha256).ok, true));
  it('accepts an honest journal that was sealed again', () =>
    assert.ok(
      verify(
        damaged('call-drawn', entry => entry),
        sha256,
      ).ok,
    ));

  const damages: readonly {
    readonly invariant: Invariant;
    readonly name?: string;
    readonly at: Entry['kind'];
    readonly entries: () => readonly Entry[];
  }[] = [
    {
      invariant: 'hash',
      at: 'credits-bought',
      entries: () => journal().map(entry => (entry.kind === 'credits-bought' ? { ...entry, digest: 'x' } : entry)),
    },
    {
      invariant: 'chain',
      at: 'credits-bought',
      entries: () => journal().map(entry => (entry.kind === 'credits-bought' ? { ...entry, previous: 'x' } : entry)),
    },
    {
      invariant: 'seq-without-gaps',
      at: 'call-drawn',
      entries: () => journal().filter(({ kind }) => kind !== 'credits-bought'),
    },
    { invariant: 'format', at: 'call-drawn', entries: () => damaged('call-drawn', () => ({ version: 0 })) },
    { invariant: 'newer-format', at: 'call-drawn', entries: () => damaged('call-drawn', () => ({ version: 3 })) },
    {
      invariant: 'recorded-in-order',
      at: 'call-drawn',
      entries: () => damaged('call-drawn', ({ recordedAt }) => ({ recordedAt: recordedAt - 1 })),
    },
    {
      invariant: 'ids-unique',
      at: 'call-drawn',
      entries: () => damaged('call-drawn', () => ({ id: 'command-1' })),
    },
    {
      invariant: 'postings-sum-to-zero',
      name: 'a leg missing',
      at: 'call-drawn',
      entries: () => damaged('call-drawn', ({ postings }) => ({ postings: postings.slice(1) })),
    },
    {
      invariant: 'postings-sum-to-zero',
      name: 'a leg of another instant',
      at: 'call-drawn',
      entries: () =>
        damaged('call-drawn', ({ postings }) => ({
          postings: postings.map((posting, index) => (index === 0 ? { ...posting, at: posting.at + 1 } : posting)),
        })),
    },
    {
      invariant: 'lots-agree-with-postings',
      name: 'no postings',
      at: 'call-drawn',
      entries: () => damaged('call-drawn', () => ({ postings: [] })),
    },
    {
      invariant: 'lots-agree-with-postings',
      name: 'a lot that there is not',
      at: 'alert-raised',
      entries: () =>
        damaged('alert-raised', () => ({
          postings: transfer({ from: 'lot:99', to: 'lot:98', at: 1, amount: 1 }),
        })),
    },
    {
      invariant: 'lots-agree-with-postings',
      name: 'more refunded than there was',
      at: 'credits-charged-back',
      entries: () =>
        damaged(
          'credits-charged-back',
          facts<'credits-charged-back'>(returned => ({ ...returned, amount: money('$60') })),
        ),
    },
    {
      invariant: 'demand-agrees-with-calls',
      name: 'of a purchase',
      at: 'credits-bought',
      entries: () =>
        damaged(
          'credits-bought',
          facts<'credits-bought'>(bought => ({ ...bought, lot: { ...bought.lot, demand: 0 } })),
        ),
    },
    {
      invariant: 'demand-agrees-with-calls',
      name: 'of a reconciliation',
      at: 'balance-reconciled',
      entries: () =>
        damaged(
          'balance-reconciled',
          facts<'balance-reconciled'>(reconciled => ({ ...reconciled, demand: 0 })),
        ),
    },
    {
      invariant: 'reconciled-balance',
      at: 'balance-reconciled',
      // The fold and the postings still agree in amount; only the postings' date is wrong.
      entries: () =>
        damaged('balance-reconciled', ({ postings }) => ({
          postings: postings.map(posting => ({ ...posting, at: posting.at + 1 })),
        })),
    },
    {
      invariant: 'invoices-without-gaps',
      at: 'credits-bought',
      entries: () =>
        damaged(
          'credits-bought',
          facts<'credits-bought'>(bought => ({ ...bought, invoice: { ...bought.invoice, number: 2 } })),
        ),
    },
    {
      invariant: 'payment-was-open',
      at: 'payment-settled',
      entries: () =>
        damaged(
          'payment-settled',
          facts<'payment-settled'>(settled => ({ ...settled, key: 'another' })),
        ),
    },
    {
      invariant: 'one-recharge-open',
      at: 'payment-requested',
      entries: () =>
        repeated(
          'payment-requested',
          entry =>
            ({
              ...entry,
              id: 'recharge-9',
              facts: { ...(entry.facts as Payment), key: 'recharge-9' },
            }) as Entry,
        ),
    },
  ];
  for (const { invariant, name, at: kind, entries } of damages) {
    it(`names the first entry that breaks ${invariant}${name === undefined ? '' : `: ${name}`}`, () => {
      const broken = entries();
      const verified = verify(broken, sha256);
      assert.ok(!verified.ok, 'verified');
      assert.deepEqual([verified.refusal.invariant, broken[verified.refusal.seq - 1]?.kind], [invariant, kind]);
    });
  }

  it('names an entry that is none at all', () => {
    for (const nothing of [null, 1, 'x', {}, []]) {
      const verified = verify([nothing] as unknown as readonly Entry[], sha256);
      assert.deepEqual(!verified.ok && [verified.refusal.invariant, verified.refusal.seq], ['format', 1]);
    }
  });

  it('follows what another process appended, and notices when it does not fit', () => {
    const entries = journal();
    const head = verify(entries.slice(0, 3), sha256);
    assert.ok(head.ok);
    const rest = entries.slice(3);
    assert.ok(follow(head.value, rest, sha256).ok);
    const [first, ...others] = rest;
    const changed = follow(head.value, [{ ...first!, recordedAt: first!.recordedAt + 1 }, ...others], sha256);
    assert.deepEqual(!changed.ok && [changed.refusal.invariant, changed.refusal.seq], ['hash', 4]);
  });

  it('has seen each of its invariants fail', () => {
    // Fails to compile when an invariant is added that no damage above breaks.
    const seen: Record<Invariant, true> = {
      format: true,
      'newer-format': true,
      'seq-without-gaps': true,
      chain: true,
      hash: true,
      'recorded-in-order': true,
      'ids-unique': true,
      'postings-sum-to-zero': true,
      'payment-was-open': true,
      'one-recharge-open': true,
      'demand-agrees-with-calls': true,
      'lots-agree-with-postings': true,
      'reconciled-balance': true,
      'invoices-without-gaps': true,
    };
    assert.deepEqual([...new Set(damages.map(({ invariant }) => invariant))].toSorted(), Object.keys(seen).toSorted());
  });

  it('names the entry in which any one character was changed', () => {
    const lines = journal().map(entry => JSON.stringify(entry));
    for (const [index, line] of lines.entries()) {
      for (let at = 0; at < line.length; at += 7) {
        const character = line[at] === '1' ? '2' : '1';
        const changed = lines.with(index, line.slice(0, at) + character + line.slice(at + 1));
        let entries: readonly Entry[];
        try {
          entries = changed.map(text => JSON.parse(text) as Entry);
        } catch {
          continue; // What is no JSON any more is refused by the store.
        }
        if (JSON.stringify(entries[index]) === line) continue;
        const verified = verify(entries, sha256);
        assert.equal(!verified.ok && verified.refusal.seq, index + 1, `character ${at} of ${line}`);
      }
    }
  });
});
