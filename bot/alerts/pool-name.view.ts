import { poolOfId } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { regionName } from '../../cards/regions.ts';
import type { Speech } from '../chat/speech.ts';

/** What a pool of included minutes is called, by its id: its plan, and the country where it is by country. */
export function poolName(speech: Speech, id: string): string {
  const pool = poolOfId(id);
  if (pool === undefined) return escape(id);
  const plan = speech.say(`plan.${pool.plan}`);
  return pool.country === null
    ? plan
    : speech.say('minutes.pool', { plan, country: regionName(speech.language, pool.country) });
}
