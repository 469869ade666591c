import type { Card } from '../../cards/card.ts';
import type { Turn } from '../chat/turn.ts';
import type { Draft } from './drafts.ts';
import { present, presentSetup, type SetupNeeds, type Shown } from './setup.ts';

/** Goes to another step and shows it; where somebody else went on meanwhile, shows where set-up is now. */
export async function advance(
  needs: SetupNeeds,
  turn: Turn,
  draft: Draft,
  change: Partial<Draft>,
  shown: Shown = {},
): Promise<Card> {
  const next = await needs.drafts.advance(needs.tenant, draft, change);
  return next === undefined
    ? presentSetup(needs, turn, turn.speech.say('app.stale'))
    : present(needs, turn, next, shown);
}

/** Runs with the draft that the button was drawn for; any other button shows where set-up is now. */
export const withDraft = (
  needs: SetupNeeds,
  turn: Turn,
  version: number,
  run: (draft: Draft) => Promise<Card>,
): Promise<Card> =>
  needs.drafts.serially(async () => {
    const draft = await needs.drafts.read(needs.tenant);
    if (draft === undefined || draft.version !== version)
      return presentSetup(needs, turn, turn.speech.say('app.stale'));
    return run(draft);
  });
