import { z } from 'zod';
import { checkCurrency } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import { action } from '../chat/action.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Turn } from '../chat/turn.ts';
import { openWallet } from '../tenant/open-wallet.ts';
import { importLog } from '../usage/import-log.ts';
import { advance, withDraft } from './draft-steps.ts';
import type { Draft, ExistingForm } from './drafts.ts';
import {
  balanceIdOf,
  balanceProposal,
  openingOf,
  parseExisting,
  purchasesOf,
  recordingName,
  whyNotExisting,
} from './existing-credits.ts';
import { recordedText } from './existing.view.ts';
import { replyWith } from './own-card.ts';
import type { PlacingNeeds } from './place-reviewed.ts';
import { foreseenOf, isBegun, presentExisting, whyNotText } from './present-existing.ts';
import { present, type SetupNeeds } from './setup.ts';

const version = z.int().positive();
const typed = z.string().max(100).default('');
/** As long as its field. */
const lines = z.string().max(8000).default('');

/** S2: from the order to credits that there are already, and back. */
export const setupWay = action(
  'setup-way',
  'money',
  z.object({ version, way: z.enum(['order', 'existing']) }),
  async (needs: SetupNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, async draft => {
        if (!isAtForm(draft) || (await isBegun(needs, draft))) return present(needs, turn, draft);
        if (data.way === 'existing' && needs.mode === 'operate') return notHere(needs, turn, draft);
        return advance(needs, turn, draft, { step: 'order', way: data.way });
      }),
    ),
);

/** The form of credits that there are already: to its review, or back with what is wrong beside its fields. */
export const setupExisting = action(
  'setup-existing',
  'money',
  z.object({ version, currency: typed, timeZone: typed, minimum: typed, balance: typed, purchases: lines }),
  async (needs: SetupNeeds, turn, { version: drawnFor, ...form }) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, drawnFor, async draft => {
        const isOther = !isAtForm(draft) || draft.way !== 'existing' || (await isBegun(needs, draft));
        return isOther ? present(needs, turn, draft) : submitExisting(needs, turn, draft, form);
      }),
    ),
);

export const setupRecord = action(
  'setup-record',
  'money',
  z.object({ version }),
  async (needs: PlacingNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, draft =>
        draft.step === 'review' && draft.way === 'existing'
          ? recordExisting(needs, turn, draft)
          : present(needs, turn, draft),
      ),
    ),
);

/** Where the form is shown: also in the place of a review that is no longer valid. */
const isAtForm = ({ step }: Draft): boolean => step === 'order' || step === 'review';

async function submitExisting(needs: SetupNeeds, turn: Turn, draft: Draft, form: ExistingForm): Promise<Card> {
  const { speech } = turn;
  const read = await needs.ledger.read();
  if (!read.ok) return refusalCard(speech, read.refusal, 'USD');
  const { wallet } = read.value;
  const why = whyNotExisting(wallet, needs.mode);
  if (why === 'notHere') return notHere(needs, turn, draft);
  if (why !== undefined)
    return presentExisting(needs, turn, draft, { form, notice: speech.say(`setup.existing.${why}`) });
  const parsed = parseExisting(turn, form, { terms: wallet.terms, at: needs.clock.now() });
  if (!parsed.ok) return presentExisting(needs, turn, draft, { form, errors: parsed.refusal });
  // What was typed before may have been recorded in part, in a process that has died: what is typed now has ids of its own.
  const next = { ...draft, existing: parsed.value, attempt: draft.attempt + 1 };
  const foreseen = await foreseenOf(needs, next);
  if (!foreseen.ok) {
    const problem = whyNotText(speech, foreseen.refusal, parsed.value.currency);
    return presentExisting(needs, turn, draft, { form, errors: { purchases: [problem] } });
  }
  return advance(needs, turn, draft, { step: 'review', existing: next.existing, attempt: next.attempt });
}

/** Where orders are paid here, credits come by an order. */
const notHere = (needs: SetupNeeds, turn: Turn, draft: Draft): Promise<Card> =>
  advance(needs, turn, draft, { step: 'order', way: 'order' }, { notice: turn.speech.say('setup.existing.notHere') });

/**
 * Opens the wallet, then records the balance, and once it is in the book what explains it. Every id holds the draft's, so that a press repeated
 * after a crash, or after a second person has agreed (P5), continues where the first one stopped.
 */
async function recordExisting(needs: PlacingNeeds, turn: Turn, draft: Draft): Promise<Card> {
  const { ledger, settings, background } = needs;
  const { existing } = draft;
  const { speech } = turn;
  const by = turn.person.id ?? null;
  if (existing === null) return present(needs, turn, draft);
  const foreseen = await foreseenOf(needs, { ...draft, existing });
  if (!foreseen.ok)
    return foreseen.refusal.kind === 'notHere' ? notHere(needs, turn, draft) : present(needs, turn, draft);
  const name = recordingName(draft);
  const { id, terms: asked } = openingOf(needs, name, existing);
  const opened = await openWallet(needs, { ...asked, id, by });
  if (!opened.ok) return refusalCard(speech, opened.refusal, existing.currency);
  // Another request opened it first: amounts in one currency are none in another.
  const same = checkCurrency(opened.value.terms, existing.currency);
  if (!same.ok) return advance(needs, turn, draft, { step: 'order' });
  const proposal = balanceProposal(await balanceIdOf(needs, name), existing);
  const balance = await ledger.execute(proposal, by);
  if (!balance.ok && isAboutApproval(balance.refusal))
    return (await orAskApproval(needs, turn, { proposal, refusal: balance.refusal, currency: existing.currency })).card;
  // Asked at once they are written together: all of them are in the book, or none is.
  const bought = balance.ok ? purchasesOf(name, existing).map(request => ledger.execute(request, by)) : [];
  const answers = [balance, ...(await Promise.all(bought))];
  const refused = answers.find(({ ok: isRecorded }) => !isRecorded);
  if (refused?.ok === false)
    return present(needs, turn, draft, { notice: refusalText(speech, refused.refusal, existing.currency) });
  await settings.change({ billing: 'prepaid' });
  background.start('first import', () => importLog(needs, by));
  return advance(needs, turn, draft, { step: 'credits' }, { notice: recordedText(speech, existing) });
}
