import type { MinutePool } from '../../core/index.ts';
import { regionName } from '../../cards/regions.ts';
import type { Speech } from '../chat/speech.ts';

/** What a pool of minutes is called: its plan, and the country where it is by country. */
export const poolName = (speech: Speech, { plan, country }: Pick<MinutePool, 'plan' | 'country'>): string =>
  country === null
    ? speech.say(`plan.${plan}`)
    : speech.say('minutes.pool', { plan: speech.say(`plan.${plan}`), country: regionName(speech.language, country) });
