import { minuteMs, type AssignmentFailure, type Instant } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, EarlierRun } from './assignments.ts';

/** The progress of a run that is going on. */
export function progressOf(speech: Speech, { deed, assigned, failed, pending }: AssignmentRun): string {
  const done = assigned + failed.length;
  return speech.say(deed === 'give' ? 'setup.progress' : 'remove.progress', {
    done: speech.number(done),
    all: speech.number(done + pending.length),
    failed: speech.number(failed.length),
  });
}

/** What a run waits for, and for about how long; '' where it goes on. */
export function waitText(speech: Speech, { isWaiting, limitedUntil }: AssignmentRun, now: Instant): string {
  if (isWaiting) return speech.say('setup.progressWaits');
  const leftMs = (limitedUntil ?? now) - now;
  if (leftMs <= 0) return '';
  return leftMs < minuteMs
    ? speech.say('setup.progressLimited')
    : speech.say('setup.progressLimitedFor', { minutes: speech.number(Math.ceil(leftMs / minuteMs)) });
}

/** The results of a run that has ended. */
export const resultsOf = (speech: Speech, { deed, assigned, failed, pending }: AssignmentRun): string =>
  countsText(speech, { deed, assigned, failed: failed.length, left: pending.length });

/** The same of an earlier one, of which nothing else is known. */
export function countsText(speech: Speech, { deed, assigned, failed, left }: Omit<EarlierRun, 'id'>): string {
  const text = speech.say(deed === 'give' ? 'setup.results' : 'remove.results', {
    assigned: speech.number(assigned),
    failed: speech.number(failed),
  });
  return left === 0 ? text : `${text} ${speech.say('setup.resultsLeft', { left: speech.number(left) })}`;
}

/** Up to this many failures are listed one by one; of more, each reason with some of its people. */
const toldSingly = 10;
const namesOfEach = 5;

/** Why it failed, and for whom; where people are counted, for how many. */
export function failuresOf(
  speech: Speech,
  failed: AssignmentRun['failed'],
  sight: Sight['kind'] = 'whole',
): readonly { readonly text: string }[] {
  const reasonText = (reason: AssignmentFailure): string => speech.say(`failure.${reason}`);
  if (sight === 'counted')
    return [...Map.groupBy(failed, ({ reason }) => reason)].map(([reason, people]) => ({
      text: speech.say('failure.counted', { count: speech.number(people.length), reason: reasonText(reason) }),
    }));
  if (failed.length <= toldSingly)
    return failed.map(({ name, reason }) => ({
      text: speech.say('setup.failure', { name: escape(name), reason: reasonText(reason) }),
    }));
  return [...Map.groupBy(failed, ({ reason }) => reason)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([reason, people]) => {
      const names = people.slice(0, namesOfEach).map(({ name }) => escape(name));
      const facts = {
        count: speech.number(people.length),
        reason: reasonText(reason),
        names: names.join(speech.language === 'en' ? ', ' : '、'),
      };
      return {
        text:
          people.length > namesOfEach
            ? speech.say('setup.failuresMore', { ...facts, more: speech.number(people.length - namesOfEach) })
            : speech.say('setup.failures', facts),
      };
    });
}
