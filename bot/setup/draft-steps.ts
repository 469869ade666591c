import type { Card } from '../../cards/card.ts';
import type { Turn } from '../chat/turn.ts';
import type { Draft } from './drafts.ts';
import { present, presentSetup, type SetupNeeds, type Shown } from './setup.ts';

/** Takes a step and shows it; if another turn has taken one meanwhile, shows the current step. */
export async function advance(
  needs: SetupNeeds,
  turn: Turn,
  draft: Draft,
  change: Partial<Draft>,
  shown: Shown = {},
): Promise<Card> {
  const next = await needs.drafts.advance(draft, { by: turn.person.id ?? null, ...change });
  return next === undefined
    ? presentSetup(needs, turn, turn.speech.say('app.stale'))
    : present(needs, turn, next, shown);
}

/** Runs with the draft that the button was drawn for; a stale button shows the current step. */
export const withDraft = (
  needs: SetupNeeds,
  turn: Turn,
  version: number,
  run: (draft: Draft) => Promise<Card>,
): Promise<Card> =>
  needs.drafts.serially(async () => {
    const draft = await needs.drafts.read();
    if (draft === undefined || draft.version !== version)
      return presentSetup(needs, turn, turn.speech.say('app.stale'));
    return run(draft);
  });
