import { daysLeftOf, partsOf, type Instant, type Lot, type Reconciliation, type Terms } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { listCard, type ListRow } from '../../cards/list.ts';
import { button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import type { Speech } from '../chat/speech.ts';
import type { Buyer } from './buyers.ts';
import { expiryText, fateText, isExpiringSoon, openPurchase } from './purchase.view.ts';

/** Purchases and what is left of each, those to be used next first. */
export function lotsView(
  speech: Speech,
  page: ListPage<Lot>,
  about: {
    readonly text: string;
    readonly terms: Terms;
    readonly reconciliations: readonly Reconciliation[];
    /** By the ids of what they bought. */
    readonly buyers: ReadonlyMap<string, Buyer>;
    readonly now: Instant;
  },
): Card {
  return listCard({
    ...frame(speech, speech.say('lots.title'), [
      ...moreButtons(speech, about.text, page),
      ...runButtons(speech, 'balance', 'addFunds', 'invoices'),
    ]),
    text: speech.say(page.items.length === 0 ? 'lots.empty' : 'lots.text'),
    rows: page.items.map(lot => rowOf(speech, lot, about)),
  });
}

function rowOf(
  speech: Speech,
  lot: Lot,
  { terms, reconciliations, buyers, now }: Parameters<typeof lotsView>[2],
): ListRow {
  const { left } = partsOf(lot, now);
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const days = daysLeftOf(lot, terms.timeZone, now);
  const expiry = left > 0 ? speech.say('lots.expiresIn', { when: expiryText(speech, lot, days) }) : '';
  const isSoon = left > 0 && isExpiringSoon(days);
  const bought = speech.date(lot.boughtAt);
  const isFound = lot.invoice === null;
  return {
    title: isFound
      ? speech.say('lots.found', { date: bought })
      : speech.say('lots.line', { invoice: lot.invoice, date: bought }),
    about: [isSoon ? '' : expiry, buyerText(speech, buyers.get(lot.id))].filter(text => text !== '').join(' · '),
    warning: isSoon ? expiry : '',
    value: left > 0 ? money(left) : fateText(speech, lot, { terms, now }),
    note: speech.say('lots.of', { amount: money(lot.amount) }),
    open: isFound
      ? button(speech.say('reconcile.details'), 'show-reconciliation', {
          id: reconciliations.find(({ lotId }) => lotId === lot.id)?.id ?? '',
        })
      : openPurchase(speech, lot.invoice),
  };
}

function buyerText(speech: Speech, buyer: Buyer | undefined): string {
  if (buyer === undefined) return '';
  return buyer.kind === 'recharge' ? speech.say('balance.autoRecharge') : escape(buyer.name);
}
