import { command } from '../chat/command.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { balanceView } from './balance.view.ts';

export const balance = command({
  name: 'balance',
  access: 'look',
  arguments: {},
  run: (needs: WalletNeeds, turn) =>
    withWallet(needs, turn, found => ({ card: balanceView(turn.speech, found, needs.clock.now()) })),
});
