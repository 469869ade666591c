import { acknowledge } from '../alerts/acknowledge.action.ts';
import { openAlertsForm, saveAlerts, stopAlerts } from '../alerts/alerts-form.action.ts';
import { runBeside } from '../alerts/run-beside.action.ts';
import { snooze } from '../alerts/snooze.action.ts';
import {
  approveAction,
  askApprovalAction,
  declineApprovalAction,
  showApprovalAction,
  withdrawApprovalAction,
} from '../approvals/approval.action.ts';
import { approvalLimitAction } from '../approvals/approval-limit.action.ts';
import { changeBudgetAction, showBudgetAction } from '../budgets/budget.action.ts';
import type { Action } from '../chat/action.ts';
import { departmentSourceAction, showDepartmentsAction } from '../departments/departments.action.ts';
import { checkBalance } from '../digest/check-balance.action.ts';
import { emailDocumentAction } from '../exports/email-document.action.ts';
import { exportAction, exportLink } from '../exports/export.action.ts';
import { autoRechargeAction } from '../funds/auto-recharge.action.ts';
import { cardHolder } from '../funds/card-holder.action.ts';
import { giveBack } from '../funds/give-back.action.ts';
import { confirmPurchase, endOrderAction, orderBeside, showOrderAction } from '../funds/order.action.ts';
import { addFundsAction, placeOrderAction } from '../funds/place-order.action.ts';
import { paymentMethodsAction } from '../funds/payment-methods.action.ts';
import { reconcileAction, showReconciliation } from '../funds/reconcile.action.ts';
import { assignAgain, giveCredits, stopAssigning } from '../licenses/assign-credits.action.ts';
import { groupCredits } from '../licenses/group-credits.action.ts';
import { removeCreditsAction } from '../licenses/remove-credits.action.ts';
import { paidCalls } from '../licenses/stop-calls.action.ts';
import { giveRight, narrowRight, takeRight } from '../settings/right.action.ts';
import { openSetting, saveSetting, undoSetting } from '../settings/setting.action.ts';
import { setupBudget } from '../setup/budget.action.ts';
import { setupExisting, setupRecord, setupWay } from '../setup/existing.action.ts';
import { setupAssign, setupLocate, setupStop } from '../setup/people.action.ts';
import { setupBilling, setupGo, setupOrder, setupPlace } from '../setup/setup.action.ts';
import { setupShow } from '../setup/show.action.ts';
import { answerQuestionsAction } from '../usage/answer-questions.action.ts';
import { importFilesAction } from '../usage/import-files.action.ts';
import type { Tenant } from './tenant.ts';

/** Every button's verb but `run`, which runs a typed command as the person who presses it (chat/dispatch.ts). */
export const actions: readonly Action<Tenant>[] = [
  setupShow,
  setupBilling,
  setupGo,
  setupAssign,
  setupStop,
  setupLocate,
  setupOrder,
  setupPlace,
  setupWay,
  setupExisting,
  setupRecord,
  setupBudget,
  addFundsAction,
  placeOrderAction,
  showOrderAction,
  confirmPurchase,
  endOrderAction,
  orderBeside,
  cardHolder,
  autoRechargeAction,
  paymentMethodsAction,
  giveBack,
  reconcileAction,
  showReconciliation,
  checkBalance,
  askApprovalAction,
  showApprovalAction,
  approveAction,
  declineApprovalAction,
  withdrawApprovalAction,
  approvalLimitAction,
  answerQuestionsAction,
  importFilesAction,
  showDepartmentsAction,
  departmentSourceAction,
  showBudgetAction,
  changeBudgetAction,
  exportAction,
  exportLink,
  emailDocumentAction,
  giveCredits,
  removeCreditsAction,
  groupCredits,
  stopAssigning,
  assignAgain,
  paidCalls,
  runBeside,
  acknowledge,
  snooze,
  openAlertsForm,
  saveAlerts,
  stopAlerts,
  openSetting,
  saveSetting,
  undoSetting,
  giveRight,
  takeRight,
  narrowRight,
];
