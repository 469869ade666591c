import { partsOf, type Instant, type Invoice, type Lot, type Terms } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { listCard } from '../../cards/list.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import { referenceOf } from './invoice-reference.view.ts';
import { fateText, openPurchase } from './purchase.view.ts';

/** Invoices, the newest first: number, day, amount, what people wrote at each, and what became of it. */
export function invoicesView(
  speech: Speech,
  page: ListPage<{ readonly lot: Lot; readonly invoice: Invoice }>,
  { text, terms, now }: { readonly text: string; readonly terms: Terms; readonly now: Instant },
): Card {
  const money = (amount: number): string => speech.money(amount, terms.currency);
  return listCard({
    ...frame(speech, speech.say('invoices.title'), [
      ...moreButtons(speech, text, page),
      ...runButtons(speech, 'lots', 'balance'),
    ]),
    text: speech.say(page.items.length === 0 ? 'lots.empty' : 'invoices.text'),
    rows: page.items.map(({ lot, invoice }) => {
      const { left } = partsOf(lot, now);
      return {
        title: speech.say('lots.line', { invoice: invoice.number, date: speech.date(lot.boughtAt) }),
        about: [
          writtenAt(invoice, { ...terms, isOrdered: lot.payment !== null }),
          invoice.agreement,
          invoice.purchaseOrder,
        ]
          .filter(written => written !== null && written !== '')
          .map(written => escape(written ?? ''))
          .join(' · '),
        warning: '',
        value: money(invoice.amount),
        note: left > 0 ? speech.say('invoices.left', { amount: money(left) }) : fateText(speech, lot, { terms, now }),
        open: openPurchase(speech, invoice.number),
      };
    }),
  });
}

/** There is no invoice with that number. */
export const noInvoiceView = (speech: Speech, number: number): Card =>
  notice(speech, speech.say('invoices.title'), [speech.say('refuse.no-such-purchase', { invoice: number })], {
    buttons: runButtons(speech, 'invoices', 'lots'),
  });

/** There is no correction of an invoice with that number. */
export const noCorrectionView = (speech: Speech, number: number): Card =>
  notice(speech, speech.say('invoices.title'), [speech.say('refuse.no-such-correction', { number })], {
    buttons: runButtons(speech, 'invoices', 'lots'),
  });

/** A gateway's number says nothing to people. */
const writtenAt = (invoice: Invoice, about: Parameters<typeof referenceOf>[1]): string =>
  about.mode === 'operate' && about.isOrdered ? '' : referenceOf(invoice, about);
