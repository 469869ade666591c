import {
  likelyPurchases,
  mayBePayments,
  paid,
  paidAlready,
  type Lot,
  type Payment,
  type SaidBought,
} from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';

type Reading = Pick<Journal, 'entriesAt'>;

/** Purchases, recorded by themselves, that a payment may be already. Only in mirror people record what Microsoft sold. */
export async function likelyRecorded(
  { journal }: { readonly journal: Reading },
  { wallet, terms }: Pick<OpenWallet, 'wallet' | 'terms'>,
  { payment, said }: { readonly payment: Payment; readonly said: SaidBought | undefined },
): Promise<readonly Lot[]> {
  if (terms.mode !== 'mirror') return [];
  const isNamed = said !== undefined && said.reference !== '';
  const references = isNamed ? await referencesOf(journal, mayBePayments(wallet.pool.lots)) : new Map<number, string>();
  return likelyPurchases(wallet.pool, { payment, timeZone: terms.timeZone, said, references });
}

/** What has been confirmed of a payment already, and is about to be recorded by itself. */
export async function confirmedAlready(
  { journal }: { readonly journal: Reading },
  { wallet: { pool }, terms: { mode, timeZone } }: Pick<OpenWallet, 'wallet' | 'terms'>,
  said: SaidBought,
): Promise<Lot | undefined> {
  if (mode !== 'mirror') return undefined;
  return paidAlready(pool, said, { timeZone, references: await referencesOf(journal, paid(pool.lots)) });
}

/** What people wrote at purchases, by their invoices. */
async function referencesOf(journal: Reading, lots: readonly Lot[]): Promise<ReadonlyMap<number, string>> {
  const entries = await journal.entriesAt(lots.map(({ seq }) => seq));
  return new Map(
    entries.flatMap(entry =>
      entry.kind === 'credits-bought' || entry.kind === 'payment-settled'
        ? [[entry.facts.invoice.number, entry.facts.invoice.reference] as const]
        : [],
    ),
  );
}
