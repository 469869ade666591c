import assert from 'node:assert/strict';
import { dayMs, type Effect, type Entry, type Refusal, type Rule } from '../../core/index.ts';
import { aCall, Bench, card, money, type Asked } from './builders.ts';

// given(bought('$100')).when(ordered('$50')).then('payment-requested')

/** Something asked of a wallet, in terms of the instant at which it is asked; undefined where only time passes. */
export type Event = (bench: Bench) => Asked | undefined;

export const bought =
  (amount: string, daysAgo = 0): Event =>
  ({ now }) => ({ kind: 'buy', amount: money(amount), boughtAt: now - daysAgo * dayMs, reference: '' });
export const payingByCard: Event = () => ({ kind: 'set-payment-method', method: card });
export const ordered =
  (amount: string, id = 'order'): Event =>
  () => ({ kind: 'order', id, amount: money(amount), method: card, isBesideOpen: false });
export const settled =
  (key = 'order'): Event =>
  () => ({ kind: 'settle', id: `${key}/settled`, key, reference: 'r', reportedBy: 'gateway' });
export const declined =
  (key = 'order'): Event =>
  () => ({ kind: 'decline', id: `${key}/declined`, key, reason: 'expired' });
export const called =
  (cost: string, id = 'call', daysAgo = 0): Event =>
  ({ now }) => ({ kind: 'draw', rows: [aCall({ id, charge: money(cost), start: now - daysAgo * dayMs })] });
export const shown =
  (balance: string, daysAgo = 0, id = 'shown'): Event =>
  ({ now }) => ({ kind: 'reconcile', id, stated: money(balance), statedAt: now - daysAgo * dayMs });
export const ruled =
  (rule: Partial<Rule> = {}): Event =>
  () => ({
    kind: 'set-rule',
    rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null, ...rule },
  });
export const after =
  (days: number): Event =>
  bench => {
    bench.now += days * dayMs;
    return undefined;
  };
export const asked =
  (command: Asked): Event =>
  () =>
    command;

/** What a decision left: its entries and effects, and the wallet with its journal. */
export interface Outcome {
  readonly bench: Bench;
  readonly entries: readonly Entry[];
  readonly effects: readonly Effect[];
  /** Asserts which entries it left, and no others. */
  then(...kinds: readonly Entry['kind'][]): Outcome;
  /** Asserts which effects it left. */
  withEffects(...effects: readonly string[]): Outcome;
}

/** A new wallet in which all that has happened. */
export function given(...history: readonly Event[]) {
  const bench = Bench.opened();
  const ask = (event: Event) => {
    const command = event(bench);
    return command === undefined ? undefined : bench.must(command);
  };
  for (const event of history) ask(event);
  return {
    bench,
    when: (event: Event): Outcome => {
      const { entries = [], effects = [] } = ask(event) ?? {};
      const outcome: Outcome = {
        ...{ bench, entries, effects },
        then(...kinds) {
          assert.deepEqual(
            entries.map(({ kind }) => kind),
            kinds,
          );
          return outcome;
        },
        withEffects(...named) {
          const names = effects.map(one => (one.kind === 'charge' ? `charge ${one.payment.key}` : one.alert.kind));
          assert.deepEqual(names, named);
          return outcome;
        },
      };
      return outcome;
    },
    refuses: (event: Event): Refusal => bench.refused(event(bench)!),
  };
}
