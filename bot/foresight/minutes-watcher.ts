import {
  balanceOf,
  dayOf,
  hourMs,
  includedLeft,
  lastDays,
  minuteStep,
  planDays,
  roundedToCurrency,
  type Instant,
  type Matter,
  type MinutePool,
  type Minutes,
  type MinuteStep,
  type Stage,
  type Wallet,
} from '../../core/index.ts';
import { readPlans, type PlanNeeds } from '../plans/plan-facts.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface MinutesWatcherNeeds extends PlanNeeds {
  readonly ledger: Ledger;
}

/** Tells of pools of included minutes of which 80 or 100 % are used. */
export function minutesWatcher(needs: MinutesWatcherNeeds): Watcher {
  const read = readOnNews(needs);
  return {
    name: 'minutes',
    kinds: ['minutes-used'],
    look: ({ at, before }) =>
      inWallet(needs.ledger, async ({ wallet, terms: { currency, timeZone } }) => {
        const { pools } = await read(at, timeZone);
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
  };
}

/** All calls of the days are added up at most once an hour, unless others have come in or been corrected: a look comes more often. */
function readOnNews(needs: MinutesWatcherNeeds): (at: Instant, timeZone: string) => Promise<Minutes> {
  let last: { readonly key: string; readonly minutes: Minutes } | undefined;
  return async (now, timeZone) => {
    const { calls, seconds, cost } = await needs.rows.usage({ days: lastDays(planDays, dayOf(now, timeZone)) });
    const key = [Math.floor(now / hourMs), dayOf(now, timeZone), calls, seconds, cost].join(' ');
    if (last?.key !== key) last = { key, minutes: includedLeft(await readPlans(needs, { now, timeZone })) };
    return last.minutes;
  };
}

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
