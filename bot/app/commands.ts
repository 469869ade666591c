import { alerts } from '../alerts/alerts.command.ts';
import { approvals } from '../approvals/approvals.command.ts';
import type { Command, OnTopic, Topic } from '../chat/command.ts';
import { budgetCommand } from '../budgets/budget.command.ts';
import { cancelBudget } from '../budgets/cancel-budget.command.ts';
import { departments } from '../departments/departments.command.ts';
import { digest } from '../digest/digest.command.ts';
import { help } from '../chat/help.command.ts';
import { doctor } from '../doctor/doctor.command.ts';
import { exportCommand } from '../exports/export.command.ts';
import { addFunds } from '../funds/add-funds.command.ts';
import { autoRecharge } from '../funds/auto-recharge.command.ts';
import { chargeBackPurchase } from '../funds/charge-back.command.ts';
import { orders } from '../funds/orders.command.ts';
import { reconcileBalance } from '../funds/reconcile.command.ts';
import { refundPurchase } from '../funds/refund.command.ts';
import { reversePurchaseOf } from '../funds/reverse.command.ts';
import { assignCredits } from '../licenses/assign-credits.command.ts';
import { licenses } from '../licenses/licenses.command.ts';
import { removeCredits } from '../licenses/remove-credits.command.ts';
import { stopCalls } from '../licenses/stop-calls.command.ts';
import { minutes } from '../plans/minutes.command.ts';
import { savings } from '../plans/savings.command.ts';
import { about } from '../reports/about.command.ts';
import { balance } from '../reports/balance.command.ts';
import { forecastBalance } from '../reports/forecast.command.ts';
import { calls } from '../reports/calls.command.ts';
import { explain } from '../reports/explain.command.ts';
import { prevention } from '../reports/prevention.command.ts';
import { rate } from '../reports/rate.command.ts';
import { who } from '../reports/who.command.ts';
import { history } from '../reports/history.command.ts';
import { invoices } from '../reports/invoices.command.ts';
import { lots } from '../reports/lots.command.ts';
import { statement } from '../reports/statement.command.ts';
import { usage } from '../reports/usage.command.ts';
import { verifyLedger } from '../reports/verify.command.ts';
import { sandbox } from '../sandbox/sandbox.command.ts';
import { agreementsCommand } from '../settings/agreements.command.ts';
import { settings } from '../settings/settings.command.ts';
import { setup } from '../setup/setup.command.ts';
import { chooseLanguage } from '../tenant/language.command.ts';
import { importUsage } from '../usage/import.command.ts';
import { questions } from '../usage/questions.command.ts';
import type { Tenant } from './tenant.ts';

/** Every command, in the order in which help and the manifest show them. A need that no tenant has is an error on its line. */
export const commands: readonly OnTopic<Command<Tenant>>[] = [
  ...onTopic('credits', [setup, balance, forecastBalance, digest]),
  ...onTopic('payments', [
    addFunds,
    orders,
    autoRecharge,
    lots,
    invoices,
    agreementsCommand,
    refundPurchase,
    chargeBackPurchase,
    reversePurchaseOf,
    reconcileBalance,
    approvals,
  ]),
  ...onTopic('records', [history, statement, exportCommand, verifyLedger]),
  ...onTopic('calls', [
    usage,
    calls,
    explain,
    rate,
    departments,
    minutes,
    savings,
    budgetCommand,
    cancelBudget,
    importUsage,
    questions,
  ]),
  ...onTopic('people', [licenses, who, assignCredits, removeCredits, stopCalls, prevention]),
  ...onTopic('bot', [alerts, settings, chooseLanguage, help, doctor, about, sandbox]),
];

function onTopic(topic: Topic, all: readonly Command<Tenant>[]): readonly OnTopic<Command<Tenant>>[] {
  return all.map(one => ({ ...one, topic }));
}
