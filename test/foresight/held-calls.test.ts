import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { HeldCalls } from '../../bot/foresight/held-calls.ts';
import type { PersonCall } from '../../bot/ports/index.ts';

describe('held calls', () => {
  const call = (person: string, day: number, facts: Partial<PersonCall> = {}): PersonCall => ({
    ...{ person, start: 20_000 * dayMs + day * dayMs, seconds: 60 + day, cost: 100_000 * day, callType: 'user_out' },
    ...{ destination: 'Germany', callee: '+4930123456' },
    ...facts,
  });
  const heldOf = ({ person: _, ...rest }: PersonCall, callee: string) => ({ ...rest, callee });

  it('are each person’s own, as they came, also of nobody known', () => {
    const held = new HeldCalls();
    const all = [call('adele', 2), call('', 1), call('adele', 1, { destination: 'Cuba', callType: 'conf_out' })];
    for (const one of all) held.add(one);
    assert.deepEqual(
      held.of('adele'),
      [all[0], all[2]].map(one => heldOf(one!, '')),
    );
    assert.deepEqual(held.of(''), [heldOf(all[1]!, '')]);
    assert.deepEqual(held.of('lee'), []);
  });

  it('keep which premium number was called, and no other number', () => {
    const held = new HeldCalls();
    for (const callee of ['+49900123456', '+4930123456', '+49900123457', '+49900123456'])
      held.add(call('adele', 1, { callee }));
    assert.deepEqual(
      held.of('adele').map(({ callee }) => callee),
      ['+49900123456', '', '+49900123457', '+49900123456'],
    );
  });

  it('keep apart what only together would read alike', () => {
    const held = new HeldCalls();
    held.add(call('adele', 1, { callType: 'a', destination: 'b c' }));
    held.add(call('adele', 1, { callType: 'a b', destination: 'c' }));
    assert.deepEqual(
      held.of('adele').map(({ callType, destination }) => [callType, destination]),
      [
        ['a', 'b c'],
        ['a b', 'c'],
      ],
    );
  });
});
