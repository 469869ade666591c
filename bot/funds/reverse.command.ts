import { invoice } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { requestId } from '../chat/request-id.ts';
import type { WalletNeeds } from '../tenant/with-wallet.ts';
import { askGiveBackOf } from './give-back.ts';

export const reversePurchaseOf = command({
  name: 'reverse',
  access: 'money',
  arguments: { invoice: invoice({ mark: 'invoice' }) },
  menus: [],
  run: async (needs: WalletNeeds, turn, { invoice: number }) =>
    askGiveBackOf(needs, turn, number, {
      id: await requestId(needs, turn, 'reverse'),
      deed: 'reverse',
      amount: '',
      reason: '',
    }),
});
