import { minuteMs, type Instant } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { joined } from '../chat/joined.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, EarlierRun } from './assignments.ts';
import { remedyOf } from './remedies.view.ts';

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
export function waitText(speech: Speech, { isWaiting, limitedUntil, group }: AssignmentRun, now: Instant): string {
  if (isWaiting) return speech.say('setup.progressWaits');
  if (typeof group?.acceptedAt === 'number') return speech.say('group.working');
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
    all: speech.number(assigned + failed + left),
  });
  return joined(
    speech,
    text,
    failed === 0 ? '' : speech.say('setup.resultsFailed', { failed: speech.number(failed) }),
    left === 0 ? '' : speech.say('setup.resultsLeft', { left: speech.number(left) }),
  );
}

/** Up to this many are all named; of more, some of each cause. */
const allNamed = 10;
const namesOfEach = 5;

/** Why it failed, as a list: each cause with some of its people, and what mends it; where people are counted, with how many. */
export function failuresOf(
  speech: Speech,
  failed: AssignmentRun['failed'],
  sight: Sight['kind'] = 'whole',
): readonly { readonly text: string }[] {
  return [...Map.groupBy(failed, ({ reason }) => reason)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([reason, people]) => {
      const facts = { count: speech.number(people.length), reason: speech.say(`failure.${reason}`) };
      const text =
        sight === 'counted'
          ? speech.say('failure.counted', facts)
          : namedText(
              speech,
              facts,
              people.map(({ name }) => name),
              failed.length > allNamed ? namesOfEach : allNamed,
            );
      return { text: `- ${joined(speech, text, remedyOf(speech, reason))}` };
    });
}

function namedText(
  speech: Speech,
  facts: { readonly count: string; readonly reason: string },
  all: readonly string[],
  most: number,
): string {
  const names = all
    .slice(0, most)
    .map(name => escape(name))
    .join(speech.say('list.comma'));
  return all.length > most
    ? speech.say('setup.failuresMore', { ...facts, names, more: speech.number(all.length - most) })
    : speech.say('setup.failures', { ...facts, names });
}

/** Those for whom another try may do: not those whose paid calls somebody stopped, who are given the license by name. */
export const triedAgain = (failed: AssignmentRun['failed']): AssignmentRun['failed'] =>
  failed.filter(({ reason }) => reason !== 'calls-stopped');
