import assert from 'node:assert/strict';
import {
  brokenTogether,
  dayMs,
  follow,
  hourMs,
  neverOpens,
  transfer,
  verify,
  type Entry,
  type Invariant,
  type Rule,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';
import { forge } from '../support/forge.ts';

type FactsOf<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>['facts'];

const begin = at('2026-01-01T00:00:00Z');
const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$200') };
const agreement = { kind: 'agreement', number: 'EA-1', purchaseOrder: 'PO-9' } as const;
const order = { kind: 'order', amount: money('$50'), isBesideOpen: true } as const;

/** A journal in which everything happens that an invariant speaks of; what it is kept from is in the table below. */
function lived(): readonly Entry[] {
  const bench = Bench.opened({ opensAt: begin - 400 * dayMs }, begin);
  bench.draw(aCall({ id: 'early', start: begin - dayMs }));
  bench.must({ kind: 'buy', id: 'old', boughtAt: begin - 300 * dayMs, amount: money('$10'), reference: 'PO-1' });
  bench.must({ ...order, id: 'order-1', method: agreement });
  bench.must({ kind: 'settle', key: 'order-1', reference: 'r-1', reportedBy: 'gateway' });
  bench.must({ ...order, id: 'order-2', method: card });
  bench.must({ kind: 'decline', key: 'order-2', reason: 'expired-card' });
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-rule', id: 'rule', rule });
  bench.now += dayMs;
  bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }), aCall({ id: 'b', start: bench.now - hourMs }));
  bench.must({ kind: 'reverse', what: { kind: 'row', id: 'b' } });
  bench.draw(aCall({ id: 'c', start: bench.now, charge: money('$12') }));
  bench.must({ kind: 'leave-unknown', key: 'recharge-1' });
  bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r-2', reportedBy: 'gateway' });
  bench.must({ kind: 'refund', invoice: 3, amount: money('$5') });
  bench.must({ kind: 'charge-back', invoice: 2, amount: money('$20') });
  bench.must({ kind: 'reconcile', id: 'shown', statedAt: bench.now - hourMs, stated: money('$3') });
  bench.must({ kind: 'reconcile', id: 'shown-2', statedAt: bench.now, stated: money('$20') });
  bench.must({ kind: 'reverse', what: { kind: 'reconciliation', id: 'shown' } });
  bench.must({ kind: 'note-import', completeAt: bench.now - 7 * hourMs });
  bench.must({ kind: 'note-import', completeAt: bench.now });
  bench.must({ kind: 'move-clock', byMs: hourMs });
  bench.now += 70 * dayMs;
  bench.must({ kind: 'catch-up' });
  bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 3 } });
  return bench.entries;
}

/** Of a tenant that paid after use, and then bought. */
function livedPostpaid(): readonly Entry[] {
  const bench = Bench.opened({ opensAt: begin }, begin);
  bench.must({ kind: 'pay-after-use' });
  bench.must({ ...order, id: 'order-1', method: card });
  bench.must({ kind: 'settle', key: 'order-1', reference: 'r', reportedBy: 'gateway' });
  return bench.entries;
}

const entries = lived();
const postpaid = livedPostpaid();

interface Forgery {
  readonly invariant: Invariant;
  readonly what: string;
  readonly at: Entry['kind'];
  /** Which of the kind: the first, if absent. */
  readonly of?: (entry: Entry) => boolean;
  readonly change: (entry: Entry) => object;
  readonly in?: readonly Entry[];
}

/** Changes the facts of one kind. */
const facts =
  <Kind extends Entry['kind']>(change: (facts: FactsOf<Kind>) => object) =>
  (entry: Entry): object => ({ facts: { ...entry.facts, ...change(entry.facts as FactsOf<Kind>) } });

const lotOf = facts<'credits-bought'>;
const isOrder = (entry: Entry): boolean => entry.kind === 'payment-requested' && entry.facts.purpose === 'order';
const isRecharge = (entry: Entry): boolean => entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge';

const forgeries: readonly Forgery[] = [
  // Its form, and its place in the journal.
  { invariant: 'format', what: 'a version before the first', at: 'call-drawn', change: () => ({ version: 0 }) },
  { invariant: 'format', what: 'no facts', at: 'credits-bought', change: () => ({ facts: {} }) },
  {
    invariant: 'format',
    what: 'a purchase of nothing',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, amount: 0 }, invoice: { ...invoice, amount: 0 } })),
  },
  {
    invariant: 'format',
    what: 'a call that gives money',
    at: 'call-drawn',
    change: facts<'call-drawn'>(() => ({ cost: -money('$5') })),
  },
  {
    invariant: 'format',
    what: 'half a micro-unit',
    at: 'call-drawn',
    change: facts<'call-drawn'>(({ cost }) => ({ cost: cost + 0.5 })),
  },
  {
    invariant: 'format',
    what: 'a kind that there is not',
    at: 'clock-moved',
    change: () => ({ kind: 'gift' }),
  },
  { invariant: 'newer-format', what: 'a later version', at: 'call-drawn', change: () => ({ version: 9 }) },
  { invariant: 'format-of-kind', what: 'another version', at: 'call-drawn', change: () => ({ version: 2 }) },
  {
    invariant: 'seq-without-gaps',
    what: 'a number left out',
    at: 'call-drawn',
    change: ({ seq }) => ({ seq: seq + 1 }),
  },
  {
    invariant: 'recorded-in-order',
    what: 'recorded before the one before it',
    at: 'call-drawn',
    change: ({ recordedAt }) => ({ recordedAt: recordedAt - 1 }),
  },
  { invariant: 'ids-unique', what: 'an id used before', at: 'rule-set', change: () => ({ id: 'old' }) },
  {
    invariant: 'id-of-kind',
    what: 'an expiry that somebody asked for',
    at: 'lots-expired',
    change: () => ({ id: 'x' }),
  },
  { invariant: 'id-of-kind', what: 'a call without its row', at: 'call-drawn', change: () => ({ id: 'x' }) },
  {
    invariant: 'id-of-kind',
    what: 'a payment under another key',
    at: 'payment-requested',
    change: () => ({ id: 'another' }),
  },
  // What was decided could be decided.
  {
    invariant: 'opened-once',
    what: 'opened again',
    at: 'payment-method-set',
    change: () => ({ kind: 'wallet-opened', facts: entries[0]?.facts }),
  },
  {
    invariant: 'opened-once',
    what: 'begun without terms',
    at: 'wallet-opened',
    change: () => ({ kind: 'clock-moved', facts: { offsetMs: 1 } }),
  },
  {
    invariant: 'terms',
    what: 'a currency that there is not',
    at: 'wallet-opened',
    change: facts<'wallet-opened'>(() => ({ currency: 'XXX' })),
  },
  {
    invariant: 'terms',
    what: 'a zone that there is not',
    at: 'wallet-opened',
    change: facts<'wallet-opened'>(() => ({ timeZone: 'Mars/Olympus' })),
  },
  {
    invariant: 'opening-follows',
    what: 'credits that began long before they were bought',
    at: 'opening-moved',
    of: entry => entry.kind === 'opening-moved' && entry.facts.opensAt !== neverOpens,
    change: facts<'opening-moved'>(({ opensAt }) => ({ opensAt: opensAt - 300 * dayMs })),
    in: postpaid,
  },
  {
    invariant: 'no-credits-left',
    what: 'paying after use with credits left',
    at: 'payment-method-set',
    change: () => ({ kind: 'opening-moved', version: 2, facts: { opensAt: neverOpens } }),
  },
  {
    invariant: 'lots-numbered',
    what: 'a lot under another name',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, id: '7' }, invoice: { ...invoice, lotId: '7' } })),
  },
  {
    invariant: 'lots-numbered',
    what: 'a reconciliation’s lot under another name',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ lot }) => ({ lot: { ...lot, id: '77' } })),
  },
  {
    invariant: 'lot-lives-12-months',
    what: 'credits that expire in 2099',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot }) => ({ lot: { ...lot, expiresAt: at('2099-01-01T00:00:00Z') } })),
  },
  {
    invariant: 'lot-lives-12-months',
    what: 'credits found that expire in 2099',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ lot }) => ({ lot: { ...lot, expiresAt: at('2099-01-01T00:00:00Z') } })),
  },
  {
    invariant: 'not-in-future',
    what: 'a purchase of tomorrow',
    at: 'credits-bought',
    change: entry =>
      lotOf(({ lot }) => ({
        lot: { ...lot, boughtAt: entry.recordedAt + dayMs, expiresAt: entry.recordedAt + 366 * dayMs },
      }))(entry),
  },
  {
    invariant: 'not-in-future',
    what: 'a call of tomorrow',
    at: 'call-drawn',
    change: entry => facts<'call-drawn'>(() => ({ start: entry.recordedAt + dayMs }))(entry),
  },
  {
    invariant: 'not-in-future',
    what: 'a balance shown tomorrow',
    at: 'balance-reconciled',
    change: entry => facts<'balance-reconciled'>(() => ({ at: entry.recordedAt + dayMs }))(entry),
  },
  {
    invariant: 'bought-when-settled',
    what: 'credits dated before their payment',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot }) => ({ lot: { ...lot, boughtAt: lot.boughtAt - hourMs } })),
  },
  {
    invariant: 'settled-as-requested',
    what: '500 settled for an order of 50',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot, invoice }) => ({
      lot: { ...lot, amount: money('$500') },
      invoice: { ...invoice, amount: money('$500') },
    })),
  },
  {
    invariant: 'payment-was-open',
    what: 'settled though nobody had ordered',
    at: 'payment-settled',
    change: facts<'payment-settled'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'payment-was-open',
    what: 'declined though nobody had ordered',
    at: 'payment-declined',
    change: facts<'payment-declined'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'payment-was-open',
    what: 'unknown though nobody had ordered',
    at: 'payment-left-unknown',
    change: facts<'payment-left-unknown'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'requested-now',
    what: 'an order dated a month back',
    at: 'payment-requested',
    change: facts<'payment-requested'>(({ requestedAt }) => ({ requestedAt: requestedAt - 30 * dayMs })),
  },
  {
    invariant: 'requested-now',
    what: 'an order of tomorrow',
    at: 'payment-requested',
    change: facts<'payment-requested'>(({ requestedAt }) => ({ requestedAt: requestedAt + dayMs })),
  },
  {
    invariant: 'order-at-least-minimum',
    what: 'an order of $0.01',
    at: 'payment-requested',
    of: isOrder,
    change: facts<'payment-requested'>(() => ({ amount: money('$0.01') })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge without a rule',
    at: 'payment-requested',
    change: ({ seq }) => ({
      id: 'recharge-1',
      facts: { ...(entries[seq - 1]?.facts ?? {}), key: 'recharge-1', purpose: 'recharge' },
    }),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'more than the rule adds',
    at: 'payment-requested',
    of: isRecharge,
    change: facts<'payment-requested'>(() => ({ amount: money('$150') })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'by another payment method',
    at: 'payment-requested',
    of: isRecharge,
    change: facts<'payment-requested'>(() => ({ method: { kind: 'card', reference: 'another' } })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge out of turn',
    at: 'payment-requested',
    of: isRecharge,
    change: entry => ({ id: 'recharge-5', ...facts<'payment-requested'>(() => ({ key: 'recharge-5' }))(entry) }),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge while there is enough',
    at: 'clock-moved',
    change: ({ recordedAt }) => ({
      kind: 'payment-requested',
      id: 'recharge-2',
      facts: { key: 'recharge-2', purpose: 'recharge', amount: money('$50'), method: card, requestedAt: recordedAt },
    }),
  },
  {
    invariant: 'one-recharge-open',
    what: 'a second recharge beside an open one',
    at: 'payment-left-unknown',
    change: ({ recordedAt }) => ({
      kind: 'payment-requested',
      id: 'recharge-2',
      facts: { key: 'recharge-2', purpose: 'recharge', amount: money('$50'), method: card, requestedAt: recordedAt },
    }),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice of $7 for a lot of $10',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, amount: money('$7') } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice of another lot',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, lotId: '2' } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice on another agreement',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ invoice }) => ({ invoice: { ...invoice, agreement: 'EA-2' } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice dated back',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, at: invoice.at - dayMs } })),
  },
  {
    invariant: 'invoices-without-gaps',
    what: 'an invoice’s number left out',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, number: 2 } })),
  },
  {
    invariant: 'returned-of-its-purchase',
    what: 'a refund of another invoice',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ ofInvoice: 1 })),
  },
  {
    invariant: 'returned-of-its-purchase',
    what: 'a refund of a lot that there is not',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ lotId: '99' })),
  },
  {
    invariant: 'refund-was-left',
    what: 'more refunded than was left',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ amount: money('$60'), asked: money('$60') })),
  },
  {
    invariant: 'refund-was-left',
    what: 'more refunded than was asked for',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ amount: money('$6') })),
  },
  {
    invariant: 'charge-back-was-paid',
    what: 'more charged back than was paid',
    at: 'credits-charged-back',
    change: facts<'credits-charged-back'>(() => ({ amount: money('$60') })),
  },
  {
    invariant: 'spent-was-drawn',
    what: 'a charge-back of what was not spent',
    at: 'credits-charged-back',
    change: facts<'credits-charged-back'>(({ spent }) => ({ spent: spent + 1 })),
  },
  {
    invariant: 'reversed-in-full',
    what: 'half a purchase reversed',
    at: 'purchase-reversed',
    change: facts<'purchase-reversed'>(({ amount }) => ({ amount: amount / 5 })),
  },
  {
    invariant: 'reconciled-once',
    what: 'two balances shown at one instant',
    at: 'balance-reconciled',
    of: ({ id }) => id === 'shown-2',
    change: entry => facts<'balance-reconciled'>(({ at: shown }) => ({ at: shown - hourMs }))(entry),
  },
  {
    invariant: 'reconciled-difference',
    what: 'another difference than there was',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ difference }) => ({ difference: difference + 1 })),
  },
  {
    invariant: 'reconciled-difference',
    what: 'another reason than there was',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(() => ({ reason: 'agrees' })),
  },
  {
    invariant: 'reversed-was-there',
    what: 'a reconciliation reversed that there was not',
    at: 'reconciliation-reversed',
    change: facts<'reconciliation-reversed'>(() => ({ reconciliation: 'another' })),
  },
  {
    invariant: 'expiry-was-due',
    what: 'an expiry before its time',
    at: 'clock-moved',
    change: ({ seq, recordedAt }) => ({ kind: 'lots-expired', id: `expired-${seq}`, facts: { at: recordedAt } }),
  },
  {
    invariant: 'expiry-was-due',
    what: 'an expiry of a year hence',
    at: 'lots-expired',
    change: facts<'lots-expired'>(({ at: due }) => ({ at: due + 400 * dayMs })),
  },
  {
    invariant: 'rule-makes-sense',
    what: '"Recharge with" under the minimum',
    at: 'rule-set',
    change: facts<'rule-set'>(() => ({ rechargeWith: 1 })),
  },
  {
    invariant: 'evaluation-follows',
    what: 'a reason that there was not',
    at: 'recharge-evaluated',
    change: () => ({ facts: { reason: 'paused' } }),
  },
  {
    invariant: 'episode-begins',
    what: 'an alert without a crossing',
    at: 'alert-raised',
    change: facts<'alert-raised'>(() => ({ threshold: money('$5') })),
  },
  {
    invariant: 'episode-was-open',
    what: 'the end of an episode that had not begun',
    at: 'alert-ended',
    change: facts<'alert-ended'>(() => ({ threshold: money('$5') })),
  },
  {
    invariant: 'within-limits',
    what: 'more than any wallet holds',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, amount: 5e15 }, invoice: { ...invoice, amount: 5e15 } })),
  },
  // What is posted is what the facts say.
  {
    invariant: 'postings-sum-to-zero',
    what: 'a leg missing',
    at: 'call-drawn',
    change: ({ postings }) => ({ postings: postings.slice(1) }),
  },
  {
    invariant: 'postings-sum-to-zero',
    what: 'a leg of another instant',
    at: 'call-drawn',
    change: ({ postings }) => ({
      postings: postings.map((leg, index) => (index === 0 ? { ...leg, at: leg.at + 1 } : leg)),
    }),
  },
  { invariant: 'postings-follow', what: 'no postings', at: 'call-drawn', change: () => ({ postings: [] }) },
  {
    invariant: 'postings-follow',
    what: 'postings of a lot that there is not',
    at: 'alert-raised',
    change: () => ({ postings: transfer({ from: 'lot:99', to: 'lot:98', at: 1, amount: 1 }) }),
  },
  {
    invariant: 'postings-follow',
    what: 'postings of another day',
    at: 'balance-reconciled',
    change: ({ postings }) => ({ postings: postings.map(leg => ({ ...leg, at: leg.at + dayMs })) }),
  },
  {
    invariant: 'usage-not-negative',
    what: 'a call taken back that was not made',
    at: 'call-reversed',
    change: facts<'call-reversed'>(({ was }) => ({ was: was === null ? was : { ...was, start: was.start - 1 } })),
  },
  {
    invariant: 'demand-agrees-with-calls',
    what: 'a purchase that forgets calls',
    at: 'credits-bought',
    change: lotOf(({ lot }) => ({ lot: { ...lot, demand: 0 } })),
  },
  {
    invariant: 'demand-agrees-with-calls',
    what: 'a reconciliation that forgets calls',
    at: 'balance-reconciled',
    of: ({ id }) => id === 'shown-2',
    change: facts<'balance-reconciled'>(() => ({ demand: 0 })),
  },
];

describe('verify', () => {
  it('accepts an honest journal, sealed once or again', () => {
    for (const honest of [entries, postpaid]) {
      assert.deepEqual(verify(honest, sha256).ok, true);
      assert.deepEqual(
        forge(honest, () => ({})),
        honest,
      );
    }
  });

  for (const { invariant, what, at: kind, of = () => true, change, in: journal = entries } of forgeries) {
    it(`finds a forgery that was sealed again by ${invariant}: ${what}`, () => {
      const chosen = journal.find(entry => entry.kind === kind && of(entry));
      assert.ok(chosen !== undefined, `no ${kind}`);
      const forged = forge(journal, entry => (entry === chosen ? change(entry) : {}));
      assert.notDeepEqual(forged, journal);
      const verified = verify(forged, sha256);
      assert.deepEqual(!verified.ok && [verified.refusal.invariant, verified.refusal.seq], [invariant, chosen.seq]);
    });
  }

  it('finds an entry that was changed and not sealed again', () => {
    const changed = (change: Partial<Entry>): readonly Entry[] =>
      entries.map(entry => (entry.kind === 'credits-bought' ? ({ ...entry, ...change } as Entry) : entry));
    for (const [change, invariant] of [
      [{ digest: 'x' }, 'hash'],
      [{ previous: 'x' }, 'chain'],
    ] as const) {
      const verified = verify(changed(change), sha256);
      assert.deepEqual(!verified.ok && [verified.refusal.invariant, verified.refusal.seq], [invariant, 3]);
    }
  });

  it('has seen each of its invariants fail', () => {
    // Those of the first list need no forger, those of the last no journal: postings follow from facts, so only a fault of ours breaks them.
    const others: readonly Invariant[] = ['hash', 'chain', 'lots-agree-with-postings', 'reconciled-balance'];
    // Fails to compile when an invariant is added that is not named here.
    const all: Record<Invariant, true> = {
      format: true,
      'newer-format': true,
      'format-of-kind': true,
      'seq-without-gaps': true,
      chain: true,
      hash: true,
      'recorded-in-order': true,
      'ids-unique': true,
      'id-of-kind': true,
      'opened-once': true,
      terms: true,
      'opening-follows': true,
      'no-credits-left': true,
      'lots-numbered': true,
      'lot-lives-12-months': true,
      'not-in-future': true,
      'bought-when-settled': true,
      'settled-as-requested': true,
      'payment-was-open': true,
      'requested-now': true,
      'order-at-least-minimum': true,
      'recharge-follows-rule': true,
      'one-recharge-open': true,
      'invoice-of-its-lot': true,
      'invoices-without-gaps': true,
      'returned-of-its-purchase': true,
      'refund-was-left': true,
      'charge-back-was-paid': true,
      'spent-was-drawn': true,
      'reversed-in-full': true,
      'reconciled-once': true,
      'reconciled-difference': true,
      'reversed-was-there': true,
      'expiry-was-due': true,
      'rule-makes-sense': true,
      'evaluation-follows': true,
      'episode-begins': true,
      'episode-was-open': true,
      'within-limits': true,
      'postings-sum-to-zero': true,
      'postings-follow': true,
      'usage-not-negative': true,
      'demand-agrees-with-calls': true,
      'lots-agree-with-postings': true,
      'reconciled-balance': true,
    };
    const seen = new Set([...forgeries.map(({ invariant }) => invariant), ...others]);
    assert.deepEqual([...seen].toSorted(), Object.keys(all).toSorted());
  });

  it('names an entry that is none at all', () => {
    for (const nothing of [null, 1, 'x', {}, []]) {
      const verified = verify([nothing] as unknown as readonly Entry[], sha256);
      assert.deepEqual(!verified.ok && [verified.refusal.invariant, verified.refusal.seq], ['format', 1]);
    }
  });

  it('follows what another process appended, and notices when it does not fit', () => {
    const head = verify(entries.slice(0, 3), sha256);
    assert.ok(head.ok);
    const rest = entries.slice(3);
    assert.ok(follow(head.value, rest, sha256).ok);
    const [first, ...others] = rest;
    const changed = follow(head.value, [{ ...first!, recordedAt: first!.recordedAt + 1 }, ...others], sha256);
    assert.deepEqual(!changed.ok && [changed.refusal.invariant, changed.refusal.seq], ['hash', 4]);
  });

  it('names the entry in which any one character was changed', () => {
    const lines = entries.map(entry => JSON.stringify(entry));
    for (const [index, line] of lines.entries()) {
      for (let place = 0; place < line.length; place += 7) {
        const character = line[place] === '1' ? '2' : '1';
        const changed = lines.with(index, line.slice(0, place) + character + line.slice(place + 1));
        let read: readonly Entry[];
        try {
          read = changed.map(text => JSON.parse(text) as Entry);
        } catch {
          continue; // What is no JSON any more is refused by the store.
        }
        if (JSON.stringify(read[index]) === line) continue;
        const verified = verify(read, sha256);
        assert.equal(!verified.ok && verified.refusal.seq, index + 1, `character ${place} of ${line}`);
      }
    }
  });
});

describe('a batch', () => {
  const before = Bench.opened({}, begin);
  before.buy('$10', begin - 10 * dayMs);
  before.must({ kind: 'reconcile', statedAt: begin - dayMs, stated: money('$8') });
  const wallet = before.wallet;
  const { entries: batch, wallet: after } = before.draw(aCall({ id: 'late', start: begin - 2 * dayMs }));
  /** The batch with other postings in its first entry. */
  const posting = (change: (postings: Entry['postings']) => Entry['postings']): readonly Entry[] =>
    batch.map((entry, index) => (index === 0 ? { ...entry, postings: change(entry.postings) } : entry));

  it('holds as a whole before it is appended', () => assert.equal(brokenTogether(wallet, batch, after), undefined));

  it('whose postings do not lead to its lots is a fault of ours, and is not appended', () => {
    const broken = posting(postings => [
      ...postings,
      ...transfer({ from: 'lot:1', to: 'usage', at: begin, amount: 1 }),
    ]);
    assert.equal(brokenTogether(wallet, broken, after), 'lots-agree-with-postings');
  });

  it('whose postings change a balance that was shown is one too', () => {
    const moved = posting(postings =>
      postings.map(leg => (leg.account === 'adjustments' || leg.at === begin - dayMs ? { ...leg, at: begin } : leg)),
    );
    assert.equal(brokenTogether(wallet, moved, after), 'reconciled-balance');
  });
});

describe('accepted commands', () => {
  it('never condemn the journal: a purchase that had expired when a balance was shown, after a charge-back', () => {
    const bench = Bench.opened({}, at('2026-10-01T00:00:00Z'));
    bench.buy('$50', at('2024-11-09T00:00:00Z'));
    bench.draw(aCall({ id: 'a', start: at('2025-03-29T00:00:00Z'), charge: money('$50') }));
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$20') });
    bench.must({ kind: 'reconcile', statedAt: at('2026-09-05T00:00:00Z'), stated: 0 });
    bench.buy('$100', at('2025-01-15T00:00:00Z'));
    const verified = verify(bench.entries, sha256);
    assert.deepEqual(verified.ok ? 'verified' : verified.refusal, 'verified');
  });
});
