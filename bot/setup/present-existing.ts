import {
  approvalIdOf,
  endIdOf,
  err,
  isCurrency,
  ok,
  type Currency,
  type Damage,
  type Micros,
  type Mode,
  type Proposal,
  type Refusal,
  type Result,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { isAboutApproval } from '../approvals/ask-approval.ts';
import type { OpenIdNeeds } from '../approvals/open-id.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger, Request } from '../wallets/ledger.ts';
import type { Draft, ExistingCredits, ExistingForm } from './drafts.ts';
import {
  balanceIdOf,
  balanceProposal,
  firstExistingForm,
  recordingName,
  openingOf,
  purchasesOf,
  whyNotExisting,
  type ExistingErrors,
  type WhyNotExisting,
} from './existing-credits.ts';
import { isMinimumAsked } from './minimum.ts';
import { setupExistingReviewView, setupExistingView } from './existing.view.ts';

export interface ExistingNeeds {
  readonly tenant: string;
  readonly mode: Mode;
  readonly clock: Clock;
  readonly ledger: Ledger;
}

type Viewer = Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>;

/** The form for credits that there are already. */
export async function presentExisting(
  { ledger }: ExistingNeeds,
  viewer: Viewer,
  draft: Draft,
  shown: { readonly form?: ExistingForm | undefined; readonly errors?: ExistingErrors; readonly notice?: string },
): Promise<Card> {
  const { speech } = viewer;
  const read = await ledger.read();
  if (!read.ok) return refusalCard(speech, read.refusal, 'USD');
  const { terms } = read.value.wallet;
  const form = shown.form ?? draft.existing?.form ?? firstExistingForm(viewer, terms, terms?.currency ?? 'USD');
  const currency = terms?.currency ?? form.currency.trim().toUpperCase();
  return setupExistingView(speech, draft, {
    ...{ form, currency },
    errors: shown.errors ?? {},
    isOpen: terms !== undefined,
    isMinimumAsked: isCurrency(currency) && isMinimumAsked({ terms, currency }),
    notice: shown.notice ?? '',
  });
}

/** The review of credits that there are already; the form, where they can no longer be recorded. */
export async function presentExistingReview(
  needs: ExistingNeeds,
  viewer: Viewer,
  draft: Draft,
  notice: string,
): Promise<Card> {
  const { speech } = viewer;
  const { existing } = draft;
  if (existing === null) return presentExisting(needs, viewer, { ...draft, step: 'order' }, { notice });
  const foreseen = await foreseenOf(needs, { ...draft, existing });
  if (!foreseen.ok) {
    const problem = whyNotText(speech, foreseen.refusal, existing.currency);
    return presentExisting(needs, viewer, { ...draft, step: 'order' }, { notice: problem });
  }
  return setupExistingReviewView(speech, draft, { credits: existing, ...foreseen.value, notice });
}

/** Why they cannot be recorded, in words. */
export const whyNotText = (speech: Speech, why: WhyNotRecorded, currency: Currency): string =>
  isAboutBook(why) ? speech.say(`setup.existing.${why.kind}`) : refusalText(speech, why, currency);

type WhyNotRecorded = Refusal | Damage | { readonly kind: WhyNotExisting };

/** Whether it lies in the book or the program, and not in what was typed. */
export const isAboutBook = (why: WhyNotRecorded): why is { readonly kind: WhyNotExisting } =>
  why.kind === 'notHere' || why.kind === 'known';

/** What recording them would lead to, once everybody has agreed who must. */
export async function foreseenOf(
  needs: ExistingNeeds,
  draft: Draft & { readonly existing: ExistingCredits },
): Promise<Result<{ readonly wallet: Wallet; readonly difference: Micros }, WhyNotRecorded>> {
  const { ledger, mode } = needs;
  const { existing } = draft;
  const read = await ledger.read();
  if (!read.ok) return read;
  const { wallet } = read.value;
  const name = recordingName(draft);
  const id = await balanceIdOf(needs, name);
  const why = (await isBegun(needs, draft)) ? undefined : whyNotExisting(wallet, mode);
  if (why !== undefined) return err({ kind: why });
  const balance = balanceProposal(id, existing);
  const preview = (first: Request): ReturnType<Ledger['preview']> => {
    const requests: readonly [Request, ...Request[]] = [first, ...purchasesOf(name, existing)];
    return ledger.preview(wallet.terms === undefined ? [openingOf(needs, name, existing), ...requests] : requests);
  };
  const alone = await preview(balance);
  const foreseen =
    alone.ok || !isAboutApproval(alone.refusal) ? alone : await preview(agreedTo(balance, alone.refusal));
  if (!foreseen.ok) return foreseen;
  const { pool } = foreseen.value.wallet;
  const { difference = 0 } = pool.reconciliations.find(one => one.id === id) ?? {};
  return ok({ wallet: foreseen.value.wallet, difference });
}

/** As if two people had agreed to it: for what it would lead to, and never recorded. */
function agreedTo(proposal: Proposal, refusal: Refusal | Damage): Request {
  const both = { proposal, asker: 'one', approver: 'another' };
  const asked = approvalIdOf(proposal);
  return refusal.kind === 'approval-waits'
    ? { kind: 'approve', id: endIdOf(asked, 'granted'), ...both }
    : { kind: 'ask-and-approve', id: asked, ...both };
}

/** Whether some of it is in the book: then it can only be completed, with what was reviewed. */
export async function isBegun(needs: OpenIdNeeds, draft: Draft): Promise<boolean> {
  const { existing } = draft;
  if (existing === null) return false;
  const name = recordingName(draft);
  const ids = [await balanceIdOf(needs, name), purchasesOf(name, existing)[0]?.id ?? ''];
  const found = await Promise.all(ids.map(id => needs.ledger.entry(id)));
  return found.some(entry => entry !== undefined);
}
