import { z } from 'zod';
import { endIdOf, type Payment } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { OfferedNeeds } from '../tenant/offered-methods.ts';
import { longestReason } from '../wallets/reasons.ts';
import type { CommandResult } from '../wallets/ledger.ts';
import { approvalOf, type Approval } from './approval.ts';
import { declineForm, longestWord, noApprovalView } from './approval.view.ts';
import { askApproval, type AskNeeds } from './ask-approval.ts';
import { chargedByAgreeing } from './charged-by-agreeing.ts';
import { isOffered } from './offered-method.ts';
import { proposalShape } from './proposal-shape.ts';
import { pairDenial, type PairDenial } from './second-person.ts';
import { forReaders, showApproval, shownApproval, type ShowApprovalNeeds } from './show-approval.ts';

const approval = z.string().max(300);

/** Sends it to a second person. */
export const askApprovalAction = action(
  'ask-approval',
  'money',
  z.object({ proposal: proposalShape, reason: z.string().max(longestReason).default('') }),
  async (needs: AskNeeds & OfferedNeeds, turn, asked) =>
    (await isOffered(needs, asked.proposal))
      ? askApproval(needs, turn, asked)
      : {
          card: notice(turn.speech, turn.speech.say('refuse.title'), [turn.speech.say('approval.method')], {
            buttons: runButtons(turn.speech, 'setup'),
          }),
        },
);

/** Everybody's own view of the card, which asks for it by itself; the others' stays. */
export const showApprovalAction = {
  ...action('show-approval', 'look', z.object({ approval }), (needs: ShowApprovalNeeds, turn, data) =>
    showApproval(needs, turn, data.approval),
  ),
  isAnsweredBeside: true as const,
};

interface ApproveNeeds extends AskNeeds {
  readonly charges: { readonly start: (payment: Payment) => Promise<void> };
}

/**
 * Agrees: it is decided afresh, and done in the same batch; or it is said why it cannot be done now, and it waits on. What would charge more at
 * once than the card said is shown again (L8).
 */
export const approveAction = action(
  'approve',
  'approve',
  z.object({ approval, atOnce: z.int().nonnegative().default(0) }),
  async (needs: ApproveNeeds, turn, data) => {
    const known = await approvalOf(needs, data.approval);
    if (known !== undefined && (await chargedByAgreeing(needs, known)) > data.atOnce)
      return showApproval(needs, turn, data.approval, turn.speech.say('approval.more'));
    return ending(needs, turn, data.approval, async (found, by) => {
      const denial = await pairDenial(needs.roles, found, by);
      if (denial !== undefined) return denial;
      const { asked, asker = null } = found;
      const { proposal } = asked.facts;
      const id = endIdOf(asked.id, 'granted');
      return withItsCharge(
        needs,
        await needs.ledger.execute({ kind: 'approve', id, proposal, asker, approver: by }, by),
      );
    });
  },
);

/** Waits for the charge that was agreed to: the card says what became of it. */
async function withItsCharge({ charges }: ApproveNeeds, approved: CommandResult): Promise<CommandResult> {
  for (const effect of approved.ok ? approved.value.effects : [])
    if (effect.kind === 'charge') await charges.start(effect.payment);
  return approved;
}

/** Declines, with a word that stands beside the journal. */
export const declineApprovalAction = action(
  'decline-approval',
  'approve',
  z.object({ approval, step: z.enum(['ask', 'record']), word: z.string().max(longestWord).default('') }),
  async (needs: AskNeeds, turn, data) => {
    const { speech } = turn;
    const found = await approvalOf(needs, data.approval);
    if (found === undefined) return { card: noApprovalView(speech) };
    const isWordless = data.word.trim() === '';
    if (found.end === undefined && (data.step === 'ask' || isWordless)) {
      const shown = await shownApproval(needs, found, { viewer: 'approver', person: turn.person.id });
      const error = data.step === 'record' ? speech.say('approval.wordMissing') : '';
      // The form is for whoever declines: others see the card as it was.
      if (shown !== undefined)
        return { card: declineForm(speech, shown, { error }), shared: forReaders(speech, shown) };
    }
    return ending(needs, turn, data.approval, ({ asked, asker }, by) =>
      needs.reasons.record(
        needs.ledger,
        { kind: 'decline-approval', id: endIdOf(asked.id, 'declined'), asked: asked.id, asker: asker ?? null, by },
        { text: data.word.trim(), at: needs.clock.now(), lotId: null, by },
      ),
    );
  },
);

/** Only whoever asked; core holds them to it. */
export const withdrawApprovalAction = action(
  'withdraw-approval',
  'look',
  z.object({ approval }),
  (needs: AskNeeds, turn, data) =>
    ending(needs, turn, data.approval, ({ asked, asker }, by) =>
      needs.ledger.execute(
        { kind: 'withdraw-approval', id: endIdOf(asked.id, 'withdrawn'), asked: asked.id, asker: asker ?? null, by },
        by,
      ),
    ),
);

/** Ends what still waits, and shows what is so now: a press on an old card acts no more. */
async function ending(
  needs: AskNeeds,
  turn: Turn,
  id: string,
  end: (found: Approval, by: string) => Promise<CommandResult | PairDenial>,
): Promise<Reply> {
  const { ledger, background, approvalTelling } = needs;
  const found = await approvalOf(needs, id);
  const by = turn.person.id;
  if (found === undefined || by === undefined) return { card: noApprovalView(turn.speech) };
  if (found.end !== undefined) return showApproval(needs, turn, id);
  const ended = await end(found, by);
  if (typeof ended === 'string') return showApproval(needs, turn, id, turn.speech.say(`approval.${ended}`));
  if (ended.ok) background.start('tell how an approval ended', () => approvalTelling.run());
  if (ended.ok || isOver(ended.refusal.kind)) return showApproval(needs, turn, id);
  const currency = (await ledger.terms())?.currency ?? 'USD';
  return showApproval(needs, turn, id, refusalText(turn.speech, ended.refusal, currency));
}

/** Somebody else was faster, or time was: the card says so by itself. */
const isOver = (kind: string): boolean => kind === 'approval-not-waiting' || kind === 'approval-expired';
