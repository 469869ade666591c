import assert from 'node:assert/strict';
import { dayMs, forgottenPeople, lackSince } from '../../core/index.ts';
import { at as instant } from '../support/builders.ts';

const at = instant('2026-11-26T12:00:00Z');
const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `p${index}` }));
const told = (eligible: number, count: number, more: { readonly isTold?: boolean; readonly agoMs?: number } = {}) => {
  const lacking = ids(count);
  const since = lackSince({}, lacking, at - (more.agoMs ?? 2 * dayMs));
  return forgottenPeople({ eligible, lacking, since, at, isTold: more.isTold ?? false });
};

describe('people who were forgotten when licenses were given', () => {
  it('are few among those who have it: where many lack it, they are not meant to have it', () => {
    assert.deepEqual(
      [told(100, 20), told(100, 21), told(2, 1), told(1, 1), told(0, 0), told(50, 0)],
      [20, 0, 1, 0, 0, 0],
    );
  });

  it('are told on until they are many more', () =>
    assert.deepEqual(
      [told(100, 25, { isTold: true }), told(100, 31, { isTold: true }), told(4, 2, { isTold: true }), told(4, 2)],
      [25, 0, 2, 0],
    ));

  it('are not those who came today, whatever they are among', () => {
    assert.equal(told(100, 3, { agoMs: dayMs - 1 }), 0);
    assert.equal(told(100, 3, { agoMs: dayMs }), 3);
    const since = lackSince({ p0: at - 3 * dayMs }, ids(2), at);
    assert.deepEqual(since, { p0: at - 3 * dayMs, p1: at });
    assert.equal(forgottenPeople({ eligible: 100, lacking: ids(2), since, at, isTold: false }), 1);
    assert.deepEqual(lackSince(since, [], at), {});
    assert.deepEqual(lackSince({ p0: at }, ids(1), at - 5 * dayMs), { p0: at });
  });
});
