import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inhibited, inhibitions, type Inhibitable, type Inhibition } from '../../core/index.ts';
import { recordedLines } from '../support/recorded-lines.ts';

const alert = (id: string, kind: string, labels: Inhibitable['labels'] = { wallet: 'w' }): Inhibitable => ({
  id,
  kind,
  labels,
});
const mutedOf = (...alerts: readonly Inhibitable[]): readonly string[] => [...inhibited(alerts)];

/** Random alerts of the kinds that rules speak of, and of one that none does. */
const kinds = [...inhibitions.flatMap(({ source, targets }) => [source, ...targets]), 'import-stalled'];
const alerts = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      labels: fc.record(
        { wallet: fc.constantFrom('a', 'b'), person: fc.constantFrom('p', 'q') },
        { requiredKeys: ['wallet'] },
      ),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(all => all.map((one, index) => ({ id: String(index), ...one })));

describe('inhibition', () => {
  it('leaves low and runs-out untold while the balance of the same wallet is zero', () => {
    assert.deepEqual(
      mutedOf(alert('1', 'low-balance'), alert('2', 'balance-zero'), alert('3', 'runs-out'), alert('4', 'cap-reached')),
      ['1', '3'],
    );
    assert.deepEqual(mutedOf(alert('1', 'low-balance'), alert('2', 'balance-zero', { wallet: 'another' })), []);
  });

  it('leaves unusual spend untold while fraud of the same person is suspected', () => {
    const of = (person: string): Inhibitable['labels'] => ({ wallet: 'w', person });
    assert.deepEqual(
      mutedOf(
        alert('1', 'fraud-suspected', of('p')),
        alert('2', 'unusual-spend', of('p')),
        alert('3', 'unusual-spend', of('q')),
      ),
      ['2'],
    );
  });

  it('has rules that go in no circle, so that no kind mutes itself, at once or over others', () => {
    const mutes = (source: string, seen: readonly string[] = []): readonly string[] =>
      seen.includes(source)
        ? [source]
        : inhibitions
            .filter(rule => rule.source === source)
            .flatMap(rule => rule.targets.flatMap(target => [target, ...mutes(target, [...seen, source])]));
    for (const { source } of inhibitions) assert.ok(!mutes(source).includes(source), source);
  });

  it('never hides the only alert: what is not told has another of the same subject that is', () =>
    fc.assert(
      fc.property(alerts, all => {
        const muted = inhibited(all);
        for (const one of all.filter(({ id }) => muted.has(id)))
          assert.ok(
            all.some(
              ({ id, kind, labels }) => !muted.has(id) && kind !== one.kind && labels.wallet === one.labels.wallet,
            ),
            JSON.stringify(one),
          );
        assert.ok(muted.size < all.length);
      }),
    ));

  it('is what Alertmanager says of the same rules and alerts', () => {
    const recorded = recordedLines('inhibit') as readonly {
      rules?: readonly Inhibition[];
      alerts: readonly Pick<Inhibitable, 'kind' | 'labels'>[];
      muted: readonly boolean[];
    }[];
    assert.equal(recorded.length, 300);
    for (const { rules, alerts: asked, muted } of recorded) {
      const ours = inhibited(
        asked.map((one, index) => ({ id: String(index), ...one })),
        rules,
      );
      assert.deepEqual(
        asked.map((_, index) => ours.has(String(index))),
        muted,
        JSON.stringify({ rules, asked }),
      );
    }
  });
});
