import { minuteMs, type Hash, type Instant } from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Turn } from './turn.ts';

// The only place that sees an activity's bare id, which is unique in its conversation alone (L3).

/** What a turn is named by, in entries, drafts and runs: its activity, and the conversation that it came from. */
export const turnIdOf = (
  hash: Hash,
  { conversation, activity }: { readonly conversation: string; readonly activity: string },
): string => hash(JSON.stringify([conversation, activity])).slice(0, 32);

/** How long an activity may be sent again that a version before this one has answered, under its bare id. */
const upgradeMs = 2 * minuteMs;

/** The activity's bare id, as long as an earlier version may have acted on it a moment ago. */
export const earlierIdOf = (
  activity: string,
  { startedAt, now }: { readonly startedAt: Instant; readonly now: Instant },
): string | undefined => (now - startedAt < upgradeMs ? activity : undefined);

/** The id of a command that a turn gives: its kind and the turn's id; or the one that an earlier version gave it, if it is in the journal. */
export async function requestId(
  { ledger }: { readonly ledger: Ledger },
  turn: Turn,
  kind: string,
  part = '',
): Promise<string> {
  const id = `${kind}-${turn.id}${part}`;
  if (turn.earlierId === undefined) return id;
  const earlier = `${kind}-${turn.earlierId}${part}`;
  return (await ledger.entry(earlier)) === undefined ? id : earlier;
}
