import {
  approvalIdOf,
  ok,
  type Damage,
  type Mode,
  type Proposal,
  type Refusal,
  type Result,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger, Preview, Request } from '../wallets/ledger.ts';
import type { Draft, ExistingForm } from './drafts.ts';
import {
  firstExistingForm,
  mayRecordExisting,
  recordingName,
  openingOf,
  reconciliationIdOf,
  reconciliationOf,
  recordingOf,
  type ExistingErrors,
} from './existing-credits.ts';
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
  return setupExistingView(speech, draft, {
    form,
    errors: shown.errors ?? {},
    isOpen: terms !== undefined,
    currency: terms?.currency ?? form.currency.trim().toUpperCase(),
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
  const foreseen = await foreseenOf(needs, draft);
  if (foreseen === undefined || !foreseen.ok) {
    const problem =
      foreseen === undefined
        ? speech.say('setup.existing.known')
        : refusalText(speech, foreseen.refusal, existing.currency);
    return presentExisting(needs, viewer, { ...draft, step: 'order' }, { notice: problem });
  }
  const { wallet, entry, needed } = foreseen.value;
  const waits =
    needed === undefined
      ? ''
      : speech.say('setup.existing.needsApproval', { limit: speech.money(needed.limit, existing.currency) });
  return setupExistingReviewView(speech, draft, {
    ...{ credits: existing, wallet, entry },
    notice: [notice, waits].filter(text => text !== '').join(speech.language === 'en' ? ' ' : ''),
  });
}

/** What recording them leads to; `needed` where a second person has to agree to the balance (P5). */
export interface Foreseen extends Pick<Preview, 'wallet' | 'entry'> {
  readonly needed?: NeedsApproval;
}

type NeedsApproval = Refusal & { readonly kind: 'needs-approval' };

/** What recording them would lead to; undefined where others have recorded credits meanwhile. */
export async function foreseenOf(
  { ledger, ...needs }: ExistingNeeds,
  draft: Draft,
): Promise<Result<Foreseen, Refusal | Damage> | undefined> {
  const read = await ledger.read();
  const { existing } = draft;
  if (existing === null) return undefined;
  if (!read.ok) return read.refusal.kind === 'damaged' ? { ok: false, refusal: read.refusal } : undefined;
  const { wallet } = read.value;
  const name = recordingName(draft);
  const recorded = await ledger.entry(reconciliationIdOf(name));
  if (recorded !== undefined) return ok({ wallet, entry: recorded });
  if (!(await isBegun(ledger, draft)) && !mayRecordExisting(wallet)) return undefined;
  const requests = recordingOf(name, existing);
  const [first, ...others] = requests;
  const opened: readonly [Request, ...Request[]] =
    wallet.terms === undefined ? [openingOf(needs, name, existing), first, ...others] : requests;
  const alone = await ledger.preview(opened);
  return alone.ok || alone.refusal.kind !== 'needs-approval'
    ? alone
    : foreseenAgreed(ledger, opened, { proposal: reconciliationOf(name, existing), needed: alone.refusal });
}

/** The same once a second person has agreed to the balance, which is the last of it. */
async function foreseenAgreed(
  ledger: Ledger,
  requests: readonly [Request, ...Request[]],
  { proposal, needed }: { readonly proposal: Proposal; readonly needed: NeedsApproval },
): Promise<Result<Foreseen, Refusal | Damage>> {
  const agreed: Request = {
    ...{ kind: 'ask-and-approve', id: approvalIdOf(proposal), proposal },
    // Nobody is: nothing of it is recorded.
    ...{ asker: 'whoever asks', approver: 'another person' },
  };
  const [first = agreed, ...others] = requests.slice(0, -1);
  const foreseen = await ledger.preview(first === agreed ? [agreed] : [first, ...others, agreed]);
  if (!foreseen.ok) return foreseen;
  const { wallet, entries } = foreseen.value;
  return ok({ wallet, entry: entries.find(({ id }) => id === proposal.id), needed });
}

/** Whether some of it is in the book: then it can only be completed, with what was reviewed. */
export async function isBegun(ledger: Ledger, draft: Draft): Promise<boolean> {
  if (draft.existing === null) return false;
  const ids = recordingOf(recordingName(draft), draft.existing).map(({ id }) => id);
  const [first = '', last = ''] = [ids[0], ids.at(-1)];
  return (await ledger.entry(first)) !== undefined || (await ledger.entry(last)) !== undefined;
}
