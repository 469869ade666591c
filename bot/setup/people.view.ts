import { type Census, type Instant, type LicenseGroup, type Offer, type Person } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Choice, Fact } from '../../cards/frame.ts';
import { setupPeopleCard, type SetupPeopleView } from '../../cards/setup-people.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun, AssignmentStep } from '../licenses/assignments.ts';
import { groupOfferButton, groupOfferText } from '../licenses/license-group.view.ts';
import type { CalledGroup } from '../licenses/license-groups.ts';
import type { PeopleField } from '../licenses/people-suggestions.ts';
import { productText } from '../licenses/product.view.ts';
import { failuresOf, progressOf, resultsOf, triedAgain, waitText } from '../licenses/results.view.ts';
import type { Draft } from './drafts.ts';
import { go, setupFrame } from './frame.view.ts';

/** More names than this are not listed, but searched: a long choice does not work on a phone (T13). */
const listed = 10;

/** The most whom a client that cannot search chooses among. */
export const mostShown = 25;

interface More {
  readonly notice: string;
  readonly problem: string;
  /** Who gives licenses, for a viewer who may not; '' for one who may. */
  readonly toAsk: string;
  /** Who began the last run; '' where that is not known. */
  readonly by: string;
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
    /** The group that would do for most of them; undefined where none would. */
    readonly offer?: CalledGroup<LicenseGroup> | undefined;
  } & More,
): Card {
  const { counts, products, run, toAsk, offer } = given;
  const lack = step === 'licenses' ? counts.without : counts.lackCredits;
  const canAssign = toAsk === '' && lack.length > 0 && products.length > 0;
  const failed = run?.failed ?? [];
  const unlocated = failed.filter(({ reason }) => reason === 'no-usage-location');
  const canLocate = toAsk === '' && given.mayLocate && unlocated.length > 0;
  const without = counts.resourcesWithoutPlan.length;
  return peopleCard(
    speech,
    draft,
    step,
    peopleButtons(speech, draft, step, { lack, products, run, canAssign, canLocate, toAsk, offer }),
    {
      notice: given.notice,
      facts: factsOf(speech, step, counts),
      warning:
        step === 'licenses' && without > 0
          ? speech.say('setup.licenses.resourcesWithoutPlan', {
              count: speech.number(without),
              all: speech.number(counts.resources.length),
            })
          : offer === undefined
            ? ''
            : groupOfferText(speech, offer),
      state: lack.length === 0 ? speech.say('setup.licenses.nobodyLacks') : toAsk,
      results: run === undefined ? '' : lastRunText(speech, run, given.by),
      failures: failuresOf(speech, failed),
      products:
        step === 'licenses' && canAssign
          ? products.map(offer => ({
              title: speech.say('setup.licenses.seats', {
                name: plain(offer.skus.map(sku => productText(speech, sku)).join(' + ')),
                seats: speech.number(offer.seats),
              }),
              value: offer.id,
            }))
          : [],
      product: step === 'licenses' ? (products[0]?.id ?? '') : '',
      ...(canAssign ? choiceOf(step, lack, given.chosen) : {}),
      country: canLocate ? speech.say('setup.licenses.country') : '',
      problem:
        given.problem === '' && toAsk === '' && lack.length > 0 && products.length === 0
          ? speech.say('setup.licenses.noProduct')
          : given.problem,
    },
  );
}

/** The results of a run, with who began it and when. */
function lastRunText(speech: Speech, run: AssignmentRun, by: string): string {
  const results = resultsOf(speech, run);
  if (run.begunAt === null) return results;
  const facts = { date: speech.dateTime(run.begunAt), name: escape(by), results };
  return speech.say(by === '' ? 'setup.lastRun' : 'setup.lastRunBy', facts);
}

/** What is to be done first, and what else: three are seen, the others are behind the dots. */
function peopleButtons(
  speech: Speech,
  draft: Draft,
  step: AssignmentStep,
  found: {
    readonly lack: readonly Person[];
    readonly products: readonly Offer[];
    readonly run: AssignmentRun | undefined;
    readonly canAssign: boolean;
    readonly canLocate: boolean;
    readonly toAsk: string;
    readonly offer: CalledGroup<LicenseGroup> | undefined;
  },
): readonly Button[] {
  const { lack, products, run, canAssign, canLocate, toAsk, offer } = found;
  const { version } = draft;
  const failed = toAsk === '' ? triedAgain(run?.failed ?? []) : [];
  const assign = (who: 'all' | 'chosen' | 'failed' | 'rest', title: string): Button =>
    button(title, 'setup-assign', { version, who }, { inputs: 'auto' });
  const all = canAssign ? [assign('all', assignAllText(speech, products, lack.length))] : [];
  const group = offer === undefined || !canAssign ? [] : [groupOfferButton(speech, offer)];
  const chosen = canAssign ? [assign('chosen', speech.say('setup.licenses.assignChosen'))] : [];
  const retry =
    failed.length === 0
      ? []
      : [assign('failed', speech.say('setup.licenses.retry', { count: speech.number(failed.length) }))];
  const locate = canLocate
    ? [
        button(
          speech.say('setup.licenses.locate', {
            count: speech.number(failed.filter(({ reason }) => reason === 'no-usage-location').length),
          }),
          'setup-locate',
          { version },
          { inputs: 'auto' },
        ),
      ]
    : [];
  const rest =
    toAsk === '' && run?.state === 'stopped' && run.pending.length > 0
      ? [assign('rest', speech.say('setup.licenses.goOn', { count: speech.number(run.pending.length) }))]
      : [];
  const known = new Set(failed.map(({ id }) => id));
  // Where only those are left for whom it has just failed, going on comes first.
  const isTried = rest.length === 0 && lack.every(({ id }) => known.has(id));
  const first = isTried ? [onwards(speech, draft, step), ...retry, ...locate] : [...rest, ...all, ...group, ...chosen];
  const last = isTried ? chosen : [...retry, ...locate];
  const seen = isTried ? first.slice(0, 3) : [...first.slice(0, 2), onwards(speech, draft, step)];
  const others = [...first.filter(one => !seen.includes(one)), ...last, ...back(speech, draft, step)];
  return [
    ...seen.map((one, index): Button => (index === 0 ? { ...one, style: 'positive' } : one)),
    ...others.slice(0, 6 - seen.length).map((one): Button => ({ ...one, mode: 'secondary' })),
  ];
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
  return { search, known: [...new Set([...before, ...lack.slice(0, mostShown)])].map(choice), chosen };
}

/** S1 and S3 while licenses are being given: the progress. */
export function setupProgressView(
  speech: Speech,
  draft: Draft,
  step: AssignmentStep,
  run: AssignmentRun,
  { notice, toAsk, now }: { readonly notice: string; readonly toAsk: string; readonly now: Instant },
): Card {
  const done = run.assigned + run.failed.length;
  const { version } = draft;
  return peopleCard(
    speech,
    draft,
    step,
    [
      button(speech.say('button.refresh'), 'setup-go', { version, step }),
      ...(toAsk === '' ? [button(speech.say('setup.licenses.stop'), 'setup-stop', { version })] : []),
      onwards(speech, draft, step),
      ...back(speech, draft, step).map((one): Button => ({ ...one, mode: 'secondary' })),
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
      state: waitText(speech, run, now),
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
    warning: '',
    state: '',
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
    problem: '',
    ...shown,
  });
}

const onwards = (speech: Speech, draft: Draft, step: AssignmentStep): Button =>
  go(speech, draft, step === 'licenses' ? 'order' : 'done', 'button.continue');

const back = (speech: Speech, draft: Draft, step: AssignmentStep): readonly Button[] =>
  step === 'licenses' ? [go(speech, draft, 'billing', 'button.back')] : [];

/** The facts add up: all of the organization is counted once, those who are left out apart. */
function factsOf(speech: Speech, step: AssignmentStep, counts: Census): readonly Fact[] {
  const fact = (title: Parameters<Speech['say']>[0], value: number): readonly Fact[] =>
    value === 0 ? [] : [{ title: speech.say(title), value: speech.number(value) }];
  const { eligible, without, lackCredits, resources, guests, disabled } = counts;
  const lack = new Set(lackCredits);
  const lacking = eligible.filter(person => lack.has(person)).length;
  if (step === 'credits')
    return [
      ...fact('setup.credits.have', eligible.length - lacking),
      ...fact('setup.credits.lack', lacking),
      ...fact('setup.credits.resources', lackCredits.length - lacking),
    ];
  return [
    ...fact('setup.licenses.have', eligible.length),
    ...fact('setup.licenses.lack', without.length),
    ...fact('setup.licenses.resources', resources.length),
    ...fact('setup.licenses.guests', guests.length),
    ...fact('setup.licenses.disabled', disabled.length),
  ];
}
