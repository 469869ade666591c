import { productName as nameOf, type Census, type Offer, type Person } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { plain } from '../../cards/escape.ts';
import type { Choice, Fact, Link } from '../../cards/frame.ts';
import { setupPeopleCard, type SetupPeopleView } from '../../cards/setup-people.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, AssignmentStep } from '../licenses/assignments.ts';
import type { PeopleField } from '../licenses/people-suggestions.ts';
import { failuresOf, progressOf, resultsOf } from '../licenses/results.view.ts';
import type { Draft } from './drafts.ts';
import { go, setupFrame } from './frame.view.ts';

/** More names than this are not listed, but searched: a long choice does not work on a phone (T13). */
export const listed = 25;

interface More {
  readonly notice: string;
  readonly problem: string;
  /** Those chosen before. */
  readonly chosen: readonly Person[];
  /** Whether the bot may set a missing usage location. */
  readonly mayLocate: boolean;
}

/** S1 and S3 while no run is going on: who has a license, who lacks one, and the results of the last run. */
export function setupPeopleView(
  speech: Speech,
  draft: Draft,
  step: AssignmentStep,
  given: {
    readonly counts: Census;
    readonly products: readonly Offer[];
    readonly run: AssignmentRun | undefined;
  } & More,
): Card {
  const { counts, products, run } = given;
  const lack = step === 'licenses' ? counts.without : counts.lackCredits;
  const canAssign = lack.length > 0 && products.length > 0;
  const failed = run?.failed ?? [];
  const unlocated = failed.filter(({ reason }) => reason === 'no-usage-location');
  const assign = (
    who: 'all' | 'chosen' | 'failed' | 'rest',
    title: string,
    style: Button['style'] = 'default',
  ): Button => button(title, 'setup-assign', { version: draft.version, who }, { inputs: 'auto', style });
  const canLocate = given.mayLocate && unlocated.length > 0;
  return peopleCard(
    speech,
    draft,
    step,
    [
      ...(run?.state === 'stopped' && run.pending.length > 0
        ? [assign('rest', speech.say('setup.licenses.goOn', { count: speech.number(run.pending.length) }), 'positive')]
        : []),
      ...(canAssign ? [assign('all', assignAllText(speech, products, lack.length), 'positive')] : []),
      ...(canAssign ? [assign('chosen', speech.say('setup.licenses.assignChosen'))] : []),
      ...(failed.length > 0
        ? [assign('failed', speech.say('setup.licenses.retry', { count: speech.number(failed.length) }))]
        : []),
      ...(canLocate
        ? [
            button(
              speech.say('setup.licenses.locate', { count: speech.number(unlocated.length) }),
              'setup-locate',
              { version: draft.version },
              { inputs: 'auto' },
            ),
          ]
        : []),
      ...onwards(speech, draft, step, canAssign),
    ],
    {
      notice: given.notice,
      facts: factsOf(speech, step, counts),
      results: run === undefined ? '' : resultsOf(speech, run),
      failures: failuresOf(speech, failed),
      products:
        step === 'licenses' && canAssign
          ? products.map(offer => ({
              title: speech.say('setup.licenses.seats', {
                name: plain(offer.skus.map(nameOf).join(' + ')),
                seats: speech.number(offer.seats),
              }),
              value: offer.id,
            }))
          : [],
      product: step === 'licenses' ? (products[0]?.id ?? '') : '',
      ...(canAssign ? choiceOf(step, lack, given.chosen) : {}),
      country: canLocate ? speech.say('setup.licenses.country') : '',
      links: unlocated.length > 0 ? [usersLink(speech)] : [],
      problem:
        given.problem !== ''
          ? given.problem
          : lack.length === 0
            ? speech.say('setup.licenses.nobodyLacks')
            : canAssign
              ? ''
              : speech.say('setup.licenses.noProduct'),
    },
  );
}

/** How many of those who lack the license can have it: of several products, as many as the one with the most seats. */
function assignAllText(speech: Speech, products: readonly Offer[], lacking: number): string {
  const seats = Math.max(...products.map(offer => offer.seats));
  const count = speech.number(lacking);
  if (seats >= lacking) return speech.say('setup.licenses.assignAll', { count });
  const fits = speech.number(seats);
  return products.length === 1
    ? speech.say('setup.licenses.assignSome', { fits, count, seats: fits })
    : speech.say('setup.licenses.assignUpTo', { fits, count });
}

/** Among few people it is a list; among many they are searched, and those chosen before stay. */
function choiceOf(
  step: AssignmentStep,
  lack: readonly Person[],
  before: readonly Person[],
): Partial<Pick<SetupPeopleView, 'people' | 'search' | 'known' | 'chosen'>> {
  const choice = ({ id, name }: Person): Choice => ({ title: plain(name), value: id });
  const chosen = before.map(({ id }) => id).join(',');
  if (lack.length <= listed) return { people: lack.map(choice), chosen };
  const search: PeopleField = `people-lacking-${step}`;
  return { search, known: [...new Set([...before, ...lack.slice(0, listed)])].map(choice), chosen };
}

/** S1 and S3 while licenses are being given: the progress. */
export function setupProgressView(
  speech: Speech,
  draft: Draft,
  step: AssignmentStep,
  run: AssignmentRun,
  notice: string,
): Card {
  const done = run.assigned + run.failed.length;
  const { version } = draft;
  return peopleCard(
    speech,
    draft,
    step,
    [
      button(speech.say('button.refresh'), 'setup-go', { version, step }),
      button(speech.say('setup.licenses.stop'), 'setup-stop', { version }),
      ...onwards(speech, draft, step, true),
    ],
    {
      notice,
      results: progressOf(speech, run),
      // A column's width must be above zero.
      progress: [
        { width: Math.max(1, done), style: 'accent' },
        { width: Math.max(1, run.pending.length), style: 'emphasis' },
      ],
      failures: failuresOf(speech, run.failed),
      problem: run.isWaiting ? speech.say('setup.progressWaits') : '',
    },
  );
}

function peopleCard(
  speech: Speech,
  draft: Draft,
  step: AssignmentStep,
  buttons: readonly Button[],
  shown: Partial<SetupPeopleView>,
): Card {
  const title = step === 'licenses' ? 'setup.licenses.title' : 'setup.credits.title';
  return setupPeopleCard({
    ...setupFrame(speech, draft, title, buttons, shown.notice ?? ''),
    text: speech.say(`setup.${step}.text`),
    facts: [],
    results: '',
    progress: [],
    failures: [],
    labels: {
      product: speech.say('setup.licenses.product'),
      people: speech.say('setup.licenses.people'),
      search: speech.say('assign.search'),
    },
    products: [],
    product: '',
    people: [],
    search: '',
    known: [],
    chosen: '',
    country: '',
    links: [],
    problem: '',
    ...shown,
  });
}

const onwards = (speech: Speech, draft: Draft, step: AssignmentStep, isBusy: boolean): readonly Button[] => [
  go(speech, draft, step === 'licenses' ? 'order' : 'done', 'button.continue', isBusy ? 'default' : 'positive'),
  ...(step === 'licenses' ? [go(speech, draft, 'billing', 'button.back')] : []),
];

function factsOf(speech: Speech, step: AssignmentStep, counts: Census): readonly Fact[] {
  const fact = (title: Parameters<Speech['say']>[0], value: number): Fact => ({
    title: speech.say(title),
    value: speech.number(value),
  });
  const { eligible, without, lackCredits, resources, resourcesWithoutPlan, guests, disabled } = counts;
  const lack = new Set(lackCredits);
  if (step === 'credits')
    return [
      fact('setup.credits.have', eligible.filter(person => !lack.has(person)).length),
      fact('setup.credits.lack', lackCredits.length),
    ];
  return [
    fact('setup.licenses.have', eligible.length),
    fact('setup.licenses.lack', without.length),
    fact('setup.licenses.resources', resources.length),
    ...(resourcesWithoutPlan.length > 0
      ? [fact('setup.licenses.resourcesWithoutPlan', resourcesWithoutPlan.length)]
      : []),
    ...(guests.length > 0 ? [fact('setup.licenses.guests', guests.length)] : []),
    ...(disabled.length > 0 ? [fact('setup.licenses.disabled', disabled.length)] : []),
  ];
}

/** Where an admin sets usage locations: one of the active users at a time, or many. */
const usersLink = (speech: Speech): Link => ({
  title: speech.say('button.users'),
  url: 'https://admin.microsoft.com/adminportal/home#/users',
});
