import type { DayRange } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Whom } from './whom.ts';

const mostShown = 5;

/** Asks which of several people is meant, or says that nobody is. */
export function whichPersonView(
  speech: Speech,
  command: 'calls' | 'who',
  { typed, people, days }: { readonly typed: string; readonly people: readonly Whom[]; readonly days?: DayRange },
): Card {
  const name = escape(cut(typed));
  const title = speech.say(command === 'who' ? 'who.title' : 'calls.title');
  if (people.length === 0)
    return notice(speech, title, [speech.say(command === 'who' ? 'assign.nobody' : 'whom.nobody', { name })], {
      buttons: runButtons(speech, 'help'),
    });
  const range = days === undefined ? '' : `${days.first} – ${days.last} `;
  const meant = (address: string): string => (command === 'who' ? `who ${address}` : `calls ${range}of ${address}`);
  return notice(speech, title, [speech.say('whom.which', { name, count: speech.number(people.length) })], {
    buttons: people
      .slice(0, mostShown)
      .map(one => button(plain(cut(`${one.name} · ${one.address}`)), 'run', { text: meant(one.address) })),
  });
}
