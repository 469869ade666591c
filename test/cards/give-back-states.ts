import { formatVersion, type Entry, type Lot, type Reduction, type Terms, type Wallet } from '../../core/index.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import {
  giveBackForm,
  giveBackReview,
  givenBackView,
  goneView,
  whichReversalView,
  type GiveBack,
} from '../../bot/funds/give-back.view.ts';
import { noCorrectionView } from '../../bot/reports/invoices.view.ts';
import { purchaseView, type KnownPurchase } from '../../bot/reports/purchase.view.ts';
import type { Card } from '../../cards/card.ts';
import { at, money, someTerms } from '../support/builders.ts';
import { evening, people, walletWith } from '../support/made-matters.ts';

const terms: Terms = { ...someTerms, timeZone: 'Europe/Berlin', mode: 'operate' };
const before: Wallet = { ...walletWith(money('$60')), terms };
const bought: Lot = { ...before.pool.lots[0]!, invoice: 7, amount: money('$150'), drawn: money('$40') };
const lot: Lot = { ...bought, reduced: money('$50') };
const longReason =
  'The bank said that somebody else had used the card, and took **everything** back that was paid on that day [x](y)';

const returned = (id: string, kind: 'refund' | 'charge-back', amount: string): Reduction => ({
  ...{ id, kind, seq: 4, lotId: lot.id, at: at('2026-11-24T09:00:00Z'), amount: money(amount) },
});
const returns = [
  returned('refund-1', 'refund', '$5'),
  returned('refund-2', 'refund', '$10'),
  returned('taken', 'charge-back', '$20'),
  returned('refund-3', 'refund', '$15'),
];

const recorded: Omit<Entry, 'kind' | 'facts'> = {
  ...{ version: formatVersion, seq: 9, id: 'asked-1', recordedAt: evening, postings: [] },
  ...{ digest: '', previous: '', hash: '' },
};
const facts = { lotId: lot.id, ofInvoice: 7, amount: money('$15') };
const again: Entry = { ...recorded, kind: 'return-reversed', facts: { ...facts, returned: 'refund-3' } };
const takenBack = (spent: number): Entry => ({ ...recorded, kind: 'credits-charged-back', facts: { ...facts, spent } });

const asked = (more: Partial<GiveBack>): GiveBack => ({
  ...{ id: 'asked-1', deed: 'reverse', amount: '', reason: longReason },
  ...{ what: { kind: 'return', id: 'refund-1' }, ...more },
});
const purchase = { kind: 'purchase', invoice: 7 } as const;

/** What is given back of a purchase, what of that is reversed, and how the purchase then stands. */
export function giveBackStates(speech: Speech): readonly { card: string; state: string; json: Card }[] {
  const subject = { lot, returned: returns[3], terms };
  const after: Wallet = { ...before, pool: { ...before.pool, lots: [{ ...bought, reduced: money('$35') }] } };
  const review = (what: GiveBack, entry: Entry | undefined): Card =>
    giveBackReview(speech, what, {
      ...{ ...subject, returned: what.what.kind === 'return' ? returns[3] : undefined },
      ...{ micros: money('$15'), now: evening, foreseen: { before, wallet: after, entries: [], entry } },
    });
  const form = (what: GiveBack, errors = { amount: '', reason: '' }): Card =>
    giveBackForm(speech, what, {
      ...{ ...subject, returned: what.what.kind === 'return' ? returns[3] : undefined, errors },
      ...{ most: money('$100'), longestReason: 300 },
    });
  const done = (what: GiveBack, entry: Entry): Card =>
    givenBackView(speech, what, { entry, wallet: after, terms, now: evening });
  const known: KnownPurchase = {
    ...{ lot, by: people.ana, hasReversible: true, corrections: [3, 4, 12] },
    payment: { purpose: 'order', method: { method: { kind: 'admin-centre' }, label: undefined } },
    invoice: {
      ...{ number: 7, at: lot.boughtAt, amount: lot.amount, reference: 'INV-7 **x**', lotId: lot.id },
      ...{ agreement: 'E123', purchaseOrder: 'PO-7' },
    },
    givenBack: [
      { at: at('2026-11-20T09:00:00Z'), amount: money('$50'), reason: longReason },
      { at: at('2026-11-24T09:00:00Z'), amount: -money('$15'), reason: '' },
      { at: at('2026-11-24T10:00:00Z'), amount: money('$15'), reason: 'Twice' },
    ],
  };
  const one = (more: Partial<KnownPurchase>, viewer = { mayMoveMoney: true, mayEmail: false }): Card =>
    purchaseView(speech, { ...known, ...more }, { terms, now: evening, ...viewer });
  const states: Readonly<Record<string, Card>> = {
    'asks what is meant': whichReversalView(speech, { id: 'asked-1' }, { lot, returns, terms }),
    'asks what is meant, all of it given back': whichReversalView(
      speech,
      { id: 'asked-1' },
      { lot: { ...lot, reduced: lot.amount }, returns: [returned('taken', 'charge-back', '$150')], terms },
    ),
    'form of a refund’s reversal': form(asked({ reason: '' })),
    'form of a refund': form(asked({ deed: 'refund', what: purchase, amount: '15O' }), {
      amount: speech.say('refuse.empty-amount'),
      reason: speech.say('giveBack.reasonMissing'),
    }),
    'review of a refund’s reversal': review(asked({}), again),
    'review of a charge-back': review(
      asked({ deed: 'charge-back', what: purchase, amount: '15' }),
      takenBack(money('$5')),
    ),
    'refund reversed': done(asked({}), again),
    'charged back': done(asked({ deed: 'charge-back', what: purchase }), takenBack(0)),
    'nothing to reverse': goneView(speech, 'refuse.nothing-to-reverse', 7),
    'no such credit note': noCorrectionView(speech, 12),
    'corrected three times': one({}),
    'corrected, may be mailed': one({}, { mayMoveMoney: true, mayEmail: true }),
    'corrected, for a reader': one({}, { mayMoveMoney: false, mayEmail: false }),
    'given back whole': one({ lot: { ...lot, drawn: 0, reduced: lot.amount }, corrections: [1] }),
  };
  return Object.entries(states).map(([state, json]) => ({ card: 'give back', state, json }));
}
