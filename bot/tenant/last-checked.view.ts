import { lastCheckOf, type Terms, type Wallet } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** When the admin center was looked at last, where the balance is a mirror of it; undefined elsewhere. */
export function lastCheckedText(
  speech: Speech,
  { pool, terms }: { readonly pool: Wallet['pool']; readonly terms?: Pick<Terms, 'mode'> | undefined },
): string | undefined {
  if (terms?.mode !== 'mirror') return undefined;
  const last = lastCheckOf(pool);
  return last === null ? speech.say('balance.checkedNever') : speech.date(last);
}
