import {
  add,
  expiryOf,
  isExpired,
  rest,
  type Instant,
  type Lot,
  type Micros,
  type TimeZone,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { setupExistingCard } from '../../cards/setup-existing.ts';
import { setupExistingReviewCard } from '../../cards/setup-existing-review.ts';
import { button } from '../../cards/verbs.ts';
import type { Speech } from '../chat/speech.ts';
import type { Draft, ExistingCredits, ExistingForm } from './drafts.ts';
import type { ExistingErrors } from './existing-credits.ts';
import { dateIn, go, setupFrame } from './frame.view.ts';
import { termsFields, termsLabels } from './steps.view.ts';

/** As many wrong lines are told one by one. */
const toldLines = 5;

/** Asks for the balance, and for what was bought. */
export function setupExistingView(
  speech: Speech,
  draft: Draft,
  facts: {
    readonly form: ExistingForm;
    readonly errors: ExistingErrors;
    readonly isOpen: boolean;
    readonly isMinimumAsked: boolean;
    readonly currency: string;
    readonly notice: string;
  },
): Card {
  const { form, errors } = facts;
  const { version } = draft;
  const wrong = errors.purchases ?? [];
  const more = wrong.length - toldLines;
  return setupExistingCard({
    ...setupFrame(
      speech,
      draft,
      'setup.existing.title',
      [
        button(speech.say('button.reviewIt'), 'setup-existing', { version }, { inputs: 'auto', style: 'positive' }),
        button(speech.say('button.back'), 'setup-way', { version, way: 'order' }),
      ],
      facts.notice,
    ),
    text: speech.say('setup.existing.text'),
    ...termsFields(speech, { ...form, isOpen: facts.isOpen }, errors),
    isMinimumAsked: facts.isMinimumAsked,
    minimum: { value: cut(form.minimum), error: errors.minimum ?? '' },
    balance: { value: cut(form.balance), error: errors.balance ?? '' },
    purchases: { value: form.purchases },
    purchaseErrors: [
      ...wrong.slice(0, toldLines),
      ...(more > 0 ? [speech.say('setup.existing.moreLines', { count: speech.number(more) })] : []),
    ].map(text => ({ text })),
    labels: {
      ...termsLabels(speech),
      balance: speech.say('setup.existing.balance', { currency: facts.currency }),
      minimum: speech.say('setup.order.minimum'),
      notAnAmount: speech.say('setup.form.notAnAmount'),
      purchases: speech.say('setup.existing.purchases'),
      purchasesExample: speech.say('setup.existing.example'),
    },
  });
}

/** As many lots are listed one by one. */
const listedLots = 12;

/** What would be recorded, and what is assumed. */
export function setupExistingReviewView(
  speech: Speech,
  draft: Draft,
  found: {
    readonly credits: ExistingCredits;
    readonly wallet: Wallet;
    /** Between the balance and what the book would say without it. */
    readonly difference: Micros;
    readonly notice: string;
  },
): Card {
  const { credits, wallet, difference } = found;
  const { at, currency, timeZone } = credits;
  const money = (amount: Micros): string => speech.money(amount, currency);
  const lots = wallet.pool.lots.filter(one => one.invoice !== null && !isExpired(one, at));
  const more = lots.length - listedLots;
  return setupExistingReviewCard({
    ...setupFrame(
      speech,
      draft,
      'setup.existing.reviewTitle',
      [
        button(speech.say('button.record'), 'setup-record', { version: draft.version }, { style: 'positive' }),
        go(speech, draft, 'order', 'button.back'),
      ],
      found.notice,
    ),
    facts: [
      { title: speech.say('setup.existing.at', { date: dateIn(speech, at, timeZone) }), value: money(credits.balance) },
      ...purchaseFacts(speech, credits, lots, money),
      ...differenceFacts(speech, difference, { at, timeZone, money }),
      { title: speech.say('setup.review.now'), value: speech.say('setup.existing.nothing') },
      ...(credits.minimum === null
        ? []
        : [{ title: speech.say('setup.order.minimum'), value: money(credits.minimum) }]),
      { title: speech.say('setup.order.timeZone'), value: escape(timeZone) },
    ],
    lotsTitle: speech.say('setup.existing.left'),
    lots: lots.slice(0, listedLots).map(lot => ({
      bought: speech.say('setup.existing.bought', { date: dateIn(speech, lot.boughtAt, timeZone) }),
      about: speech.say('setup.existing.expires', { date: dateIn(speech, lot.expiresAt, timeZone) }),
      left: money(rest(lot)),
      amount: speech.say('setup.existing.of', { amount: money(lot.amount) }),
    })),
    more: more > 0 ? speech.say('setup.existing.moreLots', { count: speech.number(more) }) : '',
    assumed: speech.say('setup.existing.assumed'),
  });
}

function purchaseFacts(
  speech: Speech,
  { purchases }: ExistingCredits,
  lots: readonly Lot[],
  money: (amount: Micros) => string,
): readonly Fact[] {
  if (purchases.length === 0) return [];
  const expired = purchases.length - lots.length;
  const facts = {
    count: speech.number(purchases.length),
    amount: money(add(...purchases.map(({ amount }) => amount))),
    expired: speech.number(expired),
  };
  const word = expired > 0 ? 'setup.existing.boughtAndExpired' : 'setup.existing.boughtInAll';
  return [{ title: speech.say('setup.existing.past'), value: speech.say(word, facts) }];
}

/** What the purchases do not explain: used before, or more than they are. */
function differenceFacts(
  speech: Speech,
  difference: Micros,
  about: { readonly at: Instant; readonly timeZone: TimeZone; readonly money: (amount: Micros) => string },
): readonly Fact[] {
  const { at, timeZone, money } = about;
  if (difference === 0) return [];
  if (difference > 0)
    return [
      {
        title: speech.say('setup.existing.used'),
        value: speech.say('setup.existing.usedMore', { amount: money(difference) }),
      },
    ];
  const date = dateIn(speech, expiryOf(at, timeZone), timeZone);
  return [
    {
      title: speech.say('setup.existing.unknown'),
      value: speech.say('setup.existing.unknownMore', { amount: money(-difference), date }),
    },
  ];
}

/** The balance after it was recorded, for the next step's card. */
export const recordedText = (speech: Speech, { balance, purchases, currency }: ExistingCredits): string =>
  speech.say('setup.existing.recorded', {
    balance: speech.money(balance, currency),
    count: speech.number(purchases.length),
  });
