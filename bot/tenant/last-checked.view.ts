import type { Terms, Wallet } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** When the admin center was looked at last, where the balance is a mirror of it; undefined elsewhere. */
export function lastCheckedText(
  speech: Speech,
  { pool, terms }: { readonly pool: Wallet['pool']; readonly terms?: Pick<Terms, 'mode'> | undefined },
): string | undefined {
  if (terms?.mode !== 'mirror') return undefined;
  const { reconciliations } = pool;
  return reconciliations.length === 0
    ? speech.say('balance.checkedNever')
    : speech.date(Math.max(...reconciliations.map(({ at }) => at)));
}
