import { escape, plain } from '../../cards/escape.ts';
import type { Speech } from '../chat/speech.ts';
import type { Named } from './named-budgets.ts';

/** Whose budget it is, as text of a card. */
export const whoseName = (speech: Speech, named: Named): string =>
  named.kind === 'named' ? escape(named.name) : speech.say(wordOf(named));

/** The same on a button. */
export const whoseTitle = (speech: Speech, named: Named): string =>
  named.kind === 'named' ? plain(named.name) : speech.say(wordOf(named));

function wordOf({ kind }: Named): 'budget.organization' | 'budget.person' | 'departments.group.none' {
  if (kind === 'none') return 'departments.group.none';
  return kind === 'organization' ? 'budget.organization' : 'budget.person';
}
