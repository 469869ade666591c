import { z } from 'zod';
import { creditsSkuId } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Turn } from '../app/app.ts';
import { carryOut, peopleLacking } from '../licenses/begin-assignment.ts';
import type { AskedRun, AssignedPerson, AssignmentStep } from '../licenses/assignments.ts';
import type { Draft } from './drafts.ts';
import { findPeople, present, presentSetup, step as takeStep, withDraft } from './setup.ts';
import { lacking, offersIn } from './people.view.ts';
import { action } from '../chat/action.ts';

const version = z.int().positive();
const typed = z.string().max(200).default('');

/** S1 and S3: gives licences to all who lack them, to the chosen, again to those for whom it failed, or to those left when it was stopped. */
export const setupAssign = action(
  'setup-assign',
  'licences',
  z.object({
    version,
    who: z.enum(['all', 'chosen', 'failed', 'rest']),
    product: typed,
    people: z.string().max(4000).default(''),
  }),
  async (turn, data) => ({
    card: await atPeople(turn, data.version, (draft, step) => assign(turn, draft, step, data)),
  }),
);

/** Stops giving licences: whoever has one keeps it. */
export const setupStop = action('setup-stop', 'licences', z.object({ version }), async (turn, data) => ({
  card: await atPeople(turn, data.version, async (draft, step) => {
    await turn.app.assignments.stop(turn.app.tenant, step);
    return present(turn, draft);
  }),
}));

/** Says where people are for whom that was missing, and gives them their licences again. */
export const setupLocate = action(
  'setup-locate',
  'licences',
  z.object({ version, country: z.string().max(20).default('') }),
  async (turn, data) => ({
    card: await atPeople(turn, data.version, async (draft, step) => {
      const { app, speech } = turn;
      const country = data.country.trim().toUpperCase();
      const run = await app.assignments.read(app.tenant, step);
      const nowhere = (run?.failed ?? []).filter(({ reason }) => reason === 'no-usage-location');
      if (!app.mayLocate || run === undefined || nowhere.length === 0) return present(turn, draft);
      if (!/^[A-Z]{2}$/.test(country)) return present(turn, draft, { problem: speech.say('setup.licences.noCountry') });
      return give(turn, draft, step, { skuIds: run.skuIds, people: nowhere.map(without), country, isAgain: true });
    }),
  }),
);

/** With the draft that the button was drawn for, where it stands at one of the two steps. */
const atPeople = (
  turn: Turn,
  drawnFor: number,
  run: (draft: Draft, step: AssignmentStep) => Promise<Card>,
): Promise<Card> =>
  withDraft(turn, drawnFor, draft =>
    draft.step === 'licences' || draft.step === 'credits' ? run(draft, draft.step) : present(turn, draft),
  );

async function assign(
  turn: Turn,
  draft: Draft,
  step: AssignmentStep,
  asked: { readonly who: 'all' | 'chosen' | 'failed' | 'rest'; readonly product: string; readonly people: string },
): Promise<Card> {
  const { app, speech } = turn;
  const before = await app.assignments.read(app.tenant, step);
  if (before?.state === 'running') return present(turn, draft);
  if (asked.who === 'failed' || asked.who === 'rest') {
    const people = (asked.who === 'failed' ? before?.failed : before?.pending) ?? [];
    if (before === undefined || people.length === 0) return present(turn, draft);
    return give(turn, draft, step, { skuIds: before.skuIds, people: people.map(without), isAgain: true });
  }
  const found = await findPeople(turn);
  const lack = lacking(step, found);
  const chosen = new Set(asked.people.split(',').filter(id => id !== ''));
  const people = asked.who === 'all' ? lack : lack.filter(({ id }) => chosen.has(id));
  if (people.length === 0) return present(turn, draft, { problem: speech.say('setup.licences.nobodyChosen') });
  const product = step === 'credits' ? creditsSkuId : asked.product;
  const offer = offersIn(step, found.skus).find(({ id }) => id === product);
  if (offer === undefined) return present(turn, draft, { problem: speech.say('setup.licences.noProduct') });
  const skuIds = offer.skus.map(({ id }) => id);
  return give(turn, draft, step, { skuIds, ...peopleLacking(people, skuIds) });
}

/** Somebody as they were before it failed. */
const without = ({ id, name, skuIds }: AssignedPerson): AssignedPerson => ({ id, name, skuIds });

/** Begins to give, and answers with what came of it, or with how far it is. */
async function give(
  turn: Turn,
  draft: Draft,
  step: AssignmentStep,
  asked: Omit<AskedRun, 'id' | 'card'>,
): Promise<Card> {
  const next = await takeStep(turn, draft);
  if (next === undefined) return presentSetup(turn, turn.speech.say('app.stale'));
  const run = await carryOut(turn, step, { id: turn.id, isSetup: true, ...asked });
  return present(turn, next, run === undefined ? { notice: turn.speech.say('assign.busy') } : {});
}
