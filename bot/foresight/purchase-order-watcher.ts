import { balanceOf, purchaseOrderStep, type Stage } from '../../core/index.ts';
import { useKey, type AgreementUse } from '../funds/agreement-use.ts';
import { agreementsChoice, agreementsIn, type Agreement } from '../tenant/agreements.ts';
import type { Choices } from '../tenant/choices.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface PurchaseOrderWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly choices: Pick<Choices, 'of'>;
  readonly agreementUse: Pick<AgreementUse, 'of'>;
}

/** Tells of listed agreements and purchase orders of which 80 or 100 % are used. */
export const purchaseOrderWatcher = (needs: PurchaseOrderWatcherNeeds): Watcher => ({
  name: 'purchase-orders',
  kinds: ['purchase-order-used'],
  look: ({ at }) =>
    inWallet(needs.ledger, async ({ wallet, terms: { currency } }) => {
      const listed = agreementsIn((await needs.choices.of(agreementsChoice)).value).flatMap(partsOfAgreement);
      if (listed.every(({ amount }) => amount === null)) return [];
      const used = await needs.agreementUse.of(wallet);
      const now = { at, currency, balance: balanceOf(wallet.pool, at) };
      return listed.flatMap(({ about, label, amount: threshold }): readonly Stage[] => {
        const amount = used.get(about) ?? 0;
        const step = threshold === null ? undefined : purchaseOrderStep(amount, threshold);
        if (threshold === null || step === undefined) return [];
        const alert = { kind: 'purchase-order-used', ...now, about, label, amount, threshold, step } as const;
        return [{ key: `purchase-order-used ${step}`, alert, isBeingMended: false }];
      });
    }),
});

/** An agreement and each of its purchase orders, by what tells it from the others, and as people call it. */
const partsOfAgreement = ({ number, label, amount, purchaseOrders }: Agreement) => [
  { about: useKey(number), label: label === '' ? number : `${label} · ${number}`, amount },
  ...purchaseOrders.map(order => ({
    about: useKey(number, order.number),
    label: `${order.number} · ${number}`,
    amount: order.amount,
  })),
];
