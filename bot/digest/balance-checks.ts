import type { Instant, Micros, Wallet } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import { unanswered, type CheckState } from './digest-check.view.ts';

/** What a check of the balance found: as the entry has it, since calls that come in later make the difference smaller. */
export async function foundBy(
  journal: Pick<Journal, 'entry'>,
  { id, stated, difference }: { readonly id: string; readonly stated: Micros; readonly difference: Micros },
): Promise<{ readonly shown: Micros; readonly difference: Micros }> {
  const entry = await journal.entry(id);
  const found = entry?.kind === 'balance-reconciled' ? entry.facts.difference : difference;
  return { shown: stated, difference: found };
}

/** Where the question of a card stands that was drawn at an instant: anybody's check since then is its answer. */
export async function checkSince(
  journal: Pick<Journal, 'entry'>,
  { pool }: Pick<Wallet, 'pool'>,
  drawnAt: Instant,
): Promise<CheckState> {
  const [last] = pool.reconciliations.filter(({ at }) => at >= drawnAt).toSorted((one, other) => other.at - one.at);
  return last === undefined ? unanswered : { kind: 'answered', at: last.at, ...(await foundBy(journal, last)) };
}
