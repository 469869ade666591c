import { permit } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Draft } from './drafts.ts';
import { own, showButton } from './frame.view.ts';
import { presentDone } from './present-done.ts';
import { begunBy, takes, type SetupNeeds } from './setup.ts';
import { setupStateView } from './done.view.ts';

// In a conversation that others see too, set-up's message shows how it stands, which is right for everybody; each of them asks for their own
// card, with what they may do, when it comes into view or was edited (T17).

/** The answer to a press: a card for whoever pressed, and for the others how set-up stands now. */
export async function replyWith(needs: SetupNeeds, turn: Turn, card: Card): Promise<Reply> {
  const { speech, person, conversation } = turn;
  if (needs.messenger.isPersonal(conversation)) return { card };
  // The edited message asks for their card again: it gets this one, with what is wrong in it.
  needs.drafts.answered(person.id, { card, at: needs.clock.now() });
  return { card: own(speech, card), shared: await sharedCard(needs, turn) };
}

/** What everybody sees in a shared conversation. */
export async function sharedCard(needs: SetupNeeds, viewer: Pick<Turn, 'speech' | 'conversation'>): Promise<Card> {
  const { speech } = viewer;
  const draft = await needs.drafts.read();
  if (draft?.step === 'done')
    return own(speech, await presentDone(needs, { ...viewer, person: { id: undefined } }, draft, ''));
  return own(speech, await stateFor(needs, speech, draft));
}

async function stateFor(needs: SetupNeeds, speech: Speech, draft: Draft | undefined): Promise<Card> {
  const { step = 'billing' } = draft ?? {};
  const deed = takes[step] ?? 'setup';
  const nobody = permit(deed, { roles: new Set(), rights: new Set() });
  return setupStateView(
    speech,
    { step },
    {
      text: speech.say('setup.state.shared', { needed: nobody.ok ? '' : denialText(speech, nobody.refusal) }),
      by: draft === undefined ? '' : await begunBy(needs, draft),
      buttons: [showButton(speech)],
    },
  );
}
