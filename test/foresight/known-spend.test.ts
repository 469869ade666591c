import assert from 'node:assert/strict';
import { KnownSpend } from '../../bot/foresight/known-spend.ts';

const spent = (key: string, calls: number, cost = 9) => ({ key, calls, seconds: calls, cost: BigInt(cost), drawn: 9n });
const asked = { least: 1, mostPeople: 3, mostCalls: 100, isTold: (person: string) => person === 'told' };

describe('whose calls are read at one look', () => {
  const due = (...spending: readonly ReturnType<typeof spent>[]) => {
    const { people, isAll } = new KnownSpend().due(spending, asked);
    return [people.map(({ key }) => key).join(' '), isAll];
  };

  it('are those of so many people, whoever something is told of first', () => {
    assert.deepEqual(due(spent('a', 1), spent('b', 1), spent('told', 1)), ['told a b', true]);
    assert.deepEqual(due(spent('a', 1), spent('b', 1), spent('c', 1), spent('told', 1)), ['told a b', false]);
  });

  it('are of those who spent most since they were looked at', () => {
    const known = new KnownSpend();
    known.keep(spent('much', 50, 900), undefined);
    known.keep(spent('little', 50, 10), undefined);
    const { people } = known.due([spent('much', 51, 905), spent('new', 50, 20), spent('little', 60, 70)], asked);
    assert.deepEqual(
      people.map(({ key }) => key),
      ['little'],
      'new has more calls than are left',
    );
    const later = known.due([spent('much', 21, 905), spent('new', 20, 20), spent('little', 59, 70)], asked);
    assert.deepEqual(
      later.people.map(({ key }) => key),
      ['little', 'new', 'much'],
    );
  });

  it('are so many calls, or all of one person', () => {
    assert.deepEqual(due(spent('a', 60), spent('b', 40), spent('c', 1)), ['a b', false]);
    assert.deepEqual(due(spent('a', 101), spent('b', 1)), ['a', false]);
    assert.deepEqual(due(spent('a', 60), spent('b', 41)), ['a', false]);
    assert.deepEqual(due(), ['', true]);
  });
});
