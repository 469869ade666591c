import { suggestedRule, type Rule } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import type { Journal } from '../ports/index.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf, rehearse } from '../wallets/outlook.ts';
import { forecastView } from './forecast.view.ts';

interface ForecastNeeds extends WalletNeeds {
  readonly journal: Journal;
}

export const forecastBalance = command({
  name: 'forecast',
  access: 'look',
  arguments: {},
  menus: [],
  run: (needs: ForecastNeeds, turn) =>
    withWallet(needs, turn, async found => {
      const now = needs.clock.now();
      const outlook = await outlookOf(needs, found, now);
      const rehearsal = await rehearse(needs, found, now);
      const { rule } = found.wallet;
      const suggested = suggestedRule(outlook.suggestion, rule);
      const fits = rule?.isOn === true && isSameAmounts(rule, suggested);
      const rules = [
        ...(rule?.isOn === true ? [{ kind: 'present' as const, rule }] : []),
        ...(fits ? [] : [{ kind: 'suggested' as const, rule: suggested }]),
      ].map(one => ({ ...one, run: rehearsal?.(one.rule) }));
      return { card: forecastView(turn.speech, { ...found, outlook, rules, now }) };
    }),
});

const isSameAmounts = (one: Rule, other: Rule): boolean =>
  one.rechargeWith === other.rechargeWith && one.trigger === other.trigger;
