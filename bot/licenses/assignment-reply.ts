import type { Instant } from '../../core/index.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { sharedSight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply } from '../chat/turn.ts';
import { assignedView } from './assign-credits.view.ts';
import type { AssignmentRun, EarlierRun } from './assignments.ts';
import { countsText } from './results.view.ts';

/** A run for whoever gives licenses or takes them away; for the others who see its card people are counted. */
export const assignedReply = (speech: Speech, run: AssignmentRun, now: Instant): Reply => ({
  card: assignedView(speech, run, { sight: 'whole', now }),
  shared: assignedView(speech, run, { sight: sharedSight.kind, now }),
});

/** The run that was begun, or that another one is going on. */
export const begunReply = (speech: Speech, run: AssignmentRun | undefined, now: Instant): Reply =>
  run === undefined
    ? { card: notice(speech, speech.say('assign.title'), [speech.say('assign.busy')]) }
    : assignedReply(speech, run, now);

/** What came of an order that is pressed again. */
export const orderedReply = (speech: Speech, outcome: AssignmentRun | EarlierRun, now: Instant): Reply =>
  'state' in outcome
    ? assignedReply(speech, outcome, now)
    : {
        card: notice(speech, speech.say('assign.title'), [countsText(speech, outcome)], {
          buttons: runButtons(speech, outcome.deed === 'give' ? 'setup' : 'licenses'),
        }),
      };
