import { alertKinds, type Matter } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { matterFigures } from './matter-text.view.ts';
import { hasEnded, matterTitle } from './matter-words.view.ts';
import type { Surroundings } from './matter-surroundings.ts';

/** The longest text of a notification. */
export const longestSummary = 120;

/** What a notification says: how bad it is, what it is, and the figures, where they may be seen and there is room. */
export function matterSummary(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  const { severity } = alertKinds[matter.alert.kind];
  const label = speech.say(hasEnded(matter) ? 'matter.over' : `severity.${severity}`);
  const title = speech.say('matter.label', { label, text: matterTitle(speech, matter, surroundings) });
  const figures = matterFigures(speech, matter, surroundings);
  const whole = figures === '' ? title : speech.say('matter.summary', { title, figures });
  return whole.length <= longestSummary ? whole : title;
}
