import { approvalIdOf, endIdOf } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

export interface OpenIdNeeds {
  readonly ledger: Pick<Ledger, 'entry'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The id under which something can be asked for. A second person is asked once under each (P5): what was declined, withdrawn or has expired is
 * asked for again under the next.
 */
export async function openId(needs: OpenIdNeeds, id: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const next = count === 1 ? id : `${id}-${count}`;
    if (!(await isOver(needs, next))) return next;
  }
}

/** Whether a second person was asked, and nothing came of it, nor was it done by one person where the limit has risen since. */
async function isOver({ ledger, clock }: OpenIdNeeds, id: string): Promise<boolean> {
  if ((await ledger.entry(id)) !== undefined) return false;
  const asked = await ledger.entry(approvalIdOf({ id }));
  if (asked?.kind !== 'approval-asked') return false;
  const ended = async (end: 'granted' | 'declined' | 'withdrawn'): Promise<boolean> =>
    (await ledger.entry(endIdOf(asked.id, end))) !== undefined;
  if (await ended('granted')) return false;
  return clock.now() >= asked.facts.until || (await ended('declined')) || (await ended('withdrawn'));
}
