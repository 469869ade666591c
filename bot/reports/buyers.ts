import type { Lot } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import { nameOfActor } from '../tenant/name-of-actor.ts';
import type { Names } from '../tenant/names.ts';
import type { Ledger } from '../wallets/ledger.ts';

interface BuyerNeeds {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly names: Names;
}

/** Who bought: auto-recharge, or a person by name; '' where nobody is known for it. */
export type Buyer = { readonly kind: 'recharge' } | { readonly kind: 'person'; readonly name: string };

/** Who bought each of these, by their ids. */
export async function buyersOf(needs: BuyerNeeds, lots: readonly Lot[]): Promise<ReadonlyMap<string, Buyer>> {
  const buyers = await Promise.all(lots.map(lot => buyerOf(needs, lot)));
  return new Map(buyers.map((buyer, index) => [lots[index]?.id ?? '', buyer]));
}

async function buyerOf(needs: BuyerNeeds, lot: Lot): Promise<Buyer> {
  const asked = lot.payment === null ? undefined : await needs.ledger.entry(lot.payment);
  if (asked?.kind === 'payment-requested' && asked.facts.purpose === 'recharge') return { kind: 'recharge' };
  return { kind: 'person', name: await nameOfActor(needs, asked?.seq ?? lot.seq) };
}
