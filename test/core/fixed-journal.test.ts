import assert from 'node:assert/strict';
import { dayMs, hourMs, judge, verify, type Entry, type Refusal, type Rule } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, card, money, someTerms, type Asked } from '../support/builders.ts';

// One script, written down once, with every kind of entry and every refusal: whatever is moved or renamed, its journals keep their hashes.

type Outcome = 'done' | 'repeated' | Refusal['kind'];
type Step = readonly [after: number, asked: Asked, outcome?: Outcome];

const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };
const order = { kind: 'order', amount: money('$50'), method: card, isBesideOpen: false } as const;
const agreement = { kind: 'agreement', number: 'EA-1', purchaseOrder: 'PO-9' } as const;
const begin = at('2026-01-01T00:00:00Z');
const numbers = { caller: '+1 425', callee: '+49 30' };
const foreign = aCall({ id: 'f', start: begin + 3 * dayMs, currency: 'EUR' });
const first = aCall({ id: 'a', start: begin + 2 * dayMs, charge: money('$3'), about: numbers });
const alike = { ...first, id: 'b' };
const later = aCall({ id: 'd', start: begin + 10 * dayMs, charge: money('$40'), fee: money('$1.25') });

const operated: readonly Step[] = [
  [0, { kind: 'catch-up' }, 'not-set-up'],
  [0, { kind: 'open-wallet', terms: { ...someTerms, minimum: 0 } }, 'amount-not-positive'],
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, timeZone: 'Europe/Berlin', opensAt: begin } }],
  [0, { kind: 'open-wallet', terms: someTerms }, 'already-set-up'],
  [0, { kind: 'buy', id: 'buy-1', boughtAt: begin - 300 * dayMs, amount: money('$10'), reference: 'PO-1' }],
  [0, { kind: 'buy', id: 'buy-1', boughtAt: begin - 300 * dayMs, amount: money('$10'), reference: 'PO-1' }, 'repeated'],
  [0, { kind: 'buy', id: 'buy-1', boughtAt: begin, amount: money('$11'), reference: 'PO-1' }, 'conflict'],
  [0, { kind: 'buy', boughtAt: begin, amount: 0, reference: '' }, 'amount-not-positive'],
  [0, { kind: 'buy', boughtAt: begin + dayMs, amount: 1, reference: '' }, 'in-future'],
  [0, { kind: 'buy', boughtAt: begin, amount: 4e15, reference: '' }, 'too-large'],
  [0, { ...order, amount: money('$49.99') }, 'below-minimum'],
  [0, { ...order, id: 'order-1' }],
  [hourMs, order, 'order-open'],
  [0, { ...order, id: 'order-2', method: agreement, isBesideOpen: true }],
  [0, { kind: 'leave-unknown', id: 'order-1/unknown', key: 'order-1' }],
  [0, { kind: 'leave-unknown', key: 'nothing' }, 'no-such-payment'],
  [0, { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'ref-1', reportedBy: 'gateway' }],
  [0, { kind: 'decline', id: 'order-2/declined', key: 'order-2', reason: 'expired-card' }],
  [0, { kind: 'settle', id: 'order-2/settled', key: 'order-2', reference: 'after all', reportedBy: 'gateway' }],
  [0, { kind: 'settle', key: 'nothing', reference: '', reportedBy: 'gateway' }, 'no-such-payment'],
  [dayMs, { kind: 'set-rule', rule: { ...rule, rechargeWith: 1 } }, 'below-minimum'],
  [0, { kind: 'set-rule', rule: { ...rule, trigger: 0 } }, 'trigger-not-positive'],
  [0, { kind: 'set-rule', rule: { ...rule, monthlyCap: money('$49') } }, 'cap-below-recharge'],
  [0, { kind: 'set-rule', id: 'rule-1', rule }],
  [0, { kind: 'set-payment-method', id: 'method-1', method: card }],
  [4 * dayMs, { kind: 'draw', id: 'page-1', rows: [first, alike, foreign] }],
  [0, { kind: 'answer', verdict: 'bill', amount: 1, questions: [{ id: 'a', version: 'none' }] }, 'no-such-question'],
  [0, { kind: 'answer', id: 'answer-1', verdict: 'ignore', amount: null, questions: [question('b', 'b')] }],
  [0, { kind: 'answer', verdict: 'bill', amount: null, questions: [question('f', 'f')] }, 'currency-mismatch'],
  [0, { kind: 'answer', id: 'answer-2', verdict: 'bill', amount: money('$1.10'), questions: [question('f', 'f')] }],
  [0, { kind: 'draw', id: 'page-2', rows: [{ ...alike, id: 'c' }] }],
  [0, { kind: 'answer', verdict: 'bill', amount: 1, questions: [question('c', 'b')] }, 'amount-not-needed'],
  [0, { kind: 'reverse', id: 'reverse-row', what: { kind: 'row', id: 'a' } }],
  [0, { kind: 'reverse', what: { kind: 'row', id: 'nobody' } }, 'nothing-to-reverse'],
  [0, { kind: 'refund', id: 'refund-1', invoice: 2, amount: money('$5') }],
  [0, { kind: 'refund', invoice: 9, amount: 1 }, 'no-such-purchase'],
  [5 * dayMs, { kind: 'draw', id: 'page-3', rows: [later, { ...later, id: 'e', charge: money('$45') }] }],
  [0, { kind: 'refund', invoice: 2, amount: 1 }, 'nothing-to-refund'],
  [0, { kind: 'leave-unknown', id: 'recharge-1/unknown', key: 'recharge-1' }],
  [0, { kind: 'decline', id: 'recharge-1/declined', key: 'recharge-1', reason: 'gateway' }],
  [hourMs, { kind: 'catch-up', id: 'catch-up-1' }],
  [0, { kind: 'settle', id: 'recharge-2/settled', key: 'recharge-2', reference: 'ref-3', reportedBy: 'gateway' }],
  [0, { kind: 'charge-back', id: 'charge-back-1', invoice: 3, amount: money('$20') }],
  [0, { kind: 'reconcile', id: 'reconcile-1', statedAt: begin + 9 * dayMs, stated: money('$90') }],
  [0, { kind: 'reconcile', statedAt: begin + 9 * dayMs, stated: money('$91') }, 'already-reconciled'],
  [0, { kind: 'reconcile', id: 'reconcile-2', statedAt: begin + 10 * dayMs, stated: money('$70') }],
  [0, { kind: 'reverse', id: 'reverse-reconciliation', what: { kind: 'reconciliation', id: 'reconcile-2' } }],
  [0, { kind: 'reverse', id: 'reverse-purchase', what: { kind: 'purchase', invoice: 1 } }],
  [0, { kind: 'pay-after-use' }, 'has-credits'],
  [0, { kind: 'note-import', id: 'note-1', completeAt: begin + 9 * dayMs }],
  [0, { kind: 'note-import', id: 'note-2', completeAt: begin + 10 * dayMs + 2 * hourMs }],
  [0, { kind: 'move-clock', id: 'clock-1', byMs: hourMs }],
  [0, { kind: 'draw', id: 'page-4', rows: [{ ...later, charge: money('$41') }] }],
  [390 * dayMs, { kind: 'catch-up', id: 'catch-up-2' }],
  [-dayMs, { kind: 'catch-up' }, 'clock-jumped'],
];

const mirrored: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, mode: 'mirror', opensAt: begin } }],
  [0, { kind: 'pay-after-use', id: 'after-use' }],
  [0, { kind: 'set-rule', rule }, 'pays-after-use'],
  [0, { kind: 'draw', id: 'page-1', rows: [first] }, 'done'],
  [5 * dayMs, { ...order, id: 'order-1', method: { kind: 'admin-centre' } }],
  [hourMs, { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'confirmed', reportedBy: 'person' }],
  [0, { kind: 'set-rule', id: 'rule-1', rule }],
  [0, { kind: 'set-payment-method', id: 'method-1', method: { kind: 'admin-centre' } }],
  [9 * dayMs, { kind: 'draw', id: 'page-2', rows: [later] }],
  [dayMs, { kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' }, 'wrong-mode'],
  [0, { kind: 'settle', id: 'recharge-1/settled', key: 'recharge-1', reference: 'confirmed', reportedBy: 'person' }],
];

// A wallet opened where nobody had said its mode, met by a program that was told.
const adopted: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, opensAt: begin } }],
  [0, { kind: 'buy', id: 'buy-1', boughtAt: begin, amount: money('$10'), reference: 'PO-1' }],
  [0, { kind: 'adopt-mode', id: 'adopt', mode: 'mirror' }],
  [0, { kind: 'adopt-mode', mode: 'operate' }, 'mode-is-known'],
  [0, { kind: 'move-clock', byMs: hourMs }, 'wrong-mode'],
];

// Microsoft's credits: bought otherwise, by itself, not at all; and a recharge that nobody confirmed.
const ended: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, mode: 'mirror', opensAt: begin } }],
  [0, { ...order, id: 'order-1', method: { kind: 'admin-centre' } }],
  [
    hourMs,
    {
      ...{ kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'E-1', reportedBy: 'person' },
      asBought: { amount: money('$75'), boughtAt: begin },
    },
  ],
  [0, { kind: 'buy', id: 'buy-1', boughtAt: begin, amount: money('$60'), reference: 'E-2' }],
  [0, { ...order, id: 'order-2', method: { kind: 'admin-centre' } }],
  [0, { kind: 'link', key: 'order-2', invoice: 1 }, 'purchase-has-payment'],
  [0, { kind: 'link', id: 'order-2/linked', key: 'order-2', invoice: 2 }],
  [0, { ...order, id: 'order-3', method: { kind: 'admin-centre' } }],
  [0, { kind: 'cancel', id: 'order-3/cancelled', key: 'order-3' }],
  [0, { kind: 'set-backup-method', method: card }, 'wrong-mode'],
  [0, { kind: 'set-rule', id: 'rule-1', rule }],
  [dayMs, { kind: 'draw', id: 'page-1', rows: [{ ...first, id: 'large', start: begin, charge: money('$130') }] }],
  [8 * dayMs, { kind: 'catch-up', id: 'catch-up-1' }],
];

// A gateway's: filled up to a target, declined for good, and paid by the backup.
const backedUp: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, mode: 'operate', opensAt: begin } }],
  [0, { kind: 'set-rule', rule: { ...rule, upTo: rule.trigger } }, 'target-not-above-trigger'],
  [0, { kind: 'set-payment-method', id: 'method-1', method: card }],
  [0, { kind: 'set-backup-method', id: 'backup-1', method: { kind: 'card', reference: 'backup' } }],
  [0, { kind: 'set-rule', id: 'rule-1', rule: { ...rule, monthlyCap: null, upTo: money('$90') } }],
  [0, { kind: 'decline', key: 'recharge-1', reason: 'x', reportedBy: 'person' }, 'in-flight'],
  [
    0,
    {
      ...{ kind: 'decline', id: 'recharge-1/declined', key: 'recharge-1' },
      ...{ reason: 'authentication-required', retry: 'never' },
    },
  ],
  [0, { kind: 'settle', id: 'recharge-2/settled', key: 'recharge-2', reference: 'r', reportedBy: 'gateway' }],
  [0, { kind: 'set-backup-method', id: 'backup-2', method: null }],
];

// A gateway's that changes its mind: what had failed may have been paid, and what was paid is taken back and won back.
const wonBack: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, mode: 'operate', opensAt: begin } }],
  [0, { ...order, id: 'order-1' }],
  [0, { kind: 'decline', id: 'order-1/declined', key: 'order-1', reason: 'expired-card' }],
  [0, { kind: 'leave-unknown', id: 'order-1/unknown', key: 'order-1' }, 'no-such-payment'],
  [0, { kind: 'leave-unknown', id: 'order-1/reopened', key: 'order-1', reopens: true }],
  [0, { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'r', reportedBy: 'gateway' }],
  [0, { kind: 'decline', id: 'order-1/declined-2', key: 'order-1', reason: 'declined' }, 'no-such-payment'],
  [0, { kind: 'decline', id: 'order-1/taken-back', key: 'order-1', reason: 'declined', takesBack: true }],
  [
    dayMs,
    {
      ...{ kind: 'settle', id: 'order-1/won-back', key: 'order-1', reference: 'r', reportedBy: 'gateway' },
      winsBack: true,
    },
  ],
];

// A refund and a gateway's charge-back that were recorded by mistake.
const reversed: readonly Step[] = [
  [0, { kind: 'open-wallet', id: 'open', terms: { ...someTerms, mode: 'operate', opensAt: begin } }],
  [0, { ...order, id: 'order-1' }],
  [0, { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'r', reportedBy: 'gateway' }],
  [0, { kind: 'refund', id: 'refund-1', invoice: 1, amount: money('$10') }],
  [dayMs, { kind: 'reverse', id: 'undo-1', what: { kind: 'return', id: 'refund-1' } }],
  [0, { kind: 'reverse', what: { kind: 'return', id: 'refund-1' } }, 'nothing-to-reverse'],
  [0, { kind: 'decline', id: 'order-1/taken-back', key: 'order-1', reason: 'dispute', takesBack: true }],
  [hourMs, { kind: 'reverse', id: 'undo-2', what: { kind: 'return', id: 'order-1/taken-back' } }],
];

describe('a journal made by a fixed script', () => {
  const operate = lived(operated);
  const mirror = lived(mirrored);
  const adopt = lived(adopted);
  const end = lived(ended);
  const backed = lived(backedUp);
  const won = lived(wonBack);
  const again = lived(reversed);
  const all = [operate, mirror, adopt, end, backed, won, again];

  it('has every outcome that the script says', () => {
    assert.deepEqual(operate.outcomes, operated.map(expected));
    assert.deepEqual(mirror.outcomes, mirrored.map(expected));
    assert.deepEqual(adopt.outcomes, adopted.map(expected));
    assert.deepEqual(end.outcomes, ended.map(expected));
    assert.deepEqual(backed.outcomes, backedUp.map(expected));
    assert.deepEqual(won.outcomes, wonBack.map(expected));
    assert.deepEqual(again.outcomes, reversed.map(expected));
  });

  it('has every kind of entry', () =>
    assert.deepEqual([...new Set(all.flatMap(({ entries }) => entries.map(({ kind }) => kind)))].toSorted(), [
      'alert-ended',
      'alert-raised',
      'backup-method-set',
      'balance-reconciled',
      'call-drawn',
      'call-reversed',
      'charge-back-reversed',
      'clock-moved',
      'credits-bought',
      'credits-charged-back',
      'credits-refunded',
      'lots-expired',
      'mode-adopted',
      'opening-moved',
      'payment-cancelled',
      'payment-declined',
      'payment-left-unknown',
      'payment-linked',
      'payment-method-set',
      'payment-requested',
      'payment-settled',
      'purchase-reversed',
      'questions-answered',
      'recharge-evaluated',
      'reconciliation-reversed',
      'return-reversed',
      'rule-set',
      'wallet-opened',
    ] satisfies Entry['kind'][]));

  it('meets every refusal that core raises', () =>
    assert.deepEqual(
      [...new Set(all.flatMap(({ outcomes }) => outcomes))]
        .filter(one => one !== 'done' && one !== 'repeated')
        .toSorted(),
      [
        'already-reconciled',
        'already-set-up',
        'amount-not-needed',
        'amount-not-positive',
        'below-minimum',
        'cap-below-recharge',
        'clock-jumped',
        'conflict',
        'currency-mismatch',
        'has-credits',
        'in-flight',
        'in-future',
        'mode-is-known',
        'no-such-payment',
        'no-such-purchase',
        'no-such-question',
        'not-set-up',
        'nothing-to-refund',
        'nothing-to-reverse',
        'order-open',
        'pays-after-use',
        'purchase-has-payment',
        'target-not-above-trigger',
        'too-large',
        'trigger-not-positive',
        'wrong-mode',
      ] satisfies Refusal['kind'][],
    ));

  it('verifies, and has the hashes that it had when it was written down', () => {
    for (const { entries } of all) assert.equal(verify(entries, sha256).ok, true);
    assert.deepEqual(
      [operate.entries.length, operate.entries.at(-1)?.hash],
      [46, '99e29de1ea03cf428755d0be74659663161e9511b80dee28447d8e35f9058df3'],
    );
    assert.deepEqual(
      [mirror.entries.length, mirror.entries.at(-1)?.hash],
      [16, '310cfab50f40387f82fede27381c0d53f4f77cfa4a492bc74103c309289ca772'],
    );
    assert.deepEqual(
      [end, backed, won, again].map(({ entries }) => [entries.length, entries.at(-1)?.hash]),
      [
        [17, '618c4dbc137ae900fea404f85ad2bb2a48737900bcf5e710e8967b778362b78e'],
        [14, 'd0b725f16619382085288b03f986ce264709cab92d1ca21ac51a41b023a44793'],
        [9, '8b8cea2b115ee61acb91478c2ffd3e68a545f25c640a706c4f16e966ff34ae3d'],
        [9, '4327a142532b66c955464c5f2988eb95d2ab7a3feb83e7eb0aaa5813931c6961'],
      ],
    );
  });
});

function expected([, , outcome = 'done']: Step): Outcome {
  return outcome;
}

function lived(steps: readonly Step[]): { readonly entries: readonly Entry[]; readonly outcomes: readonly Outcome[] } {
  const bench = new Bench(begin);
  const outcomes = steps.map(([after, asked]): Outcome => {
    const before = bench.now;
    bench.now += after;
    const judged = judge(bench.now, before, { name: 'script', at: Math.max(before, bench.now) });
    bench.doubt = judged.ok ? undefined : judged.refusal;
    const decision = bench.do(asked);
    if (!decision.ok) return decision.refusal.kind;
    return decision.value.kind === 'repeated' ? 'repeated' : 'done';
  });
  return { entries: bench.entries, outcomes };
}

/** The version of a row that was held, by the row that it is a copy of. */
function question(id: string, of: 'b' | 'f'): { readonly id: string; readonly version: string } {
  const row = of === 'f' ? foreign : first;
  const { start, durationSeconds, charge, fee, currency, capability } = row;
  return { id, version: sha256(JSON.stringify([start, durationSeconds, charge, fee, currency, capability])) };
}
