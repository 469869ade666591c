import assert from 'node:assert/strict';
import { KnownSpend } from '../../bot/foresight/known-spend.ts';

const spent = (key: string, calls: number) => ({ key, calls, seconds: calls, cost: 9n, drawn: 9n });
type Spent = ReturnType<typeof spent>;
const asked = { least: 1, room: { people: 4, calls: 100 }, isTold: (person: string) => person.startsWith('told') };

describe('whose calls are read at one look', () => {
  const lookOf =
    (known = new KnownSpend()) =>
    (...spending: readonly Spent[]) => {
      const { people, isAll } = known.due(spending, asked);
      for (const usage of people) known.keep(usage, usage.key.startsWith('told') ? ({} as never) : undefined);
      return `${people.map(({ key }) => key).join(' ')}${isAll ? ', all' : ''}`;
    };

  it('are those of so many people; those whom something is told of have half of the room', () => {
    assert.equal(lookOf()(spent('a', 1), spent('b', 1), spent('told', 1)), 'told a b, all');
    const told = ['told 1', 'told 2', 'told 3', 'told 4', 'told 5'].map(key => spent(key, 1));
    assert.equal(lookOf()(...told), 'told 1 told 2 told 3 told 4');
    assert.equal(lookOf()(spent('a', 1), ...told, spent('b', 1), spent('c', 1)), 'told 1 told 2 a b');
  });

  it('are so many calls, or all of one person', () => {
    assert.equal(lookOf()(spent('a', 60), spent('b', 41), spent('c', 40)), 'a c');
    assert.equal(lookOf()(spent('a', 101), spent('b', 1)), 'a');
    assert.equal(lookOf()(), ', all');
  });

  it('are everybody’s in time, however much others call', () => {
    const look = lookOf();
    const more = (calls: number) => [spent('told', 90 + calls), spent('much', 500 + calls), spent('fraud', 30 + calls)];
    assert.equal(look(...more(0)), 'told much');
    assert.equal(look(...more(1)), 'told fraud');
    assert.equal(look(...more(2)), 'told much');
    assert.equal(look(...more(3)), 'told fraud');
  });
});
