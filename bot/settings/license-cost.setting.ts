import {
  err,
  formAmount,
  ok,
  pricedPlans,
  type Currency,
  type Micros,
  type PlanPrices,
  type PricedPlan,
} from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { pricesIn, storedPrices } from '../plans/plan-prices.ts';
import { keptSetting, type SettingContext } from './kept-setting.ts';

const currencyIn = ({ terms }: SettingContext): Currency => terms?.currency ?? 'USD';

/** What a license costs a month, by its kind: what savings are worked out from. */
export const licenseCost = keptSetting<{ readonly currency: Currency; readonly costs: PlanPrices }>({
  name: 'license-cost',
  group: 'money',
  needsBook: true,
  decode: (text, context) => {
    const currency = currencyIn(context);
    return { currency, costs: pricesIn(text, currency) };
  },
  encode: ({ costs, currency }) => (Object.keys(costs).length === 0 ? null : storedPrices(costs, currency)),
  shown: ({ currency, costs }, { speech }) => {
    const known = pricedPlans.flatMap(kind => {
      const cost = costs[kind];
      return cost === undefined ? [] : [`${speech.say(`plan.${kind}`)} ${speech.money(cost, currency)}`];
    });
    return known.length === 0 ? speech.say('setting.notSet') : known.join(speech.say('list.comma'));
  },
  about: context => context.speech.say('setting.about.license-cost', { currency: currencyIn(context) }),
  fields: ({ speech }) => pricedPlans.map(kind => ({ id: kind, label: speech.say(`plan.${kind}`) })),
  typed: ({ currency, costs }) =>
    Object.fromEntries(Object.entries(costs).map(([kind, cost]) => [kind, formAmount(cost, currency)])),
  parse: (typed, context) => {
    const currency = currencyIn(context);
    const costs: Partial<Record<PricedPlan, Micros>> = {};
    const errors: Record<string, string> = {};
    for (const kind of pricedPlans) {
      const text = typed[kind] ?? '';
      if (text.trim() === '') continue;
      const read = typedAmount(context, text, currency);
      if (read.ok) costs[kind] = read.value;
      else errors[kind] = amountText(context.speech, read.refusal, text, currency);
    }
    return Object.keys(errors).length > 0 ? err(errors) : ok({ currency, costs });
  },
});
