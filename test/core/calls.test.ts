import assert from 'node:assert/strict';
import { type CallRow, type RowChange } from '../../core/index.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';

const told = (changes: readonly RowChange[]): readonly string[] =>
  changes.map(change =>
    change.kind === 'hold'
      ? change.question
      : change.kind === 'stand' && change.supersedes !== undefined
        ? 'correction'
        : change.kind,
  );

describe('call rows', () => {
  const numbers = { caller: '+14255550001', callee: '+4930555000' };
  const known = aCall({ id: 'known', about: numbers });
  const cases: readonly {
    readonly name: string;
    readonly row: CallRow;
    readonly told: string;
    readonly owed: string;
  }[] = [
    { name: 'the same version again is a duplicate', row: known, told: 'describe', owed: '$1' },
    {
      name: 'an unseen version of a known id is a correction',
      row: { ...known, charge: money('$3') },
      told: 'correction',
      owed: '$3',
    },
    {
      name: 'a new id with the same caller, callee and start is a question',
      row: { ...known, id: 'twin' },
      told: 'look-alike',
      owed: '$1',
    },
    { name: 'without a callee nothing looks alike', row: aCall({ id: 'twin' }), told: 'stand', owed: '$2' },
    {
      name: 'another currency is a question',
      row: { ...known, id: 'fx', currency: 'EUR' },
      told: 'other-currency',
      owed: '$1',
    },
    {
      name: 'a known row in another currency is a question, the version that stands stays billed',
      row: { ...known, currency: 'EUR' },
      told: 'other-currency',
      owed: '$1',
    },
    {
      name: 'a free row in another currency is known',
      row: { ...known, id: 'free', currency: 'EUR', charge: 0 },
      told: 'stand',
      owed: '$1',
    },
    {
      name: 'a row that a plan paid for draws nothing',
      row: { ...known, id: 'plan', capability: 'MCOPSTN1' },
      told: 'stand',
      owed: '$1',
    },
    {
      name: 'a negative sum is known and draws nothing',
      row: { ...known, id: 'minus', charge: -money('$1') },
      told: 'stand',
      owed: '$1',
    },
    {
      name: 'the connection fee is added to the charge',
      row: aCall({ id: 'fee', fee: money('$0.02') }),
      told: 'stand',
      owed: '$2.02',
    },
  ];
  for (const { name, row, told: expected, owed } of cases) {
    it(name, () => {
      const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
      bench.draw(known);
      assert.deepEqual(told(bench.draw(row).rowChanges), [expected]);
      assert.equal(bench.wallet.pool.owed, money(owed));
    });
  }

  const other = { ...known, id: 'y' };

  describe('look alike whatever the pages are cut', () => {
    const first = { ...known, id: 'x' };
    const moved = { ...first, start: first.start + 1000 };
    for (const pages of [[[first], [moved], [other]], [[first], [moved, other]], [[first, moved, other]]]) {
      it(`pages of ${pages.map(page => page.length).join(', ')}: what was corrected away is no longer looked like`, () => {
        const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
        for (const page of pages) bench.draw(...page);
        assert.equal(bench.wallet.pool.owed, money('$2'));
      });
    }

    it('by numbers that came later than the call', () => {
      const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
      bench.draw({ ...known, about: { ...known.about, caller: '', callee: '' } });
      bench.draw(known);
      assert.deepEqual(told(bench.draw(other).rowChanges), ['look-alike']);
    });
  });

  it('the same version without its numbers leaves those that are known', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    bench.draw(known);
    assert.deepEqual(bench.draw({ ...known, about: { ...known.about, caller: '' } }).rowChanges, []);
    assert.deepEqual(told(bench.draw({ ...known, id: 'twin' }).rowChanges), ['look-alike']);
  });

  it('in one page the last unseen version stands, and a version seen before does not come back', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    const corrected = { ...known, charge: money('$5') };
    assert.deepEqual(told(bench.draw(known, corrected, known).rowChanges), ['stand', 'correction', 'describe']);
    assert.equal(bench.wallet.pool.owed, money('$5'));
    bench.draw(known);
    assert.equal(bench.wallet.pool.owed, money('$5'));
  });

  it('a row that starts in the future is rejected, the others are kept', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    const { rejected } = bench.draw(aCall({ id: 'future', start: bench.now + 1 }), known);
    assert.deepEqual(
      rejected.map(({ index, kind }) => [index, kind]),
      [[0, 'starts-in-future']],
    );
    assert.equal(bench.wallet.pool.owed, money('$1'));
  });

  it('are drawn in the order of their start, then of their id, whatever their order in the page', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    const { start } = known;
    bench.draw(
      ...[
        ['d', 2],
        ['c', 1],
        ['b', 2],
        ['a', 3],
      ].map(([id, ms]) => aCall({ id: String(id), start: start + Number(ms) })),
    );
    assert.deepEqual(
      bench.entries.slice(1).map(({ id }) => id[0]),
      ['c', 'b', 'd', 'a'],
    );
  });

  it('that cost nothing leave no entry; a correction to nothing does', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    bench.draw(aCall({ id: 'free', charge: 0 }), aCall({ id: 'free', charge: 0, durationSeconds: 9 }), known);
    assert.equal(bench.entries.length, 2);
    bench.draw({ ...known, charge: 0 });
    assert.deepEqual([bench.entries.length, bench.wallet.pool.owed], [3, 0]);
  });

  it('need both numbers to look alike', () => {
    for (const about of [{ caller: '+1' }, { callee: '+2' }]) {
      const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
      bench.draw(aCall({ id: 'a', about }), aCall({ id: 'b', about }));
      assert.equal(bench.wallet.pool.owed, money('$2'));
    }
  });

  it('that draw nothing are looked like by nobody', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    assert.deepEqual(told(bench.draw({ ...known, charge: 0 }, { ...known, id: 'twin' }).rowChanges), [
      'stand',
      'stand',
    ]);
  });

  it('a version that no longer stands tells nothing of what it looks like', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    const bare = { ...known, about: { ...known.about, caller: '', callee: '' } };
    bench.draw(bare, { ...bare, charge: money('$2') });
    // The first version again, now with its numbers: only the version that counts is known by them.
    bench.draw(known);
    assert.deepEqual(told(bench.draw(other).rowChanges), ['stand']);
  });

  it('from the very instant of the opening on, calls draw', () => {
    const bench = Bench.opened({ opensAt: known.start }, at('2026-02-01T00:00:00Z'));
    bench.draw(known);
    assert.equal(bench.wallet.pool.owed, money('$1'));
  });

  it('rows that began before the wallet opened draw nothing', () => {
    const bench = Bench.opened({ opensAt: known.start + 1 }, at('2026-02-01T00:00:00Z'));
    bench.draw(known);
    assert.equal(bench.wallet.pool.owed, 0);
  });

  describe('after an erasure', () => {
    const before = at('2026-01-05T00:00:00Z');
    const old = aCall({ id: 'old', start: at('2026-01-04T10:00:00Z'), about: { ...numbers, userName: 'Alex' } });
    const erased = () => {
      const bench = Bench.opened({}, at('2026-01-20T00:00:00Z'));
      bench.draw(old);
      bench.must({ kind: 'erase-rows', before });
      bench.rows.erase(before);
      return bench;
    };
    const people = (changes: readonly RowChange[]): readonly string[] =>
      changes.flatMap(change =>
        'row' in change ? Object.values<string>({ ...change.row.about }).filter(text => text !== '') : [],
      );

    it('the same file again says nothing of people', () => assert.deepEqual(erased().draw(old).rowChanges, []));

    it('a newer version changes only the cost', () => {
      const { rowChanges } = erased().draw({ ...old, charge: money('$3') });
      assert.deepEqual([told(rowChanges), people(rowChanges)], [['correction'], []]);
      assert.ok(rowChanges.every(change => !('lookAlikeKey' in change)));
    });

    it('a new row that would draw is held without people, since it may be a look-alike', () => {
      const bench = erased();
      const owed = bench.wallet.pool.owed;
      const { rowChanges } = bench.draw({ ...old, id: 'twin' });
      assert.deepEqual([told(rowChanges), people(rowChanges), bench.wallet.pool.owed], [['erased'], [], owed]);
    });

    it('a new row that draws nothing is taken without people', () => {
      const { rowChanges } = erased().draw({ ...old, id: 'free', charge: 0 });
      assert.deepEqual([told(rowChanges), people(rowChanges)], [['stand'], []]);
    });

    it('a row that began later keeps its people, and looks alike as ever', () => {
      const bench = erased();
      const later = { ...old, id: 'later', start: before };
      assert.ok(people(bench.draw(later).rowChanges).includes('Alex'));
      assert.deepEqual(told(bench.draw({ ...later, id: 'twin' }).rowChanges), ['look-alike']);
    });

    it('a held row is answered without people, even before its store has blanked it', () => {
      const bench = Bench.opened({}, at('2026-01-20T00:00:00Z'));
      bench.draw(old, { ...old, id: 'twin' });
      bench.must({ kind: 'erase-rows', before });
      const questions = bench.rows.held().map(({ row: { id }, version }) => ({ id, version }));
      const { rowChanges } = bench.must({ kind: 'answer', verdict: 'bill', questions, amount: null });
      assert.deepEqual([questions.length, people(rowChanges)], [1, []]);
    });

    it('what was ignored as a look-alike before stays ignored', () => {
      const bench = Bench.opened({}, at('2026-01-20T00:00:00Z'));
      bench.draw(old, { ...old, id: 'twin' });
      const questions = bench.rows.held().map(({ row: { id }, version }) => ({ id, version }));
      bench.must({ kind: 'answer', verdict: 'ignore', questions, amount: null });
      bench.must({ kind: 'erase-rows', before });
      assert.deepEqual(told(bench.draw({ ...old, id: 'twin', charge: money('$2') }).rowChanges), ['ignore']);
    });

    it('its instant never falls, and lies in no future', () => {
      const bench = erased();
      assert.deepEqual(bench.must({ kind: 'erase-rows', before: before - 1 }).entries, []);
      assert.equal(bench.wallet.erasedBefore, before);
      assert.equal(bench.refused({ kind: 'erase-rows', before: bench.now + 1 }).kind, 'in-future');
      const [entry] = bench.must({ kind: 'erase-rows', before: before + 1 }).entries;
      assert.deepEqual([entry?.kind, entry?.version, bench.wallet.erasedBefore], ['rows-erased', 3, before + 1]);
    });
  });
});
