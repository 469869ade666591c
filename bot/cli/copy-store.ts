import { isDeepStrictEqual } from 'node:util';
import { balanceOf, err, ok, verify, type Micros, type Result } from '../../core/index.ts';
import type { ArchivePage, Stores } from '../ports/index.ts';
import { counted } from './speech.ts';
import type { Session } from './terminal.ts';

/** One wallet as both stores have it now. */
export interface Copied {
  readonly tenant: string;
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
  /** One of the two does not verify, or they differ: what was copied is not to be used. */
  | { readonly kind: 'differs'; readonly tenant: string; readonly what: string };

/**
 * Copies everything that one store holds into another that is empty, and proves it: both journals are verified, and have the same head,
 * the same lots and the same rows. While the source may be written to, it is compared as it was when it was read.
 */
export async function copyStore(
  { from, to, isAlive }: { readonly from: Stores; readonly to: Stores; readonly isAlive: boolean },
  { hash, now, progress }: Pick<Session, 'hash' | 'now' | 'progress'>,
): Promise<Result<readonly Copied[], CopyRefusal>> {
  if (!(await to.archive.isEmpty())) return err({ kind: 'not-empty' });
  const tenants = new Set<string>();
  await to.archive.load(noting(from.archive.pages(), tenants, progress));
  const copied: Copied[] = [];
  for (const tenant of tenants) {
    progress(`verifying ${tenant} on both sides`);
    const [source, target] = [from.of(tenant), to.of(tenant)];
    const { seq } = await target.journal.head();
    if (!isAlive && (await source.journal.head()).seq !== seq) return differs(tenant, 'its length');
    const original = (await source.journal.entriesAfter(0)).slice(0, seq);
    const [verified, copy] = [verify(original, hash), verify(await target.journal.entriesAfter(0), hash)];
    if (!verified.ok || !copy.ok)
      return differs(tenant, verified.ok ? 'the copy is damaged' : 'the original is damaged');
    const damage = await to.inspect(tenant);
    if (damage !== undefined) return differs(tenant, damage);
    const wallet = copy.value;
    if (!isDeepStrictEqual(verified.value, wallet)) return differs(tenant, 'its head, its balance or its lots');
    const totals = await target.rows.totals();
    if (!isAlive && !isDeepStrictEqual(await source.rows.totals(), totals)) return differs(tenant, 'its call rows');
    copied.push({
      tenant,
      entries: seq,
      head: wallet.head,
      currency: wallet.terms?.currency ?? 'USD',
      balance: balanceOf(wallet.pool, now),
      lots: wallet.pool.lots.length,
      rowsKnown: totals.rowsKnown,
    });
  }
  return ok(copied);
}

const differs = (tenant: string, what: string): Result<never, CopyRefusal> => err({ kind: 'differs', tenant, what });

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
