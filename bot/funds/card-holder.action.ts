import { z } from 'zod';
import type { Payment, Wallet } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { cardHolderView } from './card-holder.view.ts';
import type { Charges } from './charges.ts';
import { orderOutcomeView } from './order-outcome.view.ts';
import { outcomeOfOrder } from './place-order.ts';

/** Leads to where the bank asks the card holder, fetched anew each time; what has come of the payment meanwhile is said instead. */
export const cardHolder = {
  ...action(
    'card-holder',
    'money',
    z.object({ payment: z.string().max(250) }),
    (needs: WalletNeeds & { readonly charges: Charges }, turn, { payment: key }) =>
      withWallet(needs, turn, async ({ wallet, terms: { currency } }) => {
        const { speech } = turn;
        const payment = declinedPaymentIn(wallet, key);
        const link = payment === undefined ? undefined : await needs.charges.cardHolderLink(payment);
        if (payment !== undefined && link !== undefined)
          return { card: cardHolderView(speech, { amount: speech.money(payment.amount, currency), link }) };
        const asked = payment?.key ?? key;
        const requested = await needs.ledger.entry(asked);
        if (requested?.kind !== 'payment-requested')
          return { card: notice(speech, speech.say('refuse.title'), [speech.say('refuse.no-such-payment')]) };
        const outcome = await outcomeOfOrder(needs, asked, requested.facts.amount);
        return { card: orderOutcomeView(speech, outcome, { id: asked, currency }) };
      }),
  ),
  isAnsweredBeside: true as const,
};

/** The declined payment with that key; without one the last that auto-recharge asked for, unless another has succeeded since. */
function declinedPaymentIn({ declined, memory }: Wallet, key: string): Payment | undefined {
  if (key !== '') return declined.findLast(({ payment }) => payment.key === key)?.payment;
  if (memory.declinesInRow === 0) return undefined;
  return declined.findLast(({ payment }) => payment.purpose === 'recharge')?.payment;
}
