import { canRestoreCalls } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { sharedSight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { KnownPeople } from './kept-directory.ts';
import { stoppedCallsView, type WhoseCalls } from './stop-calls.view.ts';
import type { StoppedCalls } from './stopped-calls.ts';

/** Whose paid calls are stopped, or may be, the last first. */
export async function listStopped(
  { stoppedCalls }: { readonly stoppedCalls: Pick<StoppedCalls, 'all'> },
  speech: Speech,
  known: Pick<KnownPeople, 'person'> | undefined,
): Promise<readonly WhoseCalls[]> {
  return [...(await stoppedCalls.all())]
    .filter(([, record]) => canRestoreCalls(record))
    .toSorted(([, one], [, other]) => other.at - one.at)
    .map(([id, record]) => {
      const person = known?.person(id);
      return { id, name: person?.name ?? speech.say('paid.leaver'), person, record };
    });
}

/** What the others see who read along while it is about one person: how many there are (B19). */
export const countedForOthers = async (
  needs: { readonly stoppedCalls: Pick<StoppedCalls, 'all'> },
  speech: Speech,
): Promise<Card> => stoppedCallsView(speech, { all: await listStopped(needs, speech, undefined), sight: sharedSight });
