import { endIdOf, instantOf, type ApprovalEnd, type Entry, type Instant } from '../../core/index.ts';
import type { Clock, Journal } from '../ports/index.ts';
import { waits } from './approval-cards.ts';
import { chargeOf, type ApprovedCharge } from './approved-charge.ts';

/** What was asked, by whom, and how it ended; `by` is undefined of what nobody did, and of whom nobody knows any more. */
export interface Approval {
  readonly asked: Entry & { readonly kind: 'approval-asked' };
  readonly asker: string | undefined;
  readonly end: { readonly kind: ApprovalEnd; readonly at: Instant; readonly by: string | undefined } | undefined;
  /** What became of the money that was moved when it was approved; absent where none was. */
  readonly charge?: ApprovedCharge | undefined;
}

/** What a card about it shows: another state makes it another card. */
export const stateOf = ({ end, charge }: Approval): string =>
  end === undefined ? waits : [end.kind, charge?.kind].filter(part => part !== undefined).join(' ');

const ends: readonly ApprovalEnd[] = ['granted', 'declined', 'withdrawn', 'expired'];

/** An approval as it is now, by the journal: after 24 h it has expired, whether or not that has been recorded (P5). */
export async function approvalOf(
  { journal, clock }: { readonly journal: Journal; readonly clock: Pick<Clock, 'now'> },
  id: string,
): Promise<Approval | undefined> {
  const asked = await journal.entry(id);
  if (asked?.kind !== 'approval-asked') return undefined;
  const found = await Promise.all(ends.map(async kind => ({ kind, entry: await journal.entry(endIdOf(id, kind)) })));
  const ended = found.find(({ entry }) => entry !== undefined);
  const seqs = [asked.seq, ...(ended?.entry === undefined ? [] : [ended.entry.seq])];
  const actors = new Map((await journal.actorsOf(seqs)).map(({ seq, person }) => [seq, person]));
  const asker = actors.get(asked.seq);
  if (ended?.entry !== undefined) {
    const { seq } = ended.entry;
    // Whoever happened to be asking for something when it expired had no part in it.
    const by = ended.kind === 'expired' ? undefined : actors.get(seq);
    const end = { kind: ended.kind, at: instantOf(ended.entry), by };
    return ended.kind === 'granted'
      ? { asked, asker, end, charge: await chargeOf(journal, ended.entry) }
      : { asked, asker, end };
  }
  const { until } = asked.facts;
  return { asked, asker, end: clock.now() < until ? undefined : { kind: 'expired', at: until, by: undefined } };
}
