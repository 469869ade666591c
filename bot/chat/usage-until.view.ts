import type { Instant } from '../../core/index.ts';
import type { Speech } from './speech.ts';

/** What makes figures less than they seem: calls that were not read, since then or at all. Nothing while usage is imported. */
export function usageUntilTexts(speech: Speech, until: Instant | null | undefined): readonly string[] {
  if (until === undefined) return [];
  return [
    until === null ? speech.say('usage.neverRead') : speech.say('usage.stalled', { date: speech.dateTime(until) }),
  ];
}
