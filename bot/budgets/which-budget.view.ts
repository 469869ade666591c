import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import { longestButton, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Candidate, Whose } from './whose-budget.ts';

/** Asks whose budget is meant, or says that nobody is called so. */
export function whichBudgetView(
  speech: Speech,
  {
    typed,
    asked,
    whose,
  }: {
    readonly typed: string;
    /** The amount, or `off`, that was typed; '' for none. */
    readonly asked: string;
    readonly whose: Exclude<Whose, { readonly kind: 'one' }>;
  },
): Card {
  const name = escape(cut(typed));
  const all = whose.kind === 'several' ? whose.candidates : whose.near;
  const word = whose.kind === 'several' ? 'budget.which' : all.length === 0 ? 'budget.nobody' : 'budget.near';
  const lines = all.map(one => ({ one, text: `budget ${asked} of ${typedFor(one)}`.replace('  ', ' ') }));
  return notice(speech, speech.say('budget.title'), [speech.say(word, { name })], {
    buttons: [
      ...lines
        .filter(({ text }) => text.length <= longestButton)
        .map(({ one, text }) => button(plain(cut(titleOf(speech, one))), 'run', { text })),
      ...runButtons(speech, 'budget'),
    ],
  });
}

const titleOf = (speech: Speech, { of, name, address }: Candidate): string =>
  `${name} · ${of.kind === 'department' ? speech.say('budget.department') : address}`;

const typedFor = ({ of, name, address }: Candidate): string =>
  of.kind === 'department' ? `department ${name}` : `person ${address}`;
