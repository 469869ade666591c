import { after, asked, bought, called, given, payingByCard, ruled } from '../support/given.ts';
import { money } from '../support/builders.ts';

const catchUp = asked({ kind: 'catch-up' });

describe('after every change, and at every due instant', () => {
  it('rests are written off, then episodes begin and end, then auto-recharge is considered', () =>
    void given(bought('$100'), payingByCard, ruled(), after(366))
      .when(catchUp)
      .then('lots-expired', 'alert-raised', 'alert-raised', 'recharge-evaluated', 'payment-requested')
      .withEffects('low-balance', 'balance-zero', 'charge recharge-1'));

  it('and nothing is recorded where nothing was due', () =>
    void given(bought('$100')).when(catchUp).then().withEffects());

  it('an episode speaks once, and ends when the balance has recovered', () => {
    const low = given(bought('$100'), ruled({ isOn: false }), called('$90'));
    low.when(called('$1', 'other')).then('call-drawn').withEffects();
    low.when(bought('$100')).then('credits-bought', 'alert-ended');
  });

  it('a new reason of auto-recharge is an entry, the same one is none', () => {
    const wallet = given(bought('$100'), payingByCard);
    wallet.when(ruled({ trigger: money('$30') })).then('rule-set', 'recharge-evaluated');
    wallet.when(catchUp).then();
  });
});
