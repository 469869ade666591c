import { usedPart } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Clock } from '../ports/index.ts';
import { usageUntil, type UsageUntilNeeds } from '../tenant/usage-until.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { KeptMinutes } from './kept-minutes.ts';
import { minutesView } from './minutes.view.ts';

interface MinutesNeeds extends UsageUntilNeeds {
  readonly clock: Clock;
  readonly keptMinutes: Pick<KeptMinutes, 'read'>;
  readonly ledger: Ledger;
}

const pageLines = 10;

/** The included minutes that are left of the month, the fullest pool first. */
export const minutes = command({
  name: 'minutes',
  access: 'look',
  arguments: {},
  menus: [],
  run: async (needs: MinutesNeeds, { speech }, _given, { text, place }) => {
    const now = needs.clock.now();
    const found = await needs.keptMinutes.read({ now, timeZone: speech.timeZone });
    const read = await needs.ledger.read();
    const pools = found.pools.toSorted((one, other) => usedPart(other) - usedPart(one));
    const page = pageAfter(pools, place, { size: pageLines, keyOf: ({ id }) => id });
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const until = read.ok ? await usageUntil(needs, read.value.wallet) : undefined;
    return { card: minutesView(speech, { found, page, currency, now, text, until }) };
  },
});
