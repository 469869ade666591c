import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brokenTogether, dayMs, follow, transfer, verify, type Entry, type Invariant } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';
import { forge } from '../support/forge.ts';
import { begin, honest } from './forgeries/journal.ts';
import { forgeriesOfApprovals } from './forgeries/of-approvals.ts';
import { forgeriesOfDecisions } from './forgeries/of-decisions.ts';
import { forgeriesOfForm } from './forgeries/of-form.ts';
import { forgeriesOfPayments } from './forgeries/of-payments.ts';
import { forgeriesOfPostings } from './forgeries/of-postings.ts';

const { entries } = honest;
const forgeries = [
  ...forgeriesOfForm,
  ...forgeriesOfDecisions,
  ...forgeriesOfPayments,
  ...forgeriesOfApprovals,
  ...forgeriesOfPostings,
];

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
  'linked-to-purchase': true,
  'reopened-was-over': true,
  'cancelled-in-time': true,
  'mode-allows': true,
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
  'thresholds-in-order': true,
  'evaluation-follows': true,
  'episode-begins': true,
  'episode-was-open': true,
  'mode-adopted-once': true,
  'clock-of-sandbox': true,
  'approved-by-another': true,
  'approval-was-needed': true,
  'approval-was-waiting': true,
  'approval-in-time': true,
  'approved-was-done': true,
  'taken-back-by-gateway': true,
  'won-back-in-full': true,
  'key-of-its-book': true,
  'continues-its-book': true,
  'within-limits': true,
  'postings-sum-to-zero': true,
  'postings-follow': true,
  'usage-not-negative': true,
  'erasure-goes-on': true,
  'demand-agrees-with-calls': true,
  'lots-agree-with-postings': true,
  'reconciled-balance': true,
};

describe('verify', () => {
  it('accepts an honest journal, sealed once or again', () => {
    for (const journal of [
      honest.entries,
      honest.postpaid,
      honest.ledOn,
      honest.approved,
      honest.mirrored,
      honest.backedUp,
    ]) {
      assert.deepEqual(verify(journal, sha256).ok, true);
      assert.deepEqual(
        forge(journal, () => ({})),
        journal,
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

  it('accepts that an earlier program expected a multiple in mirror, and nothing else', () => {
    const bench = Bench.opened({ mode: 'mirror' });
    bench.buy('$100');
    bench.must({ kind: 'set-payment-method', method: { kind: 'admin-centre' } });
    bench.must({
      kind: 'set-rule',
      rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null },
    });
    bench.draw(aCall({ id: 'deep', start: bench.now, charge: money('$250') }));
    const expecting = (amount: number) =>
      verify(
        forge(bench.entries, entry =>
          entry.kind === 'payment-requested' ? { facts: { ...entry.facts, amount } } : {},
        ),
        sha256,
      );
    assert.ok(expecting(money('$200')).ok);
    const other = expecting(money('$150'));
    assert.equal(!other.ok && other.refusal.invariant, 'recharge-follows-rule');
  });

  it('has seen each of its invariants fail', () => {
    // Those of the first list need no forger, those of the last no journal: postings follow from facts, so only a fault of ours breaks them.
    const others: readonly Invariant[] = ['hash', 'chain', 'lots-agree-with-postings', 'reconciled-balance'];
    const seen = new Set([...forgeries.map(({ invariant }) => invariant), ...others]);
    assert.deepEqual([...seen].toSorted(), Object.keys(all).toSorted());
  });

  it('has each of its invariants in the list of core’s chapter', () => {
    const chapter = readFileSync(path.resolve(import.meta.dirname, '../../core/README.md'), 'utf8');
    const [, list = ''] = /^## Invariants, by name.*$([\s\S]*?)^Each has a test/m.exec(chapter) ?? [];
    const named = [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    assert.deepEqual(named.toSorted(), Object.keys(all).toSorted());
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
