import {
  chargeableBackOf,
  decimal,
  refundableOf,
  unreachable,
  type Instant,
  type Lot,
  type Micros,
  type Pool,
  type Proposal,
  type Reversible,
  type Terms,
} from '../../core/index.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { longestReason } from '../wallets/reasons.ts';
import {
  giveBackForm,
  giveBackReview,
  givenBackView,
  goneView,
  whichPurchaseView,
  type GiveBack,
  type GiveBackDeed,
} from './give-back.view.ts';

export interface GiveBackNeeds extends WalletNeeds, ShowApprovalNeeds {}

/** The form about a purchase; where none is named, asks which. */
export const askGiveBackOf = (
  needs: WalletNeeds,
  turn: Turn,
  invoice: number | undefined,
  asked: Omit<GiveBack, 'what'>,
): Promise<Reply> =>
  invoice === undefined
    ? withWallet(needs, turn, ({ wallet }) => ({ card: whichPurchaseView(turn.speech, asked, wallet.pool.lots) }))
    : askGiveBack(needs, turn, { ...asked, what: { kind: 'purchase', invoice } });

/** The form, with all that can be given back filled in. */
export const askGiveBack = (needs: WalletNeeds, turn: Turn, asked: GiveBack): Promise<Reply> =>
  withWallet(needs, turn, found => {
    const { speech } = turn;
    const lot = lotOf(found.wallet.pool, asked.what);
    if (asked.what.kind === 'purchase' && lot === undefined)
      return { card: goneView(speech, 'refuse.no-such-purchase', asked.what) };
    const most = lot === undefined ? 0 : mostOf(asked.deed, lot, found.terms, needs.clock.now());
    if (asked.what.kind === 'purchase' && most === 0)
      return {
        card: goneView(
          speech,
          asked.deed === 'reverse' ? 'refuse.nothing-to-reverse' : 'refuse.nothing-to-refund',
          asked.what,
        ),
      };
    const amount = asked.amount === '' ? decimal(most, found.terms.currency) : asked.amount;
    return { card: giveBackForm(speech, { ...asked, amount }, { lot, terms: found.terms, most, longestReason }) };
  });

/** What exactly it would do; or the form again, with what is wrong beside its field. */
export const reviewGiveBack = (needs: GiveBackNeeds, turn: Turn, asked: GiveBack): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const { speech } = turn;
    const { terms, wallet } = found;
    const lot = lotOf(wallet.pool, asked.what);
    const now = needs.clock.now();
    const amount = asked.deed === 'reverse' ? undefined : typedAmount(turn, asked.amount, terms.currency);
    const errors = {
      amount: amount?.ok === false ? amountText(speech, amount.refusal, asked.amount, terms.currency) : '',
      reason: asked.reason.trim() === '' ? speech.say('giveBack.reasonMissing') : '',
    };
    const most = lot === undefined ? 0 : mostOf(asked.deed, lot, terms, now);
    const again = (more: Partial<typeof errors>): Reply => ({
      card: giveBackForm(speech, asked, { lot, terms, most, longestReason, errors: { ...errors, ...more } }),
    });
    if (errors.amount !== '' || errors.reason !== '') return again({});
    const micros = amount?.ok === true ? amount.value : 0;
    const proposal = requestOf(asked, micros);
    const foreseen = await needs.ledger.preview([proposal]);
    if (!foreseen.ok)
      return amount === undefined || isAboutApproval(foreseen.refusal)
        ? orAskApproval(needs, turn, { ...asked, proposal, refusal: foreseen.refusal, currency: terms.currency })
        : again({ amount: refusalText(speech, foreseen.refusal, terms.currency) });
    return { card: giveBackReview(speech, asked, { micros, foreseen: foreseen.value, lot, terms, now }) };
  });

/** Records it, once however often it is asked, and says what came of it. */
export const recordGiveBack = (
  needs: GiveBackNeeds,
  turn: Turn,
  { micros, ...asked }: GiveBack & { readonly micros: Micros },
): Promise<Reply> =>
  withWallet(needs, turn, async ({ terms, wallet }: OpenWallet) => {
    const { ledger, reasons, clock } = needs;
    const proposal = requestOf(asked, micros);
    const recorded = await reasons.record(ledger, proposal, {
      text: asked.reason,
      at: clock.now(),
      lotId: lotOf(wallet.pool, asked.what)?.id ?? null,
      by: turn.person.id ?? null,
    });
    if (!recorded.ok)
      return orAskApproval(needs, turn, { ...asked, proposal, refusal: recorded.refusal, currency: terms.currency });
    return { card: givenBackView(turn.speech, asked, { ...recorded.value, terms, now: clock.now() }) };
  });

/** The most that can be given back of a purchase. */
function mostOf(deed: GiveBackDeed, lot: Lot, { currency }: Terms, now: Instant): Micros {
  switch (deed) {
    case 'refund':
      return refundableOf(lot, currency, now);
    case 'charge-back':
    case 'reverse':
      return chargeableBackOf(lot, currency);
    default:
      return unreachable(deed);
  }
}

function requestOf({ id, deed, what }: GiveBack, amount: Micros): Proposal {
  if (deed === 'reverse' || what.kind !== 'purchase') return { kind: 'reverse', id, what };
  return { kind: deed, id, invoice: what.invoice, amount };
}

const lotOf = ({ lots }: Pool, what: Reversible): Lot | undefined =>
  what.kind === 'purchase' ? lots.find(({ invoice }) => invoice === what.invoice) : undefined;
