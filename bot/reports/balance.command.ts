import { command } from '../chat/command.ts';
import { labeledMethod } from '../funds/labeled-method.ts';
import { rechargeFailure } from '../funds/recharge-failure.ts';
import type { Payments } from '../ports/index.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { balanceView } from './balance.view.ts';

export const balance = command({
  name: 'balance',
  access: 'look',
  arguments: {},
  run: (needs: WalletNeeds & { readonly payments: Payments }, turn) =>
    withWallet(needs, turn, async found => {
      const now = needs.clock.now();
      const outlook = await outlookOf(needs, found, now);
      const failure = await rechargeFailure(needs.ledger, found.wallet);
      const { backup: method } = found.wallet;
      const backup = method ? await labeledMethod(needs.payments, method) : undefined;
      return { card: balanceView(turn.speech, { ...found, outlook, failure, backup }, now) };
    }),
});
