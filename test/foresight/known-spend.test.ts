import assert from 'node:assert/strict';
import { KnownSpend } from '../../bot/foresight/known-spend.ts';

const spent = (key: string, calls: number) => ({ key, calls, seconds: calls, cost: 9n, drawn: 9n });
type Spent = ReturnType<typeof spent>;
const asked = {
  news: 'n',
  least: 1,
  room: { people: 4, calls: 100 },
  isTold: (person: string) => person.startsWith('told'),
};

describe('whose calls are read at one look', () => {
  const lookOf =
    (known = new KnownSpend()) =>
    (...spending: readonly Spent[]) => {
      const { people, isAll } = known.due(spending, asked);
      for (const usage of people)
        known.keep(usage, asked.news, usage.key.startsWith('told') ? ({} as never) : undefined);
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
    const calls = (more: number) => [
      ...[spent('told', 200 + more), spent('much', 500 + more)],
      ...['a', 'b', 'c', 'd'].map(key => spent(key, 10 + more)),
    ];
    assert.equal(look(...calls(0)), 'told much');
    assert.equal(look(...calls(1)), 'told a b c');
    // Whoever comes stands behind those who wait.
    assert.equal(look(...calls(2), spent('new', 1)), 'told d a b');
    assert.equal(look(...calls(3), spent('new', 1)), 'told much');
  });

  it('leave some unseen, of whom what another process has found stands', () => {
    const known = new KnownSpend();
    const all = [spent('told 1', 90), spent('told 2', 20), spent('a', 1)];
    assert.equal(known.isUnseen('told 2'), false);
    lookOf(known)(...all);
    assert.deepEqual(
      ['told 1', 'told 2', 'a'].map(person => known.isUnseen(person)),
      [false, true, false],
    );
    lookOf(known)(...all);
    assert.equal(known.isUnseen('told 2'), false);
  });

  it('are those of findings again at other news alone', () => {
    const known = new KnownSpend();
    const due = (news: string) => known.due([spent('told', 1)], { ...asked, news }).people.length;
    assert.equal(due('n'), 1);
    known.keep(spent('told', 1), 'n', {} as never);
    assert.equal(due('n'), 0);
    assert.equal(due('m'), 1);
  });
});
