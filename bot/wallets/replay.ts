import {
  err,
  isSameBatch,
  ok,
  Verification,
  type Damage,
  type Entry,
  type Hash,
  type Result,
  type RowChange,
  type Wallet,
} from '../../core/index.ts';
import { DriverError, type Journal, type Rows } from '../ports/index.ts';
import { ReplayedRows } from './replayed-rows.ts';

/** Why an exported journal is not replayed: nothing was recorded. */
export type ReplayRefusal =
  | Damage
  /** It is of another journal, or the two have parted: the entry after which it would go on is another. */
  | { readonly kind: 'parted'; readonly seq: number }
  /** It has fewer entries than the store. */
  | { readonly kind: 'ends-before'; readonly seq: number };

export interface ReplayPlan {
  /** How many entries the store has, which the export has too. */
  readonly known: number;
  /** The wallet that the whole export leads to. */
  readonly wallet: Wallet;
  readonly head: Awaited<ReturnType<Journal['head']>>;
}

export interface ReplayPorts {
  readonly journal: Pick<Journal, 'head' | 'entriesAfter' | 'append'>;
  readonly rows: Pick<Rows, 'versionsOf' | 'questions'>;
  readonly hash: Hash;
}

/** An exported journal, read from its first entry as often as it is asked for. */
export type ReadExport = () => AsyncIterable<Entry>;

/** So many entries are appended together at least, where there are so many: a batch is never cut. */
const entriesTogether = 500;

/** Checks every entry of an export, and that it goes on where the store's journal ends. */
export async function plannedReplay(
  { journal, hash }: ReplayPorts,
  read: ReadExport,
): Promise<Result<ReplayPlan, ReplayRefusal>> {
  const head = await journal.head();
  const [last] = head.seq === 0 ? [] : await journal.entriesAfter(head.seq - 1, 1);
  const verification = new Verification(hash);
  for await (const entry of read()) {
    const damage = verification.add(entry);
    if (damage !== undefined) return err(damage);
    if (entry.seq === head.seq && entry.hash !== last?.hash) return err({ kind: 'parted', seq: head.seq });
  }
  const { wallet } = verification;
  const damage = wallet.seq === 0 ? undefined : verification.end();
  if (damage !== undefined) return err(damage);
  return wallet.seq < head.seq ? err({ kind: 'ends-before', seq: wallet.seq }) : ok({ known: head.seq, wallet, head });
}

/** Appends what the export has more, as it was recorded, with what it did to call rows; gives how many rows are known by their entries alone. */
export async function replay(
  { journal, rows, hash }: ReplayPorts,
  plan: ReplayPlan,
  read: ReadExport,
): Promise<number> {
  const { known, wallet } = plan;
  const replayed = new ReplayedRows(rows, hash, wallet.terms?.currency ?? 'USD');
  let head = plan.head;
  let entries: Entry[] = [];
  let rowChanges: RowChange[] = [];
  const append = async (): Promise<void> => {
    // Nobody is told again of what happened then; what is amiss now is worked out from the facts.
    const after = await journal.append(head, { entries, rowChanges, alerts: [], actors: [] });
    if (after === 'moved-on') throw new DriverError('moved-on', 'somebody else has recorded something meanwhile');
    head = after;
    [entries, rowChanges] = [[], []];
    replayed.written();
  };
  for await (const entry of read()) {
    if (entry.seq <= known) continue;
    const before = entries.at(-1);
    // A store takes no row back in the transaction that brings it.
    const isCut = entries.length >= entriesTogether || entry.kind === 'call-reversed';
    if (before !== undefined && isCut && !isSameBatch(before, entry)) await append();
    rowChanges.push(...(await replayed.changesOf(entry)));
    entries.push(entry);
  }
  if (entries.length > 0) await append();
  return replayed.awaited;
}
