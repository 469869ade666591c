import { minuteMs } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, AssignmentStep } from '../licenses/assignments.ts';
import type { Redrawn } from '../licenses/progress.ts';
import { resultsOf } from '../licenses/results.view.ts';
import { sharedCard } from './own-card.ts';
import { present, type SetupNeeds } from './setup.ts';

/** What set-up shows of a run that has changed: its card, if it is still at that step; otherwise only the end, as a new message. */
export async function redrawSetup(
  needs: SetupNeeds,
  speech: Speech,
  step: AssignmentStep,
  run: AssignmentRun,
): Promise<Redrawn | undefined> {
  if (run.card === null) return undefined;
  const { conversation } = run.card;
  const draft = await needs.drafts.read();
  const person = { id: run.by ?? undefined };
  const title = speech.say(step === 'licenses' ? 'setup.licenses.title' : 'setup.credits.title');
  const ended = (): Card => notice(speech, title, [resultsOf(speech, run)], { buttons: runButtons(speech, 'setup') });
  if (draft?.step === step) {
    const isLong = run.begunAt !== null && needs.clock.now() - run.begunAt > minuteMs;
    // As whoever began the run sees it.
    const viewer = { speech, conversation, person, localTimeZone: undefined, locale: undefined };
    return {
      place: 'in-place',
      card: needs.messenger.isPersonal(conversation)
        ? await present(needs, viewer, draft)
        : await sharedCard(needs, viewer),
      ...(isLong && run.state !== 'running' && { also: ended() }),
    };
  }
  return run.state === 'running' ? undefined : { place: 'beside', card: ended() };
}
