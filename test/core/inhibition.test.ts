import assert from 'node:assert/strict';
import { alertKinds, worstOf, type AlertKind } from '../../core/index.ts';
import { recordedLines } from '../support/recorded-lines.ts';

const subjectOf = (kind: AlertKind): string => alertKinds[kind].subject;

/** The kinds that are told while all of these stand. */
const toldOf = (kinds: readonly AlertKind[]): readonly AlertKind[] =>
  [
    ...worstOf(
      kinds.map(kind => ({ key: kind, isBeingMended: false, alert: { kind, at: 0, currency: 'USD', balance: 0 } })),
    ).values(),
  ].map(({ alert }) => alert.kind);

describe('inhibition', () => {
  it('leaves a low balance untold while nothing is left, and what failed while an outcome is unknown', () => {
    assert.deepEqual(toldOf(['low-balance', 'balance-zero', 'import-stalled']), ['balance-zero', 'import-stalled']);
    assert.deepEqual(toldOf(['recharge-unknown', 'recharge-failed', 'cap-reached']), ['recharge-unknown']);
  });

  it('mutes what Alertmanager mutes, where the worse kind of a subject inhibits the others of it', () => {
    const recorded = recordedLines('inhibit') as readonly {
      readonly kinds: readonly AlertKind[];
      readonly muted: readonly AlertKind[];
    }[];
    assert.equal(recorded.length, 300);
    for (const { kinds, muted } of recorded) {
      const told = toldOf(kinds);
      assert.deepEqual(
        told.filter(kind => muted.includes(kind)),
        [],
        kinds.join(),
      );
      for (const kind of kinds.filter(one => !told.includes(one) && !muted.includes(one)))
        // Of two that are as bad Alertmanager sends both: here one card has room for one.
        assert.ok(
          told.some(other => subjectOf(other) === subjectOf(kind) && alertKinds[other].rank === alertKinds[kind].rank),
          `${kind} of ${kinds.join()}`,
        );
    }
  });
});
