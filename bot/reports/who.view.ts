import {
  begunMinutes,
  canRestoreCalls,
  creditsHeld,
  type DayRange,
  type Person,
  type Sku,
  type Telephony,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { regionName } from '../../cards/regions.ts';
import { reportCard } from '../../cards/report.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { productText } from '../licenses/product.view.ts';
import { wishText } from '../licenses/stop-calls.view.ts';
import type { StoppedCallsRecord } from '../licenses/stopped-calls.ts';
import type { UsageSums } from '../ports/index.ts';
import type { Whom } from './whom.ts';

interface WhoFacts {
  readonly skus: readonly Sku[];
  readonly telephony: Telephony;
  readonly days: DayRange;
  /** Undefined where the asker may not see them. */
  readonly sums: UsageSums | undefined;
  readonly sight: Sight;
  /** Whether the asker may give licenses and take them away. */
  readonly mayAssign: boolean;
  readonly currency: string;
  /** What was last wanted of their paid calls. */
  readonly wish: StoppedCallsRecord | undefined;
}

/** One person of the directory. */
export function whoView(speech: Speech, person: Person, facts: WhoFacts): Card {
  const { telephony, sums, sight, days, wish } = facts;
  const isStopped = canRestoreCalls(wish);
  const canGet =
    !isStopped &&
    !telephony.hasCredits &&
    (telephony.isResourceAccount ? telephony.hasPayAsYouGo : telephony.isEligible);
  return reportCard({
    ...frame(speech, plain(person.name), [
      ...(facts.mayAssign && canGet
        ? [
            button(
              speech.say('who.assign'),
              'run',
              { text: `assign credits to ${person.userPrincipalName}` },
              { style: 'positive' },
            ),
          ]
        : []),
      ...(facts.mayAssign && creditsHeld(person) === 'own'
        ? [
            button(speech.say('who.remove'), 'run', { text: `remove credits from ${person.userPrincipalName}` }),
            button(speech.say('paid.stop'), 'run', { text: `stop paid calls of ${person.userPrincipalName}` }),
          ]
        : []),
      ...(facts.mayAssign && isStopped
        ? [button(speech.say('paid.restore'), 'run', { text: `restore paid calls of ${person.userPrincipalName}` })]
        : []),
      ...(sums === undefined
        ? []
        : [
            button(speech.say('button.calls'), 'run', {
              text: `calls ${days.first} – ${days.last} of ${person.userPrincipalName}`,
            }),
          ]),
      ...runButtons(speech, 'licenses', 'usage'),
    ]),
    subtitle: escape(person.userPrincipalName),
    texts: [
      { text: stateText(speech, person, telephony) },
      ...(isStopped ? [{ text: wishText(speech, wish) }] : []),
      ...(sight.kind === 'whole' ? [] : [{ text: speech.say('who.noCalls', { why: denialText(speech, sight.why) }) }]),
    ],
    facts: [
      ...telephonyFacts(speech, telephony),
      ...(sums === undefined ? [] : sumFacts(speech, sums, { currency: facts.currency, title: 'who.month' })),
      { title: speech.say('who.location'), value: locationText(speech, person) },
    ],
    chart: { title: '', unit: '', values: [] },
    lists: person.licenses.length === 0 ? [] : [licenseList(speech, person, facts.skus)],
  });
}

/** Somebody who is no longer in the directory: what they called. */
export const leaverView = (
  speech: Speech,
  { name, address }: Whom,
  { days, sums, currency }: { readonly days: DayRange; readonly sums: UsageSums; readonly currency: string },
): Card =>
  reportCard({
    ...frame(speech, plain(name === '' ? address : name), [
      button(speech.say('button.calls'), 'run', { text: `calls ${days.first} – ${days.last} of ${address}` }),
      ...runButtons(speech, 'usage'),
    ]),
    subtitle: '',
    texts: [{ text: speech.say('who.left') }],
    facts: sumFacts(speech, sums, { currency, title: 'who.year' }),
    chart: { title: '', unit: '', values: [] },
    lists: [],
  });

/** What a person can do with credits, or what is missing for that. */
function stateText(speech: Speech, person: Person, telephony: Telephony): string {
  if (person.kind === 'guest') return speech.say('who.guest');
  if (telephony.isResourceAccount)
    return speech.say(
      telephony.hasPayAsYouGo ? (telephony.hasCredits ? 'who.ready' : 'who.lacksCredits') : 'who.resource',
    );
  if (!person.isEnabled) return speech.say('who.disabled');
  if (!telephony.isEligible) return speech.say(telephony.hasPhoneSystem ? 'who.lacksPlan' : 'who.lacksTelephony');
  return speech.say(telephony.hasCredits ? 'who.ready' : 'who.lacksCredits');
}

/** The country or region that services are used in. */
const locationText = (speech: Speech, { usageLocation }: Person): string =>
  usageLocation === null ? speech.say('who.noLocation') : escape(regionName(speech.language, usageLocation));

function telephonyFacts(speech: Speech, telephony: Telephony): readonly Fact[] {
  const has = (isSo: boolean): string => speech.say(isSo ? 'who.yes' : 'who.no');
  return [
    { title: speech.say('who.credits'), value: has(telephony.hasCredits) },
    { title: speech.say('who.conferencing'), value: has(telephony.hasAudioConferencing) },
    { title: speech.say('who.phone'), value: has(telephony.hasPhoneSystem) },
    { title: speech.say('who.plan'), value: has(telephony.hasCallingPlan) },
  ];
}

const sumFacts = (
  speech: Speech,
  { calls, seconds, cost }: UsageSums,
  { currency, title }: { readonly currency: string; readonly title: 'who.month' | 'who.year' },
): readonly Fact[] => [
  {
    title: speech.say(title),
    value:
      calls === 0
        ? speech.say('who.noCalls')
        : speech.say('who.monthValue', {
            calls: speech.number(calls),
            minutes: speech.number(begunMinutes(seconds)),
            amount: speech.money(cost, currency),
          }),
  },
];

const licenseList = (speech: Speech, { licenses }: Person, skus: readonly Sku[]) => ({
  title: speech.say('who.licenses'),
  lines: licenses.map(({ skuId, isActive, isByGroup }) => ({
    name: escape(productText(speech, skus.find(({ id }) => id === skuId) ?? { id: skuId, partNumber: '' })),
    about: [isByGroup ? speech.say('who.byGroup') : '', isActive ? '' : speech.say('who.inactive')]
      .filter(Boolean)
      .join(' · '),
    value: '',
    opens: null,
  })),
});
