import { minuteMs, type Instant } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** Says of when the people are, unless they are as of now. */
export const asOfLine = (speech: Speech, asOf: Instant, now: Instant): readonly string[] =>
  now - asOf < minuteMs ? [] : [speech.say('people.asOf', { time: speech.dateTime(asOf) })];
