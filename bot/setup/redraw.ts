import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, AssignmentStep } from '../licenses/assignments.ts';
import type { Redrawn } from '../licenses/progress.ts';
import { resultsOf } from '../licenses/results.view.ts';
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
  if (draft?.step === step)
    return {
      place: 'in-place',
      // As whoever began the run sees it.
      card: await present(needs, { speech, conversation, person, localTimeZone: undefined, locale: undefined }, draft),
    };
  if (run.state === 'running') return undefined;
  const title = speech.say(step === 'licenses' ? 'setup.licenses.title' : 'setup.credits.title');
  return {
    place: 'beside',
    card: notice(speech, title, [resultsOf(speech, run)], { buttons: runButtons(speech, 'setup') }),
  };
}
