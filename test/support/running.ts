import type { Effect, Rule } from '../../core/index.ts';
import { aCall, Bench, card, money } from './builders.ts';

/** Adds 50 below 20, without a cap. */
export const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };

/** A wallet with 100, a card and that rule. */
export function running(changes: Partial<Rule> = {}): Bench {
  const bench = Bench.opened();
  bench.buy('$100');
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-rule', rule: { ...rule, ...changes } });
  return bench;
}

let rows = 0;
/** One call of that cost, now; gives what the ledger wants done. */
export const spend = (bench: Bench, amount: string): readonly Effect[] =>
  bench.draw(aCall({ id: `spend-${++rows}`, charge: money(amount), start: bench.now })).effects;

/** The kinds of the alerts among them. */
export const alerts = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert.kind] : []));
