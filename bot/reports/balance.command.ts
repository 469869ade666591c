import { command } from '../chat/command.ts';
import { rechargeFailure } from '../funds/recharge-failure.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { balanceView } from './balance.view.ts';

export const balance = command({
  name: 'balance',
  access: 'look',
  arguments: {},
  run: (needs: WalletNeeds, turn) =>
    withWallet(needs, turn, async found => {
      const now = needs.clock.now();
      const outlook = await outlookOf(needs, found, now);
      const failure = await rechargeFailure(needs.ledger, found.wallet);
      return { card: balanceView(turn.speech, { ...found, outlook, failure }, now) };
    }),
});
