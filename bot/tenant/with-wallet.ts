import { budgetStanding, poolTermsOf, termsOf, type Activity, type Terms, type Wallet } from '../../core/index.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, NamedCallLog, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { budgetView } from './budget.view.ts';
import type { Budgets, LiveBudget } from './budgets.ts';
import { readUntil, type LogCursors } from './log-cursors.ts';
import { monthSpend } from './month-spend.ts';
import type { SettingsStore } from './settings.ts';

/** What a command that is about the wallet needs. */
export interface WalletNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly settings: SettingsStore;
  readonly budgets: Budgets;
  readonly logCursors: LogCursors;
  readonly callLogs: readonly NamedCallLog[];
}

export interface OpenWallet {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly history: Activity;
}

/** Runs with the current wallet; if it is damaged, missing or has no pool, answers with what to do. */
export const withWallet = (
  needs: WalletNeeds,
  turn: Turn,
  run: (found: OpenWallet) => Reply | Promise<Reply>,
): Promise<Reply> =>
  withAnyWallet(needs, turn, async found => {
    const { wallet, terms } = found;
    const pool = poolTermsOf(wallet);
    if (pool.ok) return run(found);
    const budget = await needs.budgets.of({ kind: 'organization' });
    return budget === undefined
      ? { card: refusalCard(turn.speech, pool.refusal, terms.currency) }
      : monthOfBudget(needs, turn, budget, terms);
  });

/** The same for what a tenant that pays after use can do too: its usage is recorded, though nothing is drawn. */
export async function withAnyWallet(
  needs: WalletNeeds,
  turn: Turn,
  run: (found: OpenWallet) => Reply | Promise<Reply>,
): Promise<Reply> {
  const { speech } = turn;
  const read = await needs.ledger.read();
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { wallet, history } = read.value;
  const terms = termsOf(wallet);
  if (terms.ok) return run({ wallet, terms: terms.value, history });
  const { billing } = await needs.settings.read();
  const budget = await needs.budgets.of({ kind: 'organization' });
  if (billing === 'postpaid' && budget !== undefined) return monthOfBudget(needs, turn, budget, undefined);
  return { card: refusalCard(speech, terms.refusal, currencyOf(wallet)) };
}

async function monthOfBudget(
  { clock, rows, logCursors, callLogs }: WalletNeeds,
  { speech }: Turn,
  { now: budget }: LiveBudget,
  terms: Terms | undefined,
): Promise<Reply> {
  // Where nothing was begun, days are counted as the store counts them.
  const { timeZone, currency } = { timeZone: 'UTC', currency: budget.currency, ...terms };
  const spend = await monthSpend(rows, 'everybody', { now: clock.now(), timeZone });
  const isRead = readUntil(await logCursors.read(), callLogs) !== null;
  return { card: budgetView(speech, budgetStanding(budget.amount, spend), { currency, timeZone, isRead }) };
}
