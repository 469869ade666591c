import type { Choice } from '../../cards/frame.ts';
import type { Searching } from '../chat/receive.ts';
import type { Speech } from '../chat/speech.ts';
import type { SuggestedChoice } from '../ports/index.ts';
import { everyCurrency, everyZone } from './terms-choices.view.ts';

/** As many as Teams shows (T15). */
const mostSuggested = 15;

/** Currencies or time zones whose code or name holds what was typed; undefined where the field is for something else. */
export function suggestTerms(speech: Speech, { dataset, text }: Searching): readonly SuggestedChoice[] | undefined {
  switch (dataset) {
    case 'currencies':
      return found(everyCurrency(speech), text);
    case 'time-zones':
      return found(everyZone(speech), text);
    default:
      return undefined;
  }
}

function found(all: readonly Choice[], text: string): readonly Choice[] {
  const typed = folded(text);
  return typed === '' ? [] : all.filter(({ title }) => folded(title).includes(typed)).slice(0, mostSuggested);
}

const folded = (text: string): string => text.trim().toLowerCase().replaceAll('_', ' ');
