import { z } from 'zod';
import { secondMs } from '../../core/index.ts';
import { action, type Action } from '../chat/action.ts';
import { own } from './frame.view.ts';
import { presentSetup, type SetupNeeds } from './setup.ts';

/** An edit of the message asks for everybody's card again at once: what has just been answered stays. */
const answerStaysMs = 10 * secondMs;

/** The card of whoever asks, where others see set-up too. */
export const setupShow: Action<SetupNeeds> = {
  ...action('setup-show', 'look', z.object({}), async (needs: SetupNeeds, turn) => {
    const answered = needs.drafts.answerTo(turn.person.id, needs.clock.now() - answerStaysMs);
    const card = answered ?? (await needs.drafts.serially(() => presentSetup(needs, turn)));
    return { card: own(turn.speech, card) };
  }),
  isAnsweredBeside: true,
};
