import type { Speech } from '../chat/speech.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { AssignmentRun, AssignmentStep } from '../licenses/assignments.ts';
import type { Redrawn } from '../licenses/progress.ts';
import { present, type SetupNeeds } from './setup.ts';

/** What set-up shows of a run that has come further: its card, if it is still at that step, or the end, beside whatever it shows now. */
export async function redrawSetup(
  needs: SetupNeeds,
  speech: Speech,
  step: AssignmentStep,
  run: AssignmentRun,
): Promise<Redrawn | undefined> {
  const draft = await needs.drafts.read(needs.tenant);
  if (draft?.step === step)
    return { place: 'in-place', card: await present(needs, { speech, localTimeZone: undefined }, draft) };
  if (run.state === 'running') return undefined;
  const facts = { assigned: speech.number(run.assigned), failed: speech.number(run.failed.length) };
  const title = speech.say(step === 'licenses' ? 'setup.licenses.title' : 'setup.credits.title');
  const text = speech.say('setup.results', facts);
  return { place: 'beside', card: notice(speech, title, [text], { buttons: runButtons(speech, 'setup') }) };
}
