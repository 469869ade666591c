import {
  chargeableBackOf,
  decimal,
  lotMeant,
  refundableOf,
  reversibleReturnsOf,
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
import { openId } from '../approvals/open-id.ts';
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
  whichReversalView,
  type GiveBack,
  type GiveBackDeed,
  type GiveBackSubject,
} from './give-back.view.ts';

export interface GiveBackNeeds extends WalletNeeds, ShowApprovalNeeds {}

/** The form about a purchase; where none is named, asks which. */
export const askGiveBackOf = (
  needs: WalletNeeds,
  turn: Turn,
  invoice: number | undefined,
  asked: Omit<GiveBack, 'what'>,
): Promise<Reply> =>
  withWallet(needs, turn, found => {
    const { pool } = found.wallet;
    if (invoice === undefined) return { card: whichPurchaseView(turn.speech, asked, pool.lots) };
    const lot = pool.lots.find(one => one.invoice === invoice);
    const returns = lot === undefined ? [] : reversibleReturnsOf(pool, lot);
    // What was given back of it by mistake is as likely to be meant.
    if (asked.deed === 'reverse' && lot !== undefined && returns.length > 0)
      return { card: whichReversalView(turn.speech, asked, { lot, returns, terms: found.terms }) };
    return formOf(needs, turn, { ...asked, what: { kind: 'purchase', invoice } }, found);
  });

/** The form, with all that can be given back filled in. */
export const askGiveBack = (needs: WalletNeeds, turn: Turn, asked: GiveBack): Promise<Reply> =>
  withWallet(needs, turn, found => formOf(needs, turn, asked, found));

function formOf(
  needs: Pick<WalletNeeds, 'clock'>,
  { speech }: Turn,
  asked: GiveBack,
  { wallet, terms }: OpenWallet,
): Reply {
  const { deed, what } = asked;
  const about = aboutOf(wallet.pool, what);
  const { lot, returned } = about;
  if (what.kind === 'purchase' && lot === undefined)
    return { card: goneView(speech, 'refuse.no-such-purchase', what.invoice) };
  const most = lot === undefined ? 0 : mostOf(deed, lot, terms, needs.clock.now());
  const isGone = what.kind === 'purchase' ? most === 0 : what.kind === 'return' && returned === undefined;
  if (isGone) {
    const word = deed === 'reverse' ? 'refuse.nothing-to-reverse' : 'refuse.nothing-to-refund';
    return { card: goneView(speech, word, lot?.invoice ?? 0) };
  }
  const amount = asked.amount === '' ? decimal(most, terms.currency) : asked.amount;
  return { card: giveBackForm(speech, { ...asked, amount }, { ...about, terms, most, longestReason }) };
}

/** What exactly it would do; or the form again, with what is wrong beside its field. Where nobody has agreed in time it is asked for anew. */
export const reviewGiveBack = (needs: GiveBackNeeds, turn: Turn, given: GiveBack): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const { speech } = turn;
    const asked = { ...given, id: await openId(needs, given.id) };
    const { terms, wallet } = found;
    const about = aboutOf(wallet.pool, asked.what);
    const { lot } = about;
    const now = needs.clock.now();
    const amount = asked.deed === 'reverse' ? undefined : typedAmount(turn, asked.amount, terms.currency);
    const errors = {
      amount: amount?.ok === false ? amountText(speech, amount.refusal, asked.amount, terms.currency) : '',
      reason: asked.reason.trim() === '' ? speech.say('giveBack.reasonMissing') : '',
    };
    const most = lot === undefined ? 0 : mostOf(asked.deed, lot, terms, now);
    const again = (more: Partial<typeof errors>): Reply => ({
      card: giveBackForm(speech, asked, { ...about, terms, most, longestReason, errors: { ...errors, ...more } }),
    });
    if (errors.amount !== '' || errors.reason !== '') return again({});
    const micros = amount?.ok === true ? amount.value : 0;
    const proposal = requestOf(asked, micros);
    const foreseen = await needs.ledger.preview([proposal]);
    if (!foreseen.ok)
      return amount === undefined || isAboutApproval(foreseen.refusal)
        ? orAskApproval(needs, turn, { ...asked, proposal, refusal: foreseen.refusal, currency: terms.currency })
        : again({ amount: refusalText(speech, foreseen.refusal, terms.currency) });
    return { card: giveBackReview(speech, asked, { ...about, micros, foreseen: foreseen.value, terms, now }) };
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
      lotId: lotMeant(wallet.pool, asked.what)?.id ?? null,
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

/** The purchase that it is about, and the refund or charge-back, if that can be reversed. */
function aboutOf(pool: Pool, what: Reversible): Pick<GiveBackSubject, 'lot' | 'returned'> {
  const lot = lotMeant(pool, what);
  const returned =
    what.kind === 'return' && lot !== undefined
      ? reversibleReturnsOf(pool, lot).find(({ id }) => id === what.id)
      : undefined;
  return { lot, returned };
}
