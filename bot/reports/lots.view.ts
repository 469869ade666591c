import { capacity, isExpired, rest, writtenOff, type Instant, type Wallet } from '../../core/index.ts';
import { lotsCard } from '../../cards/lots.ts';
import type { Card } from '../../cards/card.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { currencyOf } from '../chat/money-words.view.ts';

const shown = 12;

/** The lots that still hold something, in draw order; before them the newest of the others, as far as there is room. */
export function lotsView(speech: Speech, wallet: Wallet, now: Instant): Card {
  const money = (amount: number): string => speech.money(amount, currencyOf(wallet));
  const isLive = (lot: (typeof wallet.pool.lots)[number]): boolean => rest(lot) > 0 && !isExpired(lot, now);
  const live = wallet.pool.lots.filter(isLive);
  // A reconciliation always opens a lot, which may stay empty: nothing to show.
  const over = wallet.pool.lots.filter(lot => !isLive(lot) && capacity(lot) > 0);
  const lots = [...over.slice(over.length - Math.max(0, Math.min(over.length, shown - live.length))), ...live].slice(
    0,
    shown,
  );
  const hidden = live.length + over.length - lots.length;
  return lotsCard({
    ...frame(speech, speech.say('lots.title'), runButtons(speech, 'balance', 'addFunds')),
    text: speech.say(lots.length === 0 ? 'lots.empty' : 'lots.text'),
    headings: {
      bought: speech.say('lots.bought'),
      expires: speech.say('lots.expires'),
      amount: speech.say('lots.amount'),
      rest: speech.say('lots.rest'),
    },
    lots: lots.map(lot => ({
      bought: speech.date(lot.boughtAt),
      expires: speech.date(lot.expiresAt),
      amount: money(capacity(lot)),
      rest: isExpired(lot, now)
        ? speech.say('lots.expired', { amount: money(writtenOff(lot) + rest(lot)) })
        : money(rest(lot)),
    })),
    more: hidden === 0 ? '' : speech.say('lots.more', { count: hidden }),
  });
}
