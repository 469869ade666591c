import { invoice, text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { requestId } from '../chat/request-id.ts';
import type { WalletNeeds } from '../tenant/with-wallet.ts';
import { askGiveBackOf } from './give-back.ts';

export const chargeBackPurchase = command({
  name: 'chargeBack',
  access: 'money',
  arguments: { amount: text('amount', { hasNoMarks: true }), invoice: invoice({ mark: 'invoice' }) },
  menus: [],
  run: async (needs: WalletNeeds, turn, { amount = '', invoice: number }) =>
    askGiveBackOf(needs, turn, number, {
      id: await requestId(needs, turn, 'charge-back'),
      deed: 'charge-back',
      amount,
      reason: '',
    }),
});
