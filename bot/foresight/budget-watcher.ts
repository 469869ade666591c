import {
  balanceOf,
  budgetStage,
  budgetSteps,
  monthOf,
  roundedToCurrency,
  startOfMonth,
  unreachable,
  type Alert,
  type AlertKind,
  type BudgetOf,
  type BudgetSaid,
  type BudgetStage,
  type BudgetStanding,
  type Matter,
  type Stage,
  type TimeZone,
} from '../../core/index.ts';
import { BudgetMonth, departmentKeyOf, type SpendNeeds } from '../budgets/budget-month.ts';
import type { Log } from '../ports/index.ts';
import type { Budgets, LiveBudget } from '../tenant/budgets.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';
import { giveWay } from '../work/give-way.ts';

export interface BudgetWatcherNeeds extends SpendNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly budgets: Pick<Budgets, 'live'>;
  readonly log: Pick<Log, 'warn'>;
}

const kinds: readonly AlertKind[] = ['budget-half', 'budget-forecast', 'budget-reached'];

/** What there is to say of one budget, and how much of it is used. */
interface Finding {
  readonly stage: Stage;
  readonly percent: number;
}

/** Says which budgets are half, nearly or all used, and which months are heading beyond theirs; those that are used most first. */
export const budgetWatcher = (needs: BudgetWatcherNeeds): Watcher => ({
  name: 'budgets',
  kinds,
  look: ({ at, before }) =>
    inWallet(needs.ledger, async ({ wallet, terms: { currency, timeZone } }) => {
      const budgets = (await needs.budgets.live()).filter(({ now }) => now.currency === currency);
      const month = new BudgetMonth(needs, { now: at, timeZone }, budgets);
      const facts = { at, currency, balance: balanceOf(wallet.pool, at), timeZone };
      const found: Finding[] = [];
      for (const budget of budgets) {
        const standing = await standingOf(needs, month, budget);
        found.push(...findingOf(budget, { standing, facts, known: matterOf(before, budget, monthOf(at, timeZone)) }));
        // A store in this process answers without letting anybody else have a turn.
        await giveWay();
      }
      return found.toSorted((one, other) => other.percent - one.percent).map(({ stage }) => stage);
    }),
});

/** Where a budget stands. That of the organization needs no directory: it is told while people cannot be read. */
const standingOf = (
  { log }: BudgetWatcherNeeds,
  month: BudgetMonth,
  budget: LiveBudget,
): Promise<BudgetStanding | 'being-read'> =>
  month.standing(budget).catch((error: unknown) => {
    if (budget.now.of.kind === 'organization') throw error;
    log.warn({ err: error }, 'where a budget stands is not known: what was said of it holds');
    return 'being-read' as const;
  });

function findingOf(
  budget: LiveBudget,
  {
    standing,
    facts,
    known,
  }: {
    readonly standing: BudgetStanding | 'being-read';
    readonly facts: StageFacts;
    readonly known: Matter | undefined;
  },
): readonly Finding[] {
  // Until departments are read again what was said of them holds.
  if (standing === 'being-read') return asBefore(known);
  const stage = budgetStage(standing, saidIn(known, facts.timeZone));
  const said = stage && stageOf(budget, { stage, standing, facts });
  // Its card tells what was so when it was told: else every import would edit it. Of another amount that would be wrong.
  if (said?.key === known?.key && said?.alert.threshold === known?.alert.threshold) return asBefore(known);
  return said === undefined ? [] : [{ stage: said, percent: standing.percent }];
}

/** Each month of a budget is a matter of its own. */
const aboutOf = ({ id }: LiveBudget, month: string): string => `${id} ${month}`;

const matterOf = (before: readonly Matter[], budget: LiveBudget, month: string): Matter | undefined =>
  before.find(({ alert }) => kinds.includes(alert.kind) && alert.about === aboutOf(budget, month));

function asBefore(known: Matter | undefined): readonly Finding[] {
  if (known === undefined) return [];
  return [{ stage: { key: known.key, alert: known.alert, isBeingMended: false }, percent: known.alert.step ?? 0 }];
}

/** What a matter says of its budget. */
function saidIn(known: Matter | undefined, timeZone: TimeZone): BudgetSaid | undefined {
  const { kind, step, threshold, until } = known?.alert ?? {};
  if (threshold === undefined || until === undefined) return undefined;
  const about = { amount: threshold, month: monthOf(until, timeZone) };
  if (kind === 'budget-forecast') return { ...about, stage: { kind } };
  const reached = budgetSteps.find(one => one === step);
  return (kind === 'budget-half' || kind === 'budget-reached') && reached !== undefined
    ? { ...about, stage: { kind, step: reached } }
    : undefined;
}

type StageFacts = Pick<Alert, 'at' | 'currency' | 'balance'> & { readonly timeZone: TimeZone };

function stageOf(
  budget: LiveBudget,
  {
    stage,
    standing,
    facts: { timeZone, ...facts },
  }: {
    readonly stage: BudgetStage;
    readonly standing: BudgetStanding;
    readonly facts: StageFacts;
  },
): Stage {
  const { month, spent, forecast } = standing;
  const isAhead = stage.kind === 'budget-forecast';
  const amount = isAhead ? roundedToCurrency(Number(forecast?.amount ?? spent), facts.currency) : Number(spent);
  return {
    key: isAhead ? stage.kind : `${stage.kind} ${stage.step}`,
    alert: {
      ...{ ...facts, kind: stage.kind, about: aboutOf(budget, month), amount, threshold: standing.amount },
      ...(!isAhead && { step: stage.step }),
      ...whoseIs(budget.now.of),
      until: startOfMonth(month, timeZone, 1) - 1,
    },
    isBeingMended: false,
  };
}

/** A person is named only where they may be. */
function whoseIs(of: BudgetOf): Pick<Alert, 'label' | 'person'> {
  switch (of.kind) {
    case 'organization':
      return {};
    case 'person':
      return { person: of.key };
    case 'none':
    case 'department':
      return { label: departmentKeyOf(of) };
    default:
      return unreachable(of);
  }
}
