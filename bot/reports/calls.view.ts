import type { Instant, Micros } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import { regionName } from '../../cards/regions.ts';
import { reportCard, type ReportLine } from '../../cards/report.ts';
import { button } from '../../cards/verbs.ts';
import { cutNumbers } from '../chat/cut-numbers.view.ts';
import { frame, pageButtons, runButtons } from '../chat/frame.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { CallPage, ListedCall } from '../ports/index.ts';
import { callTypeName } from './line-words.view.ts';

interface CallsFacts {
  readonly sight: Sight;
  /** What was typed, for the next page. */
  readonly text: string;
  readonly isFirst: boolean;
  readonly older: string | undefined;
  readonly currency: string;
  readonly from: Instant;
  readonly to: Instant;
  /** What the list is narrowed to. */
  readonly person: string | undefined;
  readonly country: string | undefined;
  readonly over: Micros | undefined;
}

/** A page of calls; without the right to details nobody is named, and numbers lack their last digits (B8). */
export function callsView(speech: Speech, page: CallPage, facts: CallsFacts): Card {
  const { sight, currency } = facts;
  const narrowed = [
    speech.say('usage.range', { from: speech.date(facts.from), to: speech.date(facts.to) }),
    ...(facts.person === undefined ? [] : [escape(facts.person)]),
    ...(facts.country === undefined ? [] : [escape(regionName(speech.language, facts.country))]),
    ...(facts.over === undefined ? [] : [speech.say('calls.over', { amount: speech.money(facts.over, currency) })]),
  ];
  const isEmpty = page.calls.length === 0;
  return reportCard({
    ...frame(speech, speech.say('calls.title'), [
      ...pageButtons(speech, facts.text, { newest: !facts.isFirst, older: facts.older }),
      ...runButtons(speech, 'usage', 'balance'),
    ]),
    subtitle: narrowed.join(' · '),
    texts: [
      ...(isEmpty ? [{ text: speech.say(facts.older === undefined ? 'calls.empty' : 'calls.noneYet') }] : []),
      ...(sight.kind === 'whole' || isEmpty
        ? []
        : [{ text: speech.say('calls.cut', { why: denialText(speech, sight.why) }) }]),
    ],
    facts: [],
    chart: { title: '', unit: '', values: [] },
    lists: isEmpty ? [] : [{ title: '', lines: page.calls.map(call => callLine(speech, call, facts)) }],
  });
}

function callLine(speech: Speech, { row, cost }: ListedCall, { sight, currency }: CallsFacts): ReportLine {
  const { about } = row;
  const who = about.userName === '' ? about.userPrincipalName : about.userName;
  const number = about.callee === '' ? '' : sight.kind === 'whole' ? about.callee : cutNumbers(about.callee);
  const logged = sight.kind === 'whole' ? about.destination : cutNumbers(about.destination);
  const to = logged === '' ? '' : regionName(speech.language, logged);
  const name = [speech.dateTime(row.start), ...(sight.kind === 'whole' ? [who] : []), to].filter(part => part !== '');
  const more = [
    about.callType === '' ? '' : callTypeName(speech, about.callType),
    plain(number),
    speech.duration(row.durationSeconds),
  ].filter(part => part !== '');
  return {
    name: escape(plain(name.join(' · '))),
    about: escape(more.join(' · ')),
    value: speech.money(cost, currency),
    opens: button(speech.say('calls.open', { date: speech.dateTime(row.start) }), 'run', { text: `explain ${row.id}` }),
  };
}
