import assert from 'node:assert/strict';
import { continuedIn, dayMs, goodPart, verify, type Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, Bench, card, money } from '../support/builders.ts';
import { forge } from '../support/forge.ts';
import { ledOn, statesOf } from '../support/led-on.ts';
import { honest } from './forgeries/journal.ts';

const found = (entries: readonly Entry[]) => {
  const verified = verify(entries, sha256);
  return verified.ok ? undefined : [verified.refusal.seq, verified.refusal.invariant];
};

/** A journal whose entry of that place says another digest than it was sealed with, as after a fault of the disk. */
const damagedAt = (entries: readonly Entry[], seq: number): readonly Entry[] =>
  entries.map(entry => (entry.seq === seq ? { ...entry, digest: 'x' } : entry));

const after = (entries: readonly Entry[]): readonly Entry[] => {
  const { entries: good } = goodPart(entries, sha256);
  const { seq, hash } = entries.at(-1)!;
  return ledOn(good, { seq, hash });
};

describe('a condemned journal', () => {
  it('is good up to the last whole batch before what is wrong, wherever that is', () => {
    for (const { seq } of honest.entries) {
      const { entries, wallet, damage } = goodPart(damagedAt(honest.entries, seq), sha256);
      assert.equal(damage?.seq, seq);
      assert.equal(found(entries), undefined);
      assert.ok(wallet.seq === entries.length && entries.length < seq);
      // Only entries of the batch that is broken are left out beside it.
      for (const left of honest.entries.slice(entries.length, seq - 1))
        assert.equal(left.digest, honest.entries[seq - 1]?.digest);
    }
    assert.equal(goodPart(honest.entries, sha256).damage, undefined);
  });

  it('is led on with the same ids, instants and postings, by a book that names it', () => {
    for (const journal of [honest.entries, honest.postpaid, honest.operated, honest.erased, honest.approved])
      for (const { seq } of journal.slice(1)) {
        const old = damagedAt(journal, seq);
        const { entries: good, wallet } = goodPart(old, sha256);
        const next = after(old);
        assert.equal(found(next), undefined);
        const shown = ({ id, kind, at, recordedAt, digest, postings }: Entry) => ({
          id,
          kind,
          at,
          recordedAt,
          digest,
          postings,
        });
        assert.deepEqual(next.map(shown), good.map(shown));
        const verified = verify(next, sha256);
        assert.ok(verified.ok);
        assert.deepEqual({ ...verified.value, origin: '', head: '' }, { ...wallet, origin: '', head: '' });
        assert.deepEqual(continuedIn(next), [
          {
            origin: journal[0]?.hash,
            seq: good.length,
            hash: good.at(-1)?.hash,
            head: { seq: journal.length, hash: journal.at(-1)?.hash },
          },
        ]);
      }
  });

  it('is led on once more, and again, each time from as far as it is good', () => {
    const cut = (entries: readonly Entry[], seq: number): readonly Entry[] => after(damagedAt(entries, seq));
    const third = cut(cut(cut(honest.entries, 40), 30), 20);
    assert.equal(found(third), undefined);
    assert.equal(continuedIn(third).length, 3);
    assert.ok(continuedIn(third).every(({ seq }) => seq === third.length));
  });

  it('keeps the keys that its payments were sent under, and gives new ones to others', () => {
    const next = after(damagedAt(honest.operated, 3));
    const keyOf = (entries: readonly Entry[]) =>
      entries.flatMap(({ kind, facts }) => (kind === 'payment-requested' ? [facts.gatewayKey] : []));
    assert.deepEqual(keyOf(next), keyOf(honest.operated));
    const bench = new Bench(honest.operated[0]!.recordedAt + dayMs);
    const wallet = verify(next, sha256);
    assert.ok(wallet.ok);
    bench.wallet = wallet.value;
    const order = { kind: 'order', id: 'order-1', amount: money('$50'), isBesideOpen: true, method: card } as const;
    const { entries } = bench.must({ ...order, id: 'order-2' });
    assert.equal(found([...next, ...entries]), undefined);
    // A key of the old book is not this book's for what is asked from now on.
    const [old] = keyOf(honest.operated);
    const forged = forge([...next, ...entries], entry =>
      entry.id === 'order-2' ? { facts: { ...entry.facts, gatewayKey: old } } : {},
    );
    assert.deepEqual(found(forged), [next.length + 1, 'key-of-its-book']);
  });

  it('is not replaced by another: a link to another head is found', () => {
    const next = honest.ledOn;
    const linked = (change: object) =>
      forge(next, entry =>
        entry.kind === 'wallet-opened'
          ? { facts: { ...entry.facts, continues: entry.facts.continues?.map(link => ({ ...link, ...change })) } }
          : {},
      );
    assert.deepEqual(found(linked({ hash: 'f'.repeat(64) })), [2, 'continues-its-book']);
    assert.deepEqual(found(linked({ origin: 'f'.repeat(64) })), [2, 'continues-its-book']);
    assert.deepEqual(found(linked({ seq: 1 })), [1, 'continues-its-book']);
    // It says that it has more of the old book than it has.
    assert.deepEqual(found(linked({ seq: 3 })), [3, 'continues-its-book']);
  });
});

describe('what journals say of versions of calls', () => {
  it('is their state by the entries that billed or judged them', () => {
    const bench = Bench.opened();
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: bench.now }), aCall({ id: 'b', start: bench.now }));
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$2') }));
    const corrected = bench.entries.length;
    bench.must({ kind: 'reverse', what: { kind: 'row', id: 'a' } });
    bench.must({ kind: 'reverse', what: { kind: 'row', id: 'b' } });
    const drawn = bench.entries.flatMap(({ id, kind }) => (kind === 'call-drawn' ? [id.split('#')] : []));
    const said = (until?: number) => {
      const states = statesOf(bench.entries.slice(0, until));
      const versions = drawn.map(([id = '', version = '']) => states.of({ id, version }, true));
      return [...versions, states.isBilled('a'), states.isBilled('b')];
    };
    assert.deepEqual(said(corrected), ['superseded', 'standing', 'standing', true, true]);
    assert.deepEqual(said(), ['standing', 'reversed', 'reversed', true, false]);
  });
});
