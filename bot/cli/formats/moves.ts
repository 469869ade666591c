import { transfersOf, type Account, type Entry, type Micros } from '../../../core/index.ts';

/** A part of an entry in which no account both gives and receives: what went into lots comes before what went out of them. */
export type Move = ReadonlyMap<Account, Micros>;

/**
 * What an entry moves, as other programs book it, entry after entry in the order in which they were recorded: so every lot holds what it gives.
 * (A late call is dated before what moved out of its way; by those dates a lot could be short for a while.)
 */
export function* movesOf(entry: Entry): Iterable<Move> {
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
    if (moved.length > 0) yield new Map(moved);
  }
}
