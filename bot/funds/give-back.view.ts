import {
  capacity,
  partsOf,
  unreachable,
  type Entry,
  type Instant,
  type Lot,
  type Micros,
  type Reduction,
  type Reversible,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import type { Fact } from '../../cards/frame.ts';
import { listCard, type ListRow } from '../../cards/list.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import { balanceChange, type Foreseen } from '../tenant/balance-change.view.ts';

/** What can be given back, or taken back, of what was recorded (L7). */
export type GiveBackDeed = 'refund' | 'charge-back' | 'reverse';

/** A call is reversed at the command line, by its version: another one may have come since a card was drawn. */
type GivenBack = Exclude<Reversible, { readonly kind: 'row' }>;

export interface GiveBack {
  /** The id that it will have, so that pressing twice records it once. */
  readonly id: string;
  readonly deed: GiveBackDeed;
  /** A purchase, unless it is reversed. */
  readonly what: GivenBack;
  /** As it was typed; '' where nothing was. */
  readonly amount: string;
  readonly reason: string;
}

/** What there is of what it is about. */
export interface GiveBackSubject {
  readonly lot: Lot | undefined;
  /** The refund or charge-back that is to be reversed. */
  readonly returned: Reduction | undefined;
  readonly terms: Terms;
}

const longestTyped = 40;

/** Asks for the amount, unless all is taken back, and for the reason. */
export function giveBackForm(
  speech: Speech,
  asked: GiveBack,
  about: GiveBackSubject & {
    readonly most: Micros;
    readonly longestReason: number;
    readonly errors?: { readonly amount: string; readonly reason: string };
  },
): Card {
  const { lot, terms, most, longestReason, errors = { amount: '', reason: '' } } = about;
  const { id, deed, what } = asked;
  const amount = {
    ...{ id: 'amount', label: speech.say('order.amount', { currency: terms.currency }), value: asked.amount },
    ...{
      error: errors.amount,
      maxLength: longestTyped,
      isMultiline: false,
      missing: speech.say('refuse.empty-amount'),
    },
  };
  const reason = {
    ...{ id: 'reason', label: speech.say('giveBack.reason'), value: asked.reason, error: errors.reason },
    ...{ maxLength: longestReason, isMultiline: true, missing: speech.say('giveBack.reasonMissing') },
  };
  return formCard({
    ...frame(speech, titleOf(speech, asked, about), [
      button(
        speech.say('button.reviewIt'),
        'give-back',
        { id, deed, what, step: 'review' },
        { inputs: 'auto', style: 'positive' },
      ),
      ...backButtons(speech, what, lot),
    ]),
    notice: '',
    text: meaningOf(speech, asked, terms),
    facts: lot === undefined || deed === 'reverse' ? [] : [mostFact(speech, deed, speech.money(most, terms.currency))],
    fields: deed === 'reverse' ? [reason] : [amount, reason],
    dates: [],
  });
}

/** What exactly it would do. */
export function giveBackReview(
  speech: Speech,
  asked: GiveBack,
  about: GiveBackSubject & {
    readonly micros: Micros;
    readonly foreseen: Foreseen & { readonly entry: Entry | undefined };
    readonly now: Instant;
  },
): Card {
  const { micros, foreseen, lot, terms, now } = about;
  const { id, deed, what, amount, reason } = asked;
  const after = foreseen.wallet.pool.lots.find(one => one.id === lot?.id);
  return factsCard({
    ...frame(speech, titleOf(speech, asked, about), [
      button(
        speech.say(`giveBack.record.${deed}`),
        'give-back',
        { id, deed, what, step: 'record', micros, reason },
        { style: 'positive' },
      ),
      button(speech.say('button.change'), 'give-back', { id, deed, what, step: 'ask', amount, reason }),
      ...backButtons(speech, what, lot),
    ]),
    notice: '',
    text: resultText(speech, foreseen.entry, terms),
    facts: [
      ...(lot === undefined || after === undefined
        ? []
        : [
            {
              title: speech.say('giveBack.left'),
              value: speech.say('change.fromTo', {
                from: speech.money(partsOf(lot, now).left, terms.currency),
                to: speech.money(partsOf(after, now).left, terms.currency),
              }),
            },
          ]),
      ...balanceChange(speech, foreseen, { terms, now }),
      { title: speech.say('giveBack.reason'), value: escape(reason) },
    ],
    terms: meaningOf(speech, asked, terms),
  });
}

/** What was recorded, and how things stand now. */
export function givenBackView(
  speech: Speech,
  asked: GiveBack,
  about: {
    readonly entry: Entry | undefined;
    readonly wallet: Wallet;
    readonly terms: Terms;
    readonly now: Instant;
  },
): Card {
  const { entry, wallet, terms, now } = about;
  const lot = wallet.pool.lots.find(
    one => entry !== undefined && 'lotId' in entry.facts && one.id === entry.facts.lotId,
  );
  const still = { before: wallet, wallet, entries: [] };
  return factsCard({
    ...frame(speech, speech.say(`giveBack.done.${asked.deed}`), [
      ...backButtons(speech, asked.what, lot),
      ...runButtons(speech, 'balance', 'history'),
    ]),
    notice: '',
    text: resultText(speech, entry, terms),
    facts: balanceChange(speech, still, { terms, now }),
    terms: '',
  });
}

const offered = 4;

/** Asks which purchase is meant: one of the last, or of all. */
export const whichPurchaseView = (
  speech: Speech,
  { deed, amount }: Pick<GiveBack, 'deed' | 'amount'>,
  lots: readonly Lot[],
): Card => {
  const invoices = lots.flatMap(({ invoice }) => invoice ?? []).toSorted((one, other) => other - one);
  return notice(
    speech,
    speech.say(`giveBack.which.${deed}`),
    [speech.say(invoices.length === 0 ? 'lots.empty' : 'giveBack.which')],
    {
      buttons: [
        ...invoices.slice(0, offered).map(invoice =>
          button(speech.say('invoice.title', { invoice }), 'run', {
            text: [deed, amount.slice(0, longestTyped), 'invoice', invoice].filter(part => part !== '').join(' '),
          }),
        ),
        ...runButtons(speech, 'invoices'),
      ],
    },
  );
};

/** Asks what is meant: the purchase itself, or what was given back of it. */
export const whichReversalView = (
  speech: Speech,
  { id }: Pick<GiveBack, 'id'>,
  { lot, returns, terms }: { readonly lot: Lot; readonly returns: readonly Reduction[]; readonly terms: Terms },
): Card => {
  const invoice = lot.invoice ?? 0;
  const purchase = { kind: 'purchase', invoice } as const;
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const row = (
    what: GivenBack,
    {
      title,
      date,
      amount,
      press,
    }: { readonly title: string; readonly date: Instant; readonly amount: Micros; readonly press: string },
  ): ListRow => ({
    ...{ title, about: speech.date(date), warning: '', value: money(amount), note: '' },
    open: button(press, 'give-back', { id, deed: 'reverse', what, step: 'ask', amount: '', reason: '' }),
  });
  const rest = capacity(lot);
  return listCard({
    ...frame(speech, speech.say('giveBack.title.reverse', { invoice }), backButtons(speech, purchase, lot)),
    text: speech.say('giveBack.whichReversal'),
    rows: [
      ...returns
        .slice(-offered)
        .toReversed()
        .map(one =>
          row(
            { kind: 'return', id: one.id },
            {
              ...{ title: speech.say(`giveBack.which.${kindOfReturn(one)}`), date: one.at, amount: one.amount },
              press: returnText(speech, one, terms),
            },
          ),
        ),
      ...(rest === 0
        ? []
        : [
            row(purchase, {
              ...{ title: speech.say('giveBack.purchase'), date: lot.boughtAt, amount: rest },
              press: speech.say('giveBack.thePurchase', { amount: money(rest) }),
            }),
          ]),
    ],
  });
};

const kindOfReturn = ({ kind }: Reduction): 'charge-back' | 'refund' => (kind === 'charge-back' ? kind : 'refund');

/** A refund or a charge-back in a few words. */
const returnText = (speech: Speech, returned: Reduction, { currency }: Terms): string =>
  speech.say(kindOfReturn(returned) === 'refund' ? 'giveBack.theRefund' : 'giveBack.theCharge-back', {
    date: speech.date(returned.at),
    amount: speech.money(returned.amount, currency),
  });

/** There is nothing of the kind to give back. */
export const goneView = (
  speech: Speech,
  word: 'refuse.no-such-purchase' | 'refuse.nothing-to-refund' | 'refuse.nothing-to-reverse',
  invoice: number,
): Card =>
  notice(speech, speech.say('refuse.title'), [speech.say(word, { invoice })], {
    buttons: runButtons(speech, 'invoices', 'lots'),
  });

function titleOf(
  speech: Speech,
  { deed, what }: GiveBack,
  { returned, terms }: Pick<GiveBackSubject, 'returned' | 'terms'>,
): string {
  switch (what.kind) {
    case 'purchase':
      return speech.say(`giveBack.title.${deed}`, { invoice: what.invoice });
    case 'reconciliation':
      return speech.say('giveBack.title.reconciliation');
    case 'return':
      return returned === undefined
        ? speech.say('giveBack.title.return')
        : speech.say('giveBack.title.returnOf', { what: returnText(speech, returned, terms) });
    default:
      return unreachable(what);
  }
}

/** What recording it means: no money is moved by it. */
function meaningOf(speech: Speech, { deed, what }: GiveBack, { mode }: Terms): string {
  if (what.kind !== 'purchase') return speech.say(`giveBack.about.${what.kind}`);
  switch (deed) {
    case 'refund':
      return speech.say(`giveBack.about.refund.${mode}`);
    case 'charge-back':
    case 'reverse':
      return speech.say(`giveBack.about.${deed}`);
    default:
      return unreachable(deed);
  }
}

const mostFact = (speech: Speech, deed: GiveBackDeed, amount: string): Fact => ({
  title: speech.say(deed === 'refund' ? 'giveBack.left' : 'giveBack.notGivenBack'),
  value: amount,
});

/** What an entry says was given or taken back; of a refund also what was not, and of a charge-back what had been spent. */
function resultText(speech: Speech, entry: Entry | undefined, { currency }: Terms): string {
  const money = (amount: Micros): string => speech.money(amount, currency);
  switch (entry?.kind) {
    case 'credits-refunded': {
      const { amount, asked, ofInvoice: invoice } = entry.facts;
      const word = asked > amount ? 'giveBack.result.refundLess' : 'giveBack.result.refund';
      return speech.say(word, { amount: money(amount), asked: money(asked), invoice });
    }
    case 'credits-charged-back': {
      const { amount, spent, ofInvoice: invoice } = entry.facts;
      const word = spent > 0 ? 'giveBack.result.charge-backSpent' : 'giveBack.result.charge-back';
      return speech.say(word, { amount: money(amount), spent: money(spent), invoice });
    }
    case 'purchase-reversed': {
      const { amount, ofInvoice: invoice } = entry.facts;
      return speech.say('giveBack.result.purchase', { amount: money(amount), invoice });
    }
    case 'return-reversed': {
      const { amount, ofInvoice: invoice } = entry.facts;
      return speech.say('giveBack.result.return', { amount: money(amount), invoice });
    }
    default:
      return speech.say('giveBack.result.reconciliation');
  }
}

/** Back to what it is about. */
const backButtons = (speech: Speech, what: GivenBack, lot: Lot | undefined): readonly Button[] => {
  switch (what.kind) {
    case 'purchase':
      return [showPurchase(speech, what.invoice)];
    case 'return':
      return lot?.invoice === undefined || lot.invoice === null ? [] : [showPurchase(speech, lot.invoice)];
    case 'reconciliation':
      return [button(speech.say('reconcile.details'), 'show-reconciliation', { id: what.id })];
    default:
      return unreachable(what);
  }
};

const showPurchase = (speech: Speech, invoice: number): Button =>
  button(speech.say('invoice.title', { invoice }), 'run', { text: `invoices ${invoice}` });
