import { emptyWallet, evolve, seal, type Entry, type Wallet } from '../../core/index.ts';
import { changesOf } from '../../core/evolve.ts';
import { postingsOf } from '../../core/postings.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';

/** An entry to be sealed: a forger may leave out what follows from the rest. */
export type Forged = Omit<Entry, 'previous' | 'hash'>;

/**
 * Seals a journal again, as somebody would who may write the file and knows the program: postings follow from the facts, `seq` and the chain
 * are right. Only what was decided is not. `change` gives the entry as it shall be, with `postings` where these too are forged.
 */
export function forge(entries: readonly Entry[], change: (entry: Entry) => object): readonly Entry[] {
  const forged: Entry[] = [];
  let wallet: Wallet = emptyWallet;
  for (const entry of entries) {
    const changes = change(entry);
    const changed = { ...entry, ...changes };
    // What the program could not even fold is sealed as it is.
    const folded = attempt(() => changesOf(wallet, changed).pool ?? wallet.pool) ?? wallet.pool;
    const honest = attempt(() => postingsOf(changed, wallet.pool, folded)) ?? entry.postings;
    const postings = 'postings' in changes ? changed.postings : honest;
    const sealed = seal(changed, { postings, previous: wallet.head }, sha256);
    forged.push(sealed);
    wallet = attempt(() => evolve(wallet, sealed)) ?? { ...wallet, seq: sealed.seq, head: sealed.hash };
  }
  return forged;
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
