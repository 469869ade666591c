import { cardExpiryStages, type PaymentCard, type Wallet } from '../../core/index.ts';
import type { CardLabel, Payments, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface CardWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly rows: Rows;
  readonly payments: Pick<Payments, 'cardLabel'>;
}

/** Tells that a payment card expires, 60, 30 and 7 days before, and once the next recharge is expected only after it. */
export const cardWatcher = (needs: CardWatcherNeeds): Watcher => ({
  name: 'cards',
  kinds: ['card-expires'],
  look: ({ at, before }) =>
    inWallet(needs.ledger, async found => {
      const cards = await cardsOf(needs, found.wallet);
      if (cards.every(({ expires }) => expires === null)) return [];
      const { pace } = await outlookOf(needs, found, at);
      return cardExpiryStages({ wallet: found.wallet, cards, pace, at, before });
    }),
});

/** The cards that a wallet pays with, as its gateway knows them. */
async function cardsOf({ payments }: CardWatcherNeeds, { method, backup }: Wallet): Promise<readonly PaymentCard[]> {
  const methods = [
    { about: 'payment', method },
    { about: 'backup', method: backup },
  ] as const;
  const cards = await Promise.all(
    methods.map(async ({ about, method: one }) => {
      const label = one?.kind === 'card' ? await payments.cardLabel(one.reference) : undefined;
      return label && { about, label: nameOf(label), expires: label.expires };
    }),
  );
  return cards.filter(card => card !== undefined);
}

/** A card of the sandbox has no name of its own. */
const nameOf = (label: CardLabel): string | undefined =>
  label.kind === 'card' ? `${label.brand} •• ${label.lastFour}` : undefined;
