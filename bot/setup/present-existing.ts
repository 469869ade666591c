import { ok, type Damage, type Mode, type Refusal, type Result } from '../../core/index.ts';
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
  const { wallet, entry } = foreseen.value;
  return setupExistingReviewView(speech, draft, { credits: existing, wallet, entry, notice });
}

/** What recording them would lead to; undefined where others have recorded credits meanwhile. */
export async function foreseenOf(
  { ledger, ...needs }: ExistingNeeds,
  draft: Draft,
): Promise<Result<Pick<Preview, 'wallet' | 'entry'>, Refusal | Damage> | undefined> {
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
  return ledger.preview(opened);
}

/** Whether some of it is in the book: then it can only be completed, with what was reviewed. */
export async function isBegun(ledger: Ledger, draft: Draft): Promise<boolean> {
  if (draft.existing === null) return false;
  const ids = recordingOf(recordingName(draft), draft.existing).map(({ id }) => id);
  const [first = '', last = ''] = [ids[0], ids.at(-1)];
  return (await ledger.entry(first)) !== undefined || (await ledger.entry(last)) !== undefined;
}
