import { isPool } from './accounts.ts';
import type { Hash } from './calls.ts';
import { formatVersion, type Entry } from './entries.ts';
import { hashOf } from './journal.ts';
import { rest } from './lots.ts';
import { add, type Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';
import { emptyWallet, evolve, type Wallet } from './wallet.ts';

export type Invariant =
  | 'format'
  | 'seq-without-gaps'
  | 'chain'
  | 'hash'
  | 'recorded-in-order'
  | 'postings-sum-to-zero'
  | 'lots-agree-with-postings'
  | 'invoices-without-gaps';

/** The first entry that is wrong, and which invariant it breaks (SPEC L12). */
export interface Damage {
  readonly kind: 'damaged';
  readonly seq: number;
  readonly id: string;
  readonly invariant: Invariant;
}

/** Replays a journal from its first entry and checks every invariant after each; gives the wallet that it leads to. */
export function verify(entries: Iterable<Entry>, hash: Hash): Result<Wallet, Damage> {
  let wallet = emptyWallet;
  // Funds and usage grow for the journal's whole life, past what a safe integer holds.
  const accounts = new Map<string, bigint>();
  for (const entry of entries) {
    const before = wallet;
    const broken = brokenBefore(before, entry, hash);
    if (broken !== undefined) return err(damage(entry, broken));
    wallet = evolve(before, entry);
    for (const { account, amount } of entry.postings)
      accounts.set(account, (accounts.get(account) ?? 0n) + BigInt(amount));
    const disagreeing = brokenAfter(before, wallet, entry, accounts);
    if (disagreeing !== undefined) return err(damage(entry, disagreeing));
  }
  return ok(wallet);
}

const damage = (entry: Entry, invariant: Invariant): Damage => ({
  kind: 'damaged',
  seq: entry.seq,
  id: entry.id,
  invariant,
});

function brokenBefore(wallet: Wallet, entry: Entry, hash: Hash): Invariant | undefined {
  // The type says that there is one version; what is read back from a disk may say otherwise.
  if ((entry.version as number) !== formatVersion) return 'format';
  if (entry.seq !== wallet.seq + 1) return 'seq-without-gaps';
  if (entry.previous !== wallet.head) return 'chain';
  if (hashOf(entry, hash) !== entry.hash) return 'hash';
  if (entry.recordedAt < wallet.recordedAt) return 'recorded-in-order';
  if (entry.postings.reduce((sum, { amount }) => add(sum, amount), 0) !== 0) return 'postings-sum-to-zero';
  return undefined;
}

function brokenAfter(
  before: Wallet,
  wallet: Wallet,
  entry: Entry,
  accounts: ReadonlyMap<string, bigint>,
): Invariant | undefined {
  if ('invoice' in entry.facts && entry.facts.invoice.number !== before.invoices + 1) return 'invoices-without-gaps';
  if (wallet.pool === before.pool && !entry.postings.some(({ account }) => isPool(account))) return undefined;
  const isEven = (account: string, amount: Micros): boolean => (accounts.get(account) ?? 0n) === BigInt(amount);
  const agree =
    isEven('owed', 0 - wallet.pool.owed) &&
    wallet.pool.lots.every(
      lot => isEven(`lot:${lot.id}`, rest(lot)) && rest(lot) >= 0 && lot.drawn >= 0 && lot.writtenOff >= 0,
    );
  return agree ? undefined : 'lots-agree-with-postings';
}
