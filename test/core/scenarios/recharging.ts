// The hardest scenarios that ledgers are known to fail at, by their number in core's README. Those that need a disk or a database are the stores'.
import { balanceOf, rest, type Effect, type Rule } from '../../../core/index.ts';
import { Bench, card, money } from '../../support/builders.ts';

export const rests = (bench: Bench): readonly number[] => bench.wallet.pool.lots.map(rest);
export const balance = (bench: Bench): number => balanceOf(bench.wallet.pool, bench.now);
export const charges = (effects: readonly Effect[]): readonly number[] =>
  effects.flatMap(effect => (effect.kind === 'charge' ? [effect.payment.amount] : []));
export const alerts = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert.kind] : []));
export const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };

export function recharging(changes: Partial<Rule> = {}): Bench {
  const bench = Bench.opened();
  bench.buy('$100');
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-rule', rule: { ...rule, ...changes } });
  return bench;
}
