import { creditsHeld, creditsSkuId, mostPeopleAlone, secondMs } from '../../core/index.ts';
import { agreedRemovals, type AgreedRemoval } from '../approvals/removals.ts';
import type { ApprovalCards } from '../approvals/approval-cards.ts';
import type { Journal } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { AskedRun } from './assignments.ts';
import { hasBegun } from './assignments.ts';
import { peopleHolding, type AssigningNeeds } from './begin-assignment.ts';
import { readPeopleIn, takableGroup } from './license-groups.ts';
import { readPeople, type PeopleNeeds } from './people.ts';

export interface AgreedNeeds extends AssigningNeeds, PeopleNeeds {
  readonly approvalCards: ApprovalCards;
  readonly journal: Journal;
}

/**
 * Begins the removals that a second person has agreed to, each once: after a crash in between the next round does, on whichever replica. One that
 * must wait for another run has its turn later.
 */
export const beginAgreed: Job<AgreedNeeds> = {
  name: 'begin-agreed',
  everyMs: 5 * secondMs,
  run: async needs => {
    for (const removal of await agreedRemovals(needs)) await begin(needs, removal);
  },
};

async function begin(
  needs: AgreedNeeds,
  { id, approval, asker, conversation, people, group }: AgreedRemoval,
): Promise<void> {
  const { approvalCards, assignments, assignmentWorker, background } = needs;
  const before = await assignments.read('credits');
  if (!hasBegun(before, id)) {
    if (before?.state === 'running') return;
    const run = await assignments.begin('credits', {
      ...(group === undefined ? await removalNow(needs, people) : await groupRemovalNow(needs, people, group)),
      ...{ id, skuIds: [creditsSkuId], deed: 'take', by: asker, isOnce: true },
      card: conversation === undefined ? null : { conversation, activityId: '', isSetup: false },
    });
    if (!hasBegun(run, id)) return;
  }
  await approvalCards.begun(approval);
  background.start('licenses', () => assignmentWorker.work('credits'));
}

/** From whom it is taken, looked at afresh: whoever has lost it since is left out, and whoever is gone has failed. */
async function removalNow(
  needs: PeopleNeeds,
  agreed: readonly string[],
): Promise<Required<Pick<AskedRun, 'people' | 'failed'>>> {
  const meant = new Set(agreed);
  const { people } = await readPeople(needs);
  const found = await needs.keptDirectory.afresh(people.filter(({ id }) => meant.has(id)));
  const known = new Set(found.map(({ id }) => id));
  const asked = peopleHolding(
    found.filter(person => creditsHeld(person) !== 'no'),
    [creditsSkuId],
  );
  const gone = agreed.filter(id => !known.has(id));
  const left = gone.map(id => ({ id, name: id, skuIds: [creditsSkuId], reason: 'not-found' as const }));
  return { people: asked.people, failed: [...asked.failed, ...left] };
}

/** Who loses it with the group by now; nobody, where those are many more than was agreed to. */
async function groupRemovalNow(
  needs: PeopleNeeds,
  agreed: readonly string[],
  group: NonNullable<AgreedRemoval['group']>,
): Promise<Required<Pick<AskedRun, 'people' | 'failed' | 'group'>>> {
  const known = await readPeopleIn(needs, people => takableGroup(people, [group.id])?.losing ?? []);
  const losing = takableGroup(known, [group.id])?.losing ?? [];
  const meant = new Set(agreed);
  const strangers = losing.filter(({ id }) => !meant.has(id));
  const all = losing.map(({ id, name }) => ({ id, name, skuIds: [creditsSkuId] }));
  return strangers.length > mostPeopleAlone
    ? { group, people: [], failed: all.map(one => ({ ...one, reason: 'group-changed' })) }
    : { group, people: all, failed: [] };
}
