import { dayOf, lastDays, rateOf, type Rate } from '../../core/index.ts';
import { regionCode } from '../../cards/regions.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Reply } from '../chat/turn.ts';
import { country } from '../chat/typed-country.ts';
import type { Clock, ListedCall, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { rateView } from './rate.view.ts';

/** A price of a year ago may still be the price; of more calls than these the newest count. */
const days = 365;
const mostCalls = 500;
const mostDestinations = 1000;

interface RateNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
}

/** What a minute to a country has really cost here, from the organization's own calls: Microsoft has no list to ask. */
export const rate = command({
  name: 'rate',
  access: 'look',
  arguments: { country: country({ isRequired: true }) },
  menus: [],
  run: async ({ clock, ledger, rows }: RateNeeds, { speech }, given): Promise<Reply> => {
    const range = lastDays(days, dayOf(clock.now(), speech.timeZone));
    const { lines } = await rows.ranked({ days: range, by: 'destination', top: mostDestinations });
    const known = lines.filter(({ key }) => key !== null && key !== '');
    const line = known.find(({ key }) => regionCode(key ?? '') === given.country);
    const calls =
      line === undefined ? [] : (await rows.calls({ days: range, destination: line.key, limit: mostCalls })).calls;
    const read = await ledger.read();
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const own = calls.filter(({ row }) => row.currency === currency);
    return {
      card: rateView(speech, {
        ...{ currency, country: given.country, range },
        all: rateOf(own.map(({ row }) => row)),
        byType: ratesByType(own),
        others: known.filter(({ cost, key }) => cost > 0n && key !== line?.key).slice(0, 3),
      }),
    };
  },
});

/** The rate of each type of call, where there is more than one. */
function ratesByType(calls: readonly ListedCall[]): readonly (readonly [string, Rate])[] {
  const types = Map.groupBy(calls, ({ row }) => row.about.callType);
  const rates = [...types].flatMap(([type, some]) => {
    const found = rateOf(some.map(({ row }) => row));
    return found === undefined ? [] : [[type, found] as const];
  });
  return rates.length < 2 ? [] : rates;
}
