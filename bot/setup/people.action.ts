import { z } from 'zod';
import { creditsSkuId, type Person } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { action } from '../chat/action.ts';
import type { Turn } from '../chat/turn.ts';
import type { AskedRun, AssignedPerson, AssignmentStep } from '../licenses/assignments.ts';
import { beginAssignment, peopleLacking, seatedOf, type AssigningNeeds } from '../licenses/begin-assignment.ts';
import { allLacking } from '../licenses/license-groups.ts';
import { lacking, offersIn } from '../licenses/offers.ts';
import { readPeople, type People } from '../licenses/people.ts';
import type { StoppedCalls } from '../licenses/stopped-calls.ts';
import { withDraft } from './draft-steps.ts';
import type { Draft } from './drafts.ts';
import { replyWith } from './own-card.ts';
import { present, presentSetup, type SetupNeeds } from './setup.ts';

type GivingNeeds = SetupNeeds & AssigningNeeds & { readonly stoppedCalls: StoppedCalls };

const version = z.int().positive();
const typed = z.string().max(200).default('');
/** Ids from a list or a field that is typed into, of which a card has one. */
const chosenPeople = z.string().max(4000).default('');

/** S1 and S3: gives licenses to all who lack them, to the chosen, again where it failed, or to those still pending after a stop. */
export const setupAssign = action(
  'setup-assign',
  'licenses',
  z.object({
    version,
    who: z.enum(['all', 'chosen', 'failed', 'rest']),
    product: typed,
    people: chosenPeople,
    searched: chosenPeople,
  }),
  async (needs: GivingNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await atPeople(needs, turn, data.version, (draft, step) =>
        assign(needs, turn, draft, step, { ...data, people: `${data.people},${data.searched}` }),
      ),
    ),
);

/** Stops the run; licenses already given stay. */
export const setupStop = action(
  'setup-stop',
  'licenses',
  z.object({ version }),
  async (needs: GivingNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await atPeople(needs, turn, data.version, async (draft, step) => {
        await needs.assignmentWorker.stop(step);
        return present(needs, turn, draft);
      }),
    ),
);

/** Sets the usage location of people without one, and tries their licenses again. */
export const setupLocate = action(
  'setup-locate',
  'licenses',
  z.object({ version, country: z.string().max(20).default('') }),
  async (needs: GivingNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await atPeople(needs, turn, data.version, async (draft, step) => {
        const { speech } = turn;
        const country = data.country.trim().toUpperCase();
        const run = await needs.assignments.readGiving(step);
        const failed = (run?.failed ?? []).filter(({ reason }) => reason === 'no-usage-location');
        const unlocated = await meantAgain(needs, step, failed);
        if (!needs.mayLocate || run === undefined || unlocated.length === 0) return present(needs, turn, draft);
        if (!/^[A-Z]{2}$/.test(country))
          return present(needs, turn, draft, { problem: speech.say('setup.licenses.noCountry') });
        // Whoever has been given a location since keeps it.
        const known = await needs.keptDirectory.read();
        const ids = new Set(unlocated.map(({ id }) => id));
        const people = await needs.keptDirectory.afresh(known.people.filter(({ id }) => ids.has(id)));
        const isLocated = new Set(people.flatMap(({ id, usageLocation }) => (usageLocation === null ? [] : [id])));
        return give(needs, turn, draft, step, {
          skuIds: run.skuIds,
          people: unlocated.map(without).map(one => (isLocated.has(one.id) ? one : { ...one, country })),
          isAgain: true,
        });
      }),
    ),
);

/** Runs with the draft that the button was drawn for, if it is at one of the two steps. */
const atPeople = (
  needs: GivingNeeds,
  turn: Turn,
  drawnFor: number,
  run: (draft: Draft, step: AssignmentStep) => Promise<Card>,
): Promise<Card> =>
  withDraft(needs, turn, drawnFor, draft =>
    draft.step === 'licenses' || draft.step === 'credits' ? run(draft, draft.step) : present(needs, turn, draft),
  );

/** Whose paid calls were stopped is given the credits license by name alone; to whom a group is to bring it, by that. */
const allOf = async (needs: GivingNeeds, step: AssignmentStep, found: People): Promise<readonly Person[]> =>
  step === 'credits' ? (await allLacking(needs, found)).people : lacking(step, found);

const meantAgain = async <One extends AssignedPerson>(
  { stoppedCalls }: Pick<GivingNeeds, 'stoppedCalls'>,
  step: AssignmentStep,
  people: readonly One[],
): Promise<readonly One[]> => (step === 'credits' ? stoppedCalls.leftAlone(people) : people);

async function assign(
  needs: GivingNeeds,
  turn: Turn,
  draft: Draft,
  step: AssignmentStep,
  asked: { readonly who: 'all' | 'chosen' | 'failed' | 'rest'; readonly product: string; readonly people: string },
): Promise<Card> {
  const { speech } = turn;
  const before = await needs.assignments.readGiving(step);
  if (before?.state === 'running') return present(needs, turn, draft);
  if (asked.who === 'failed' || asked.who === 'rest') {
    const left = (asked.who === 'failed' ? before?.failed : before?.pending) ?? [];
    if (before === undefined || left.length === 0) return present(needs, turn, draft);
    const people = await meantAgain(needs, step, left);
    const seated = seatedOf(people.map(without), await needs.directory.skus());
    const meant = new Set(people.map(({ id }) => id));
    const stopped = left
      .filter(({ id }) => !meant.has(id))
      .map(one => ({ ...without(one), reason: 'calls-stopped' as const }));
    const failed = [...seated.failed, ...stopped];
    return give(needs, turn, draft, step, { skuIds: before.skuIds, people: seated.people, failed, isAgain: true });
  }
  const found = await readPeople(needs);
  const lack = lacking(step, found);
  const chosen = new Set(asked.people.split(',').filter(id => id !== ''));
  const people = lacking(step, {
    ...found,
    people: await needs.keptDirectory.afresh(
      asked.who === 'all' ? await allOf(needs, step, found) : lack.filter(({ id }) => chosen.has(id)),
    ),
  });
  if (people.length === 0) return present(needs, turn, draft, { problem: speech.say('setup.licenses.nobodyChosen') });
  const product = step === 'credits' ? creditsSkuId : asked.product;
  const offer = offersIn(step, found.skus).find(({ id }) => id === product);
  if (offer === undefined)
    return present(needs, turn, draft, { problem: speech.say('setup.licenses.noProduct'), chosen: [...chosen] });
  const skuIds = offer.skus.map(({ id }) => id);
  const seated = peopleLacking(people, skuIds, found.skus);
  if (asked.who !== 'all') return give(needs, turn, draft, step, { skuIds, ...seated });
  // Of all, those for whom there was no seat did not fail: they lack it as before, and stay to be chosen.
  const failed = seated.failed.filter(({ reason }) => reason !== 'no-seats');
  const left = seated.failed.length - failed.length;
  const notice = left === 0 ? '' : speech.say('setup.licenses.noMoreSeats', { left: speech.number(left) });
  return give(needs, turn, draft, step, { skuIds, ...seated, failed }, notice);
}

/** The person without the reason of a failure. */
const without = ({ id, name, skuIds }: AssignedPerson): AssignedPerson => ({ id, name, skuIds });

/** Begins a run, and answers with its results, or with its progress. */
async function give(
  needs: GivingNeeds,
  turn: Turn,
  draft: Draft,
  step: AssignmentStep,
  asked: Omit<AskedRun, 'id' | 'card'>,
  notice = '',
): Promise<Card> {
  const next = await needs.drafts.advance(draft, {});
  if (next === undefined) return presentSetup(needs, turn, turn.speech.say('app.stale'));
  const run = await beginAssignment(needs, turn, step, { id: turn.id, isSetup: true, setup: draft.id, ...asked });
  return present(needs, turn, next, { notice: run === undefined ? turn.speech.say('assign.busy') : notice });
}
