import { census, countLacks, type Instant, type Lacking } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { reportCard } from '../../cards/report.ts';
import { button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { BlockedUser } from '../ports/index.ts';
import { asOfLine } from './as-of.view.ts';
import type { AssignmentRun, AssignmentStep } from './assignments.ts';
import { lackWords } from './lack-words.view.ts';
import { leftOutLines } from './left-out.view.ts';
import type { People } from './people.ts';
import { failuresOf, progressOf, resultsOf } from './results.view.ts';

interface LicensesFacts extends Pick<People, 'people' | 'skus' | 'asOf' | 'leftOut'> {
  readonly now: Instant;
  readonly runs: readonly { readonly step: AssignmentStep; readonly run: AssignmentRun }[];
  readonly blocked: readonly BlockedUser[];
  readonly sight: Sight;
  readonly mayAssign: boolean;
}

const noChart = { title: '', unit: '', values: [] };

/** How many can call, and how many lack what; people by name only for whoever may see them. */
export function licensesView(speech: Speech, { people, skus, asOf, leftOut, now, ...shown }: LicensesFacts): Card {
  const { eligible, without, lackCredits, resources, resourcesWithoutPlan, guests, disabled } = census(people, skus);
  const fact = (title: Parameters<Speech['say']>[0], some: readonly unknown[]): Fact => ({
    title: speech.say(title),
    value: speech.number(some.length),
  });
  const some = (title: Parameters<Speech['say']>[0], counted: readonly unknown[]): readonly Fact[] =>
    counted.length === 0 ? [] : [fact(title, counted)];
  const isMissing = lackCredits.length + without.length + resourcesWithoutPlan.length > 0;
  return reportCard({
    ...frame(speech, speech.say('licenses.title'), [
      ...(shown.mayAssign && lackCredits.length > 0
        ? [
            button(
              speech.say('licenses.assignAll', { count: speech.number(lackCredits.length) }),
              'run',
              { text: 'assign credits to everyone' },
              { style: 'positive' },
            ),
          ]
        : []),
      ...(isMissing ? [button(speech.say('licenses.who'), 'run', { text: 'licenses missing' })] : []),
      ...(shown.mayAssign ? runButtons(speech, 'setup') : []),
    ]),
    subtitle: '',
    texts: [
      ...(isMissing ? [] : [speech.say('setup.licenses.nobodyLacks')]),
      ...shown.runs.flatMap(({ step, run }) => runTexts(speech, step, run, shown.sight)),
      ...blockedTexts(speech, shown),
      ...leftOutLines(speech, { leftOut, skus }),
      ...asOfLine(speech, asOf, now),
    ].map(text => ({ text })),
    facts: [
      fact('licenses.canCall', eligible),
      fact('licenses.noCredits', lackCredits),
      fact('licenses.noPlan', without),
      ...some('licenses.resources', resources),
      ...some('licenses.resourcesNoPlan', resourcesWithoutPlan),
      ...some('licenses.guests', guests),
      ...some('licenses.disabled', disabled),
    ],
    chart: noChart,
    lists: [],
  });
}

const runTexts = (speech: Speech, step: AssignmentStep, run: AssignmentRun, sight: Sight): readonly string[] => [
  speech.say(run.deed === 'give' ? 'licenses.last' : 'licenses.lastRemoved', {
    step: speech.say(`setup.step.${step}`),
    results: run.state === 'running' ? progressOf(speech, run) : resultsOf(speech, run),
  }),
  ...failuresOf(speech, run.failed, sight.kind).map(({ text }) => text),
];

function blockedTexts(speech: Speech, { blocked, sight }: Pick<LicensesFacts, 'blocked' | 'sight'>): readonly string[] {
  if (sight.kind !== 'whole' && blocked.length > 0)
    return [speech.say('licenses.blockedCount', { count: speech.number(blocked.length) })];
  return blocked.map(({ name, at, reason }) =>
    speech.say('licenses.blocked', { name: escape(name), date: speech.date(at), reason: escape(reason) }),
  );
}

/** Who lacks something, and what, a page of them; counted for whoever may not see them by name. */
export function whoLacksView(
  speech: Speech,
  {
    all,
    page,
    text,
    sight,
  }: {
    readonly all: readonly Lacking[];
    readonly page: ListPage<Lacking>;
    readonly text: string;
    readonly sight: Sight;
  },
): Card {
  const isNamed = sight.kind === 'whole';
  return reportCard({
    ...frame(speech, speech.say('licenses.missingTitle'), [
      ...(isNamed ? moreButtons(speech, text, page) : []),
      ...runButtons(speech, 'licenses'),
    ]),
    subtitle: speech.say('licenses.missingCount', { count: speech.number(all.length) }),
    texts: [
      ...(all.length === 0 ? [{ text: speech.say('setup.licenses.nobodyLacks') }] : []),
      ...(isNamed || all.length === 0
        ? []
        : [
            ...countLacks(all).map(([lack, count]) => ({
              text: speech.say('licenses.missingOf', {
                count: speech.number(count),
                lacks: speech.say(lackWords[lack]),
              }),
            })),
            { text: speech.say('licenses.counted', { why: denialText(speech, sight.why) }) },
          ]),
    ],
    facts: [],
    chart: noChart,
    lists: !isNamed || all.length === 0 ? [] : [{ title: '', lines: page.items.map(one => lackingLine(speech, one)) }],
  });
}

const lackingLine = (speech: Speech, { person, lack }: Lacking) => ({
  name: escape(person.name),
  about: speech.say(lackWords[lack]),
  value: '',
  opens: button(speech.say('licenses.open', { name: plain(person.name) }), 'run', {
    text: `who ${person.userPrincipalName}`,
  }),
});
