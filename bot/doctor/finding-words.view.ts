import { escape } from '../../cards/escape.ts';
import type { Word } from '../../cards/words.ts';
import type { CheckedArea, Light, lights, Observation, ObservationKind, ObservedFact } from '../ports/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Diagnosis, Finding } from './diagnosis.ts';

/** The kinds of which there is something to do. */
type FaultKind = { [Kind in ObservationKind]: (typeof lights)[Kind] extends 'green' ? never : Kind }[ObservationKind];

export const areaText = (speech: Speech, area: CheckedArea): string => speech.say(`doctor.area.${area}`);

/** How many are red and amber. */
export function summaryText(speech: Speech, { light, findings }: Diagnosis, date: string): string {
  const count = (one: Light): string => speech.number(findings.filter(finding => finding.light === one).length);
  if (light === 'green') return speech.say('doctor.all-green', { date });
  if (light === 'amber') return speech.say('doctor.amber', { amber: count('amber'), date });
  return speech.say('doctor.red', { red: count('red'), amber: count('amber'), date });
}

/** What was seen, in a sentence. */
export const seenText = (speech: Speech, { kind, facts }: Observation): string =>
  speech.say(
    `doctor.${kind}`,
    Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [
        name,
        name === 'log' ? logText(speech, fact) : factText(speech, fact),
      ]),
    ),
  );

/** What to do; undefined where there is nothing to do. */
export function remedyText(speech: Speech, { kind, light }: Finding): string | undefined {
  if (light === 'green') return undefined;
  // By the table a kind has one light.
  const word: Word = `doctor.${kind as FaultKind}.do`;
  return speech.say(word);
}

/** What each log is called where admins see it; Graph calls it otherwise. */
const logWords: Readonly<Partial<Record<string, Word>>> = {
  getPstnCalls: 'doctor.log.getPstnCalls',
  getSmsLog: 'doctor.log.getSmsLog',
};

function logText(speech: Speech, log: ObservedFact): string {
  const word = typeof log === 'string' ? logWords[log] : undefined;
  return word === undefined ? factText(speech, log) : speech.say(word);
}

function factText(speech: Speech, fact: ObservedFact): string {
  if (typeof fact === 'string') return escape(fact);
  if (typeof fact === 'number') return speech.number(fact);
  if (isNames(fact)) return fact.map(escape).join(speech.say('list.comma'));
  if ('at' in fact) return speech.dateTime(fact.at);
  if ('bytes' in fact) return bytesText(speech, fact.bytes);
  return speech.say(`doctor.place.${fact.place}`, { number: speech.number(fact.number) });
}

/** Whether a fact is a list of names. */
export const isNames = (fact: object): fact is readonly string[] => Array.isArray(fact);

const gigabyte = 1_000_000_000;

const bytesText = (speech: Speech, bytes: number): string =>
  bytes >= gigabyte
    ? speech.say('doctor.bytes.GB', { number: speech.number(Math.floor(bytes / gigabyte)) })
    : speech.say('doctor.bytes.MB', { number: speech.number(Math.floor(bytes / 1_000_000)) });
