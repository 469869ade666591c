import { balanceOf, type Alert, type Entry, type Wallet } from '../../../core/index.ts';

/**
 * A naive model of alerts: in an episode or not, for each watched threshold. It reads balances and nothing of core's own episodes, and
 * knows after each append which alerts should have been announced with it.
 */
export class Watch {
  readonly #in = new Map<string, boolean>();

  expected(wallet: Wallet, entries: readonly Entry[]): readonly string[] {
    if (!entries.some(entry => moves.has(entry.kind))) return [];
    const balance = balanceOf(wallet.pool, wallet.recordedAt);
    const watched = new Map<string, { readonly isBelow: boolean; readonly isOver: boolean }>();
    for (const threshold of wallet.thresholds ?? [])
      watched.set(`low-balance ${threshold}`, {
        isBelow: balance < threshold,
        isOver: balance * 10 >= threshold * 11,
      });
    const { trigger, includesTrigger } = wallet.rule ?? {};
    if (trigger !== undefined)
      watched.set(`low-balance ${trigger}`, {
        isBelow: includesTrigger === true ? balance <= trigger : balance < trigger,
        isOver: balance * 10 >= trigger * 11,
      });
    if (wallet.pool.lots.some(({ amount }) => amount > 0))
      watched.set('balance-zero 0', { isBelow: balance <= 0, isOver: balance > 0 });
    for (const name of this.#in.keys()) if (!watched.has(name)) this.#in.delete(name);
    const begun: string[] = [];
    for (const [name, { isBelow, isOver }] of watched) {
      const isIn = this.#in.get(name) ?? false;
      if (!isIn && isBelow) begun.push(name);
      this.#in.set(name, isBelow || (isIn && !isOver));
    }
    return begun;
  }
}

/** Entries of commands after which thresholds are checked. */
const moves: ReadonlySet<Entry['kind']> = new Set([
  'credits-bought',
  'payment-settled',
  'payment-declined',
  'call-drawn',
  'lots-expired',
  'rule-set',
  'thresholds-set',
  'payment-method-set',
  'recharge-evaluated',
  'alert-raised',
  'alert-ended',
  'credits-refunded',
  'credits-charged-back',
  'charge-back-reversed',
  'return-reversed',
  'balance-reconciled',
]);

/** The episodes that were announced, by kind and threshold. */
export const announced = (alerts: readonly Alert[]): readonly string[] =>
  alerts.flatMap(({ kind, threshold }) =>
    kind === 'low-balance' || kind === 'balance-zero' ? [`${kind} ${threshold ?? 0}`] : [],
  );
