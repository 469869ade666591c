import assert from 'node:assert/strict';
import { KnownSpend } from '../../bot/foresight/known-spend.ts';

const spent = (key: string, calls: number) => ({ key, calls, seconds: calls, cost: 9n, drawn: 9n });
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

  it('are so many calls, or all of one person', () => {
    assert.deepEqual(due(spent('a', 60), spent('b', 40), spent('c', 1)), ['a b', false]);
    assert.deepEqual(due(spent('a', 101), spent('b', 1)), ['a', false]);
    assert.deepEqual(due(spent('a', 60), spent('b', 41)), ['a', false]);
    assert.deepEqual(due(), ['', true]);
  });
});
