import { command } from '../chat/command.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { lotsView } from './lots.view.ts';

export const lots = command({
  name: 'lots',
  access: 'look',
  arguments: {},
  run: (needs: WalletNeeds, turn) =>
    withWallet(needs, turn, ({ wallet }) => ({ card: lotsView(turn.speech, wallet, needs.clock.now()) })),
});
