import { z } from 'zod';
import { err, formAmount, ok, type Currency, type Micros } from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { keptSetting, type SettingContext } from './kept-setting.ts';

/** The kinds of licenses that lead to calls, as Microsoft sells them. */
const planKinds = ['audio-conferencing', 'phone-system', 'domestic', 'international', 'pay-as-you-go'] as const;

/** What a month of each kind of license costs here, as far as it was said; all in one currency. */
type LicenseCosts = Readonly<Partial<Record<(typeof planKinds)[number], Micros>>>;

const costs = z.object({ currency: z.string(), costs: z.partialRecord(z.enum(planKinds), z.int().nonnegative()) });

/** As it is stored. */
const stored = z.string().transform((text, context) => {
  try {
    return costs.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'no costs' });
    return z.NEVER;
  }
});

const currencyIn = ({ terms }: SettingContext): Currency => terms?.currency ?? 'USD';

/** What a license costs a month, by its kind: what savings are worked out from. */
export const licenseCost = keptSetting<{ readonly currency: Currency; readonly costs: LicenseCosts }>({
  name: 'license-cost',
  group: 'money',
  needsBook: true,
  decode: (text, context) => {
    const read = stored.safeParse(text).data;
    const currency = currencyIn(context);
    // Said of another book, in another currency: that is not what it costs now.
    return read?.currency === currency ? read : { currency, costs: {} };
  },
  encode: value => (Object.keys(value.costs).length === 0 ? null : JSON.stringify(value)),
  shown: ({ currency, costs }, { speech }) => {
    const known = planKinds.flatMap(kind => {
      const cost = costs[kind];
      return cost === undefined ? [] : [`${speech.say(`plan.${kind}`)} ${speech.money(cost, currency)}`];
    });
    return known.length === 0 ? speech.say('setting.notSet') : known.join(speech.say('list.comma'));
  },
  about: context => context.speech.say('setting.about.license-cost', { currency: currencyIn(context) }),
  fields: ({ speech }) => planKinds.map(kind => ({ id: kind, label: speech.say(`plan.${kind}`) })),
  typed: ({ currency, costs }) =>
    Object.fromEntries(Object.entries(costs).map(([kind, cost]) => [kind, formAmount(cost, currency)])),
  parse: (typed, context) => {
    const currency = currencyIn(context);
    const costs: Partial<Record<(typeof planKinds)[number], Micros>> = {};
    const errors: Record<string, string> = {};
    for (const kind of planKinds) {
      const text = typed[kind] ?? '';
      if (text.trim() === '') continue;
      const read = typedAmount(context, text, currency);
      if (read.ok) costs[kind] = read.value;
      else errors[kind] = amountText(context.speech, read.refusal, text, currency);
    }
    return Object.keys(errors).length > 0 ? err(errors) : ok({ currency, costs });
  },
});
