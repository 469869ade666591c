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
  | { readonly kind: 'ends-before'; readonly seq: number }
  /** It is another organization's. */
  | { readonly kind: 'other-tenant'; readonly tenant: string };

export interface ReplayPlan {
  /** How many entries the store has, which the export has too. */
  readonly known: number;
  /** The wallet that the whole export leads to. */
  readonly wallet: Wallet;
  readonly head: Awaited<ReturnType<Journal['head']>>;
  /** Which versions of calls the entries that are to be replayed answer with "ignore", each by `id#version`. */
  readonly ignored: readonly string[];
  /** Which versions they reverse. */
  readonly reversed: readonly string[];
}

export interface ReplayPorts {
  readonly journal: Pick<Journal, 'head' | 'entriesAfter' | 'append'>;
  readonly rows: Pick<Rows, 'versionsOf' | 'questions'>;
  readonly hash: Hash;
  /** Whose journal it is. */
  readonly tenant: string;
}

/** An exported journal, read from its first entry as often as it is asked for. */
export type ReadExport = () => AsyncIterable<Entry>;

/** So many entries are appended together at least, where there are so many: a batch is never cut. */
const entriesTogether = 500;

/** Checks every entry of an export, and that it goes on where the store's journal ends. */
export async function plannedReplay(
  { journal, hash, tenant }: Omit<ReplayPorts, 'rows'>,
  read: ReadExport,
): Promise<Result<ReplayPlan, ReplayRefusal>> {
  const head = await journal.head();
  const [last] = head.seq === 0 ? [] : await journal.entriesAfter(head.seq - 1, 1);
  const verification = new Verification(hash);
  const [ignored, reversed]: [string[], string[]] = [[], []];
  for await (const entry of read()) {
    const damage = verification.add(entry);
    if (damage !== undefined) return err(damage);
    if (entry.seq === head.seq && entry.hash !== last?.hash) return err({ kind: 'parted', seq: head.seq });
    if (entry.seq <= head.seq) continue;
    if (entry.kind === 'questions-answered' && entry.facts.verdict === 'ignore') ignored.push(...entry.facts.rows);
    if (entry.kind === 'call-reversed') reversed.push(`${entry.facts.row}#${entry.facts.version}`);
  }
  const { wallet } = verification;
  // What goes on after entries of the store is of the same journal; into an empty one anything would fit.
  if (head.seq === 0 && wallet.terms !== undefined && wallet.terms.tenant !== tenant)
    return err({ kind: 'other-tenant', tenant: wallet.terms.tenant });
  const damage = wallet.seq === 0 ? undefined : verification.end();
  if (damage !== undefined) return err(damage);
  if (wallet.seq < head.seq) return err({ kind: 'ends-before', seq: wallet.seq });
  return ok({ known: head.seq, wallet, head, ignored, reversed });
}

/**
 * Appends what the export has more, as it was recorded, with what it did to call rows; gives how many rows are known by their entries alone. What
 * is read is checked once more: of a file that is not what it was, at most what is still as it was is appended, and it says so.
 */
export async function replay(
  { journal, rows, hash }: Omit<ReplayPorts, 'tenant'>,
  plan: ReplayPlan,
  read: ReadExport,
): Promise<number | 'changed'> {
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
  const verification = new Verification(hash);
  for await (const entry of read()) {
    // It may have grown.
    if (entry.seq > wallet.seq) break;
    if (verification.add(entry) !== undefined) return 'changed';
    if (entry.seq <= known) continue;
    const before = entries.at(-1);
    // A store takes no row back in the transaction that brings it.
    const isCut = entries.length >= entriesTogether || entry.kind === 'call-reversed';
    if (before !== undefined && isCut && !isSameBatch(before, entry)) await append();
    rowChanges.push(...(await replayed.changesOf(entry)));
    entries.push(entry);
  }
  if (verification.wallet.head !== wallet.head) return 'changed';
  if (entries.length > 0) await append();
  return replayed.awaited;
}
