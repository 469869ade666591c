import { transfersOf, type Account, type Entry, type Micros } from '../../../core/index.ts';

/** A part of an entry in which no account both gives and receives: what went into lots comes before what went out of them. */
export interface Move {
  readonly entry: Entry;
  readonly amounts: ReadonlyMap<Account, Micros>;
}

/**
 * The entries that move money, as other programs book them: in the order in which they were recorded, in which every lot holds what it
 * gives. (A late call is dated before what moved out of its way; by those dates a lot could be short for a while.)
 */
export function* movesOf(entries: readonly Entry[]): Iterable<Move> {
  for (const entry of entries) {
    const transfers = transfersOf(entry.postings) ?? [];
    const isInflow = ({ from, to, amount }: (typeof transfers)[number]): boolean =>
      (amount > 0 ? to : from).startsWith('lot:');
    for (const part of [transfers.filter(isInflow), transfers.filter(one => !isInflow(one))]) {
      const amounts = new Map<Account, Micros>();
      for (const { from, to, amount } of part) {
        amounts.set(from, (amounts.get(from) ?? 0) - amount);
        amounts.set(to, (amounts.get(to) ?? 0) + amount);
      }
      const moved = [...amounts].filter(([, amount]) => amount !== 0);
      if (moved.length > 0) yield { entry, amounts: new Map(moved) };
    }
  }
}
