import assert from 'node:assert/strict';
import { money } from '../support/builders.ts';
import { asked, bought, called, given } from '../support/given.ts';

describe('a page of rows', () => {
  it('is decided in one go: what each row is, and what it takes from which lot', () => {
    const { bench } = given(bought('$10'), bought('$20')).when(called('$15')).then('call-drawn');
    assert.deepEqual(
      bench.wallet.pool.lots.map(({ drawn }) => drawn),
      [money('$10'), money('$5')],
    );
  });

  it('is known by its rows: the same again leaves nothing', () =>
    void given(bought('$10'), called('$1')).when(called('$1')).then());

  it('with a newer version of a row takes the difference', () => {
    const { bench } = given(bought('$10'), called('$1')).when(called('$3')).then('call-drawn');
    assert.equal(bench.wallet.pool.lots[0]?.drawn, money('$3'));
  });

  it('whose row is reversed counts the version before again, and then none', () => {
    const reverse = asked({ kind: 'reverse', what: { kind: 'row', id: 'call' } });
    const wallet = given(bought('$10'), called('$1'), called('$3'));
    assert.equal(wallet.when(reverse).then('call-reversed').bench.wallet.pool.lots[0]?.drawn, money('$1'));
    assert.equal(wallet.when(reverse).then('call-reversed').bench.wallet.pool.lots[0]?.drawn, 0);
    assert.equal(wallet.refuses(reverse).kind, 'nothing-to-reverse');
  });
});
