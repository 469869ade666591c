import type { SetupFrame } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import type { Draft, SetupStep } from './drafts.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';

const marked: readonly {
  readonly step: 'billing' | 'licenses' | 'order' | 'credits';
  readonly covers: readonly SetupStep[];
}[] = [
  { step: 'billing', covers: ['billing', 'postpaid'] },
  { step: 'licenses', covers: ['licenses'] },
  { step: 'order', covers: ['order', 'review'] },
  { step: 'credits', covers: ['credits'] },
];

/** The head of set-up's cards: the steps, with the current one and those done marked. */
export function setupFrame(
  speech: Speech,
  draft: Draft,
  title: Word,
  buttons: readonly Button[],
  notice: string,
): SetupFrame {
  const present = marked.findIndex(({ covers }) => covers.includes(draft.step));
  return {
    ...frame(speech, speech.say(title), buttons),
    heading: speech.say('setup.title'),
    notice,
    steps: marked.map(({ step }, index) => {
      const isPast = present === -1 || index < present;
      return {
        mark: isPast ? '✓' : `${index + 1}.`,
        name: speech.say(`setup.step.${step}`),
        weight: index === present ? 'Bolder' : 'Default',
        color: isPast ? 'Good' : index === present ? 'Accent' : 'Default',
      };
    }),
  };
}

export const go = (
  speech: Speech,
  draft: Draft,
  step: SetupStep,
  word: Word,
  style: Button['style'] = 'default',
): Button => button(speech.say(word), 'setup-go', { version: draft.version, step }, { style });
