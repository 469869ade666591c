import { isDeepStrictEqual } from 'node:util';
import { balanceOf, err, ok, Verification, type Micros, type Result, type Wallet } from '../../core/index.ts';
import { DriverError, type ArchivePage, type OpenBackup, type Stores, type TenantStores } from '../ports/index.ts';
import { goodPartOfJournal } from '../wallets/lead-on.ts';
import { readsOf, verifyUpTo } from '../wallets/open-journal.ts';
import { counted } from './speech.ts';
import type { Session } from './terminal.ts';
import { checkedOf } from './wallet.ts';

/** One wallet as both stores have it now. */
export interface Copied {
  readonly tenant: string;
  /** Where it is damaged, the place of the first wrong entry, and all else as it is up to the last good one. */
  readonly damagedAt: number | null;
  readonly entries: number;
  /** The hash of the last entry: the same on both sides. */
  readonly head: string;
  readonly currency: string;
  readonly balance: Micros;
  readonly lots: number;
  readonly rowsKnown: number;
}

export type CopyRefusal =
  | { readonly kind: 'not-empty' }
  /** A call that is to be copied is damaged: nothing was. */
  | { readonly kind: 'row-damaged'; readonly what: string }
  /** One of the two does not verify, or they differ: what was copied is not to be used. */
  | { readonly kind: 'differs'; readonly tenant: string; readonly what: string; readonly isCondemned: boolean };

export interface Copy {
  readonly from: Stores;
  readonly to: Stores;
  /** Whether the source may be written to meanwhile. */
  readonly isAlive: boolean;
  /** Whether a journal may be damaged, and is compared up to its last good entry. */
  readonly isGoodEnough: boolean;
}

/**
 * Copies everything that one store holds into another that is empty, and proves it: both journals are verified, and have the same head,
 * the same lots and the same rows. While the source may be written to, it is compared as it was when it was read.
 */
export async function copyStore(
  { from, to, isAlive, isGoodEnough }: Copy,
  { hash, now, progress }: Pick<Session, 'hash' | 'now' | 'progress'>,
): Promise<Result<readonly Copied[], CopyRefusal>> {
  if (!(await to.archive.isEmpty())) return err({ kind: 'not-empty' });
  const tenants = new Set<string>();
  const pages = from.archive.pages(isGoodEnough ? 'as-they-are' : 'intact');
  try {
    await to.archive.load(noting(pages, tenants, progress));
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'call-damaged') throw error;
    return err({ kind: 'row-damaged', what: error.message });
  }
  const copied: Copied[] = [];
  for (const tenant of tenants) {
    progress(`verifying ${tenant} on both sides`);
    const [source, target] = [from.of(tenant), to.of(tenant)];
    const { seq } = await target.journal.head();
    if (!isAlive && (await source.journal.head()).seq !== seq) return differs(tenant, 'its length');
    const side = (name: string) => ({
      hash,
      onProgress: (checked: number) => progress(`${tenant}, the ${name}: ${checkedOf(checked, seq)}`),
    });
    const original = await goodPartOfJournal(readsOf(source.journal), seq, side('original'));
    const copy = await goodPartOfJournal(readsOf(target.journal), seq, side('copy'));
    if (original.damage !== undefined && !isGoodEnough) return differs(tenant, 'the original is damaged', true);
    if (!isDeepStrictEqual(original.damage, copy.damage)) return differs(tenant, 'the copy is damaged');
    const damage = await to.inspect(tenant);
    if (damage !== undefined) return differs(tenant, damage);
    const { wallet } = copy;
    if (!isDeepStrictEqual(original.wallet, wallet)) return differs(tenant, 'its head, its balance or its lots');
    const totals = await target.rows.totals();
    if (!isAlive && !isDeepStrictEqual(await source.rows.totals(), totals)) return differs(tenant, 'its call rows');
    copied.push(copiedOf(wallet, { tenant, damagedAt: copy.damage?.seq ?? null, rowsKnown: totals.rowsKnown, now }));
  }
  return ok(copied);
}

/** Takes over a backup that was opened into an empty store, and proves it: each journal is verified there, to the head that the backup has. */
export async function loadBackup(
  backup: OpenBackup,
  to: Stores,
  { hash, now, progress }: Pick<Session, 'hash' | 'now' | 'progress'>,
): Promise<Result<readonly Copied[], CopyRefusal>> {
  if (!(await to.archive.isEmpty())) return err({ kind: 'not-empty' });
  await to.archive.load(noting(backup.pages(), new Set(), progress));
  const copied: Copied[] = [];
  for (const { tenant, entries, head } of backup.wallets) {
    progress(`verifying ${tenant}`);
    const { journal, rows }: TenantStores = to.of(tenant);
    const verification = new Verification(hash);
    const onProgress = (checked: number): void => progress(`${tenant}: ${checkedOf(checked, entries)}`);
    const damage = await verifyUpTo(journal, verification, entries, { onProgress });
    const { wallet } = verification;
    if (damage !== undefined || wallet.head !== head) return differs(tenant, 'its journal');
    const inspected = await to.inspect(tenant);
    if (inspected !== undefined) return differs(tenant, inspected);
    const { rowsKnown } = await rows.totals();
    copied.push(copiedOf(wallet, { tenant, damagedAt: null, rowsKnown, now }));
  }
  return ok(copied);
}

const copiedOf = (
  { seq: entries, head, terms, pool }: Wallet,
  { now, ...rest }: Pick<Copied, 'tenant' | 'damagedAt' | 'rowsKnown'> & Pick<Session, 'now'>,
): Copied => ({
  ...rest,
  ...{ entries, head },
  currency: terms?.currency ?? 'USD',
  balance: balanceOf(pool, now),
  lots: pool.lots.length,
});

const differs = (tenant: string, what: string, isCondemned = false): Result<never, CopyRefusal> =>
  err({ kind: 'differs', tenant, what, isCondemned });

async function* noting(
  pages: AsyncIterable<ArchivePage>,
  tenants: Set<string>,
  progress: Session['progress'],
): AsyncIterable<ArchivePage> {
  let copied = 0;
  for await (const page of pages) {
    if (page.table === 'books') for (const { tenant } of page.rows) tenants.add(String(tenant));
    yield page;
    copied += page.rows.length;
    progress(`${counted(copied, 'record')} copied`);
  }
}
