import {
  balanceOf,
  minuteStep,
  roundedToCurrency,
  type Instant,
  type Matter,
  type MinutePool,
  type MinuteStep,
  type Stage,
  type Wallet,
} from '../../core/index.ts';
import type { KeptMinutes } from '../plans/kept-minutes.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface MinutesWatcherNeeds {
  readonly ledger: Ledger;
  readonly keptMinutes: Pick<KeptMinutes, 'read'>;
}

/** Tells of pools of included minutes of which 80 or 100 % are used. */
export const minutesWatcher = ({ ledger, keptMinutes }: MinutesWatcherNeeds): Watcher => ({
  name: 'minutes',
  kinds: ['minutes-used'],
  look: ({ at, before }) =>
    inWallet(ledger, async ({ wallet, terms: { currency, timeZone } }) => {
      const { pools } = await keptMinutes.read({ now: at, timeZone });
      return pools.flatMap(pool => {
        const told = matterOf(pool, before);
        const step = minuteStep(pool, stepOf(told));
        if (step === undefined) return [];
        const stage = stageOf(pool, step, { at, wallet, currency });
        // Its card tells what was expected when it was told: else each hour would edit it.
        const isAsTold = told?.alert.step === step && told.alert.count === stage.alert.count;
        return [isAsTold ? { ...stage, alert: told.alert } : stage];
      });
    }),
});

const matterOf = ({ id }: MinutePool, before: readonly Matter[]): Matter | undefined =>
  before.find(({ alert }) => alert.kind === 'minutes-used' && alert.about === id);

function stepOf(matter: Matter | undefined): MinuteStep | undefined {
  const told = matter?.alert.step;
  return told === 80 || told === 100 ? told : undefined;
}

function stageOf(
  { id, each, runsOut, overage }: MinutePool,
  step: MinuteStep,
  { at, wallet, currency }: { readonly at: Instant; readonly wallet: Wallet; readonly currency: string },
): Stage {
  return {
    key: `minutes-used ${id} ${step}`,
    isBeingMended: false,
    alert: {
      ...{ kind: 'minutes-used', at, currency, balance: balanceOf(wallet.pool, at), about: id, step },
      ...(each !== null && { count: step === 100 ? each.usedUp : each.nearly + each.usedUp }),
      ...(runsOut !== null && { until: runsOut.at }),
      ...(overage !== null && overage.amount > 0 && { amount: roundedToCurrency(overage.amount, currency) }),
    },
  };
}
