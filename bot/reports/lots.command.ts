import { isExpired, isWorthListing, rest, type Instant, type Lot, type Pool } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Journal } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { buyersOf } from './buyers.ts';
import { lotsView } from './lots.view.ts';

const pageSize = 8;

interface LotsNeeds extends WalletNeeds {
  readonly journal: Journal;
  readonly names: Names;
}

export const lots = command({
  name: 'lots',
  access: 'look',
  arguments: {},
  run: (needs: LotsNeeds, turn, _given, { text, place }) =>
    withWallet(needs, turn, async ({ wallet, terms }) => {
      const now = needs.clock.now();
      const page = pageAfter(inOrder(wallet.pool, now), place, { size: pageSize, keyOf: ({ id }) => id });
      const buyers = await buyersOf(needs, page.items);
      const { reconciliations } = wallet.pool;
      return { card: lotsView(turn.speech, page, { text, terms, reconciliations, buyers, now }) };
    }),
});

/** Those that still hold something, in the order in which they are drawn; after them the others, the newest first. */
function inOrder({ lots: all }: Pool, now: Instant): readonly Lot[] {
  const { live = [], over = [] } = Object.groupBy(all.filter(isWorthListing), lot =>
    rest(lot) > 0 && !isExpired(lot, now) ? 'live' : 'over',
  );
  return [...live, ...over.toReversed()];
}
