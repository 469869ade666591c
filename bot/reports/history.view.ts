import {
  addDays,
  instantOf,
  startOfDay,
  type ContentsLine,
  type DayRange,
  type Entry,
  type RecordedDay,
  type Terms,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { historyCard } from '../../cards/history.ts';
import { button } from '../../cards/verbs.ts';
import type { AskedPage } from '../chat/command.ts';
import { frame, pageButtons, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';
import type { Actor } from '../ports/index.ts';
import { entryText } from './entry-words.view.ts';

const kinds = ['all', 'payments', 'calls', 'rules', 'alerts'] as const;

export interface HistoryFacts {
  readonly lines: readonly ContentsLine[];
  readonly entries: readonly Entry[];
  readonly methods: readonly LabeledMethod[];
  readonly actors: readonly Actor[];
  /** By id; '' for somebody whom the directory no longer knows. */
  readonly names: ReadonlyMap<string, string>;
  readonly kind: (typeof kinds)[number];
  readonly days: DayRange | undefined;
  readonly asked: AskedPage;
  /** Where the next older page begins. */
  readonly older: string | undefined;
  readonly isEmpty: boolean;
}

/** A page of what was recorded, the newest first; calls stand together by the day. */
export function historyView(speech: Speech, terms: Terms, facts: HistoryFacts): Card {
  const { lines, kind, days, asked, older } = facts;
  const title = kind === 'all' ? 'history.title' : (`history.kind.${kind}` as const);
  return historyCard({
    ...frame(
      speech,
      speech.say(title),
      [
        ...pageButtons(speech, asked.text, { newest: asked.place !== '', older }),
        ...kinds
          .filter(one => one !== kind && one !== 'alerts')
          .map(one => button(speech.say(`history.kind.${one}`), 'run', { text: `history ${rangeTyped(days)}${one}` })),
        ...runButtons(speech, 'balance'),
      ].slice(0, 6),
    ),
    text:
      lines.length === 0
        ? speech.say(facts.isEmpty ? 'history.empty' : 'history.none')
        : speech.say('history.text', { range: rangeText(speech, days, terms) }).trim(),
    entries: lines.flatMap(line => lineOf(speech, line, terms, facts) ?? []),
  });
}

const rangeTyped = (days: DayRange | undefined): string => (days === undefined ? '' : `${days.first} to ${days.last} `);

function rangeText(speech: Speech, days: DayRange | undefined, { timeZone }: Terms): string {
  if (days === undefined) return '';
  const from = speech.date(startOfDay(days.first, timeZone));
  // A day is named by any instant of it.
  const to = speech.date(startOfDay(addDays(days.last, 1), timeZone) - 1);
  return from === to ? from : speech.say('history.range', { from, to });
}

function lineOf(
  speech: Speech,
  line: ContentsLine,
  terms: Terms,
  facts: HistoryFacts,
): { readonly at: string; readonly text: string } | undefined {
  if (line.kind === 'calls')
    return { at: speech.date(startOfDay(line.calls.day, terms.timeZone)), text: callsText(speech, line.calls, terms) };
  const entry = facts.entries.find(({ seq }) => seq === line.seq);
  if (entry === undefined) return undefined;
  const text = entryText(speech, entry, { ...terms, methods: facts.methods });
  return {
    at: speech.dateTime(instantOf(entry)),
    text: isByItself(entry) ? text : withActor(speech, text, entry.seq, facts),
  };
}

/** What the program does or concludes by itself, also where somebody’s deed led to it. */
const isByItself = ({ kind, facts }: Entry): boolean =>
  ['recharge-evaluated', 'alert-raised', 'alert-ended', 'lots-expired'].includes(kind) ||
  ('purpose' in facts && facts.purpose === 'recharge');

function callsText(speech: Speech, { calls, corrections, amount }: RecordedDay, { currency }: Terms): string {
  const facts = {
    calls: speech.number(calls),
    corrections: speech.number(corrections),
    amount: speech.money(amount, currency),
  };
  if (calls === 0) return speech.say('history.corrections', facts);
  const text = speech.say(calls === 1 ? 'history.call' : 'history.calls', facts);
  return corrections === 0 ? text : speech.say('history.corrected', { ...facts, text });
}

function withActor(speech: Speech, text: string, seq: number, { actors, names }: HistoryFacts): string {
  const person = actors.find(one => one.seq === seq)?.person;
  const name = person === undefined ? undefined : names.get(person);
  if (name === undefined) return text;
  return speech.say('history.by', { text, name: name === '' ? speech.say('history.gone') : escape(name) });
}
