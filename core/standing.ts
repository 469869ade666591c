import { alertKinds, subjectOf, type Alert, type AlertKind } from './alerts.ts';
import { dayMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import type { OpenPayment, Payment } from './payments.ts';
import { balanceOf } from './pool.ts';
import { addedNext, evaluate } from './recharge.ts';
import { isPaused } from './rule.ts';
import type { Wallet } from './wallet.ts';

/** What is amiss now, of one subject. */
export interface Stage {
  /** Told again when it becomes another one: a recharge that has failed once more is. */
  readonly key: string;
  readonly alert: Omit<Alert, 'id'>;
  /** Whether it is being mended this very moment: then it is told a little later, if at all (L15). */
  readonly isBeingMended: boolean;
}

/** Everything that is amiss by the wallet's own facts: a function of it and the time, so that nothing is forgotten and nothing stays (L15). */
export function standingIn(wallet: Wallet, at: Instant): readonly Stage[] {
  const { terms, pool, episodes, openPayments } = wallet;
  if (terms === undefined) return [];
  const now = { at, currency: terms.currency, balance: balanceOf(pool, at) };
  const isCharging = terms.mode !== 'mirror' && openPayments.some(isRechargeUnderWay);
  const stage: MakeStage = (kind, facts = {}, key = kind) => ({
    key,
    alert: { ...now, kind, ...facts },
    isBeingMended: isCharging && (kind === 'low-balance' || kind === 'recharge-failed'),
  });
  const next = nextRecharge(wallet, at);
  const heldBy = heldRecharge(wallet, at);
  const crossed = episodes.map(({ alert, threshold }) =>
    alert === 'import-stalled'
      ? stage(alert)
      : stage(
          alert,
          { threshold, ...(next !== undefined && { next }), ...(heldBy !== undefined && { heldBy }) },
          `${alert} ${threshold}`,
        ),
  );
  const recharge = stageOfRecharge(wallet, stage);
  return [...crossed, ...(recharge === undefined ? [] : [recharge]), ...stagesOfOrders(wallet, at, stage)];
}

type MakeStage = (kind: AlertKind, facts?: Partial<Alert>, key?: string) => Stage;

const isRecharge = ({ payment }: { readonly payment: Payment }): boolean => payment.purpose === 'recharge';

const isRechargeUnderWay = (open: OpenPayment): boolean => isRecharge(open) && !open.isUnknown;

/** How auto-recharge stands, if anything is amiss with it. */
function stageOfRecharge(wallet: Wallet, stage: MakeStage): Stage | undefined {
  const { terms, memory, rule } = wallet;
  const recharges = wallet.openPayments.filter(isRecharge);
  const open = recharges.find(({ isUnknown }) => isUnknown) ?? recharges[0];
  const { lastReason, notCome, declinesInRow: failures } = memory;
  const amount = open?.payment.amount ?? wallet.declined.findLast(isRecharge)?.payment.amount;
  const sum = amount === undefined ? {} : { amount };
  if (open?.isUnknown === true)
    return stage('recharge-unknown', { ...sum, payment: open.payment.key }, open.payment.key);
  if (open !== undefined && terms?.mode === 'mirror')
    return stage('recharge-expected', { ...sum, payment: open.payment.key }, open.payment.key);
  if (notCome?.reason === 'not-confirmed')
    return stage('recharge-not-come', { amount: notCome.amount, payment: notCome.key }, notCome.key);
  if (failures > 0) {
    const again = isPaused(memory) ? {} : { retryAt: memory.retryAt };
    const backup = open === undefined ? 'failed' : 'tried';
    const facts = { ...sum, ...again, failures, ...(memory.hasTriedBackup === true && ({ backup } as const)) };
    return stage('recharge-failed', facts, `recharge-failed ${failures}`);
  }
  return rule?.isOn === true && lastReason.reason === 'cap-reached'
    ? stage('cap-reached', { threshold: lastReason.cap })
    : undefined;
}

/** After how many days people are reminded of an order that nobody has confirmed. */
const reminderDays = [1, 3, 7] as const;

/** Orders that wait for somebody: in mirror since a day or more, where a gateway charges if it cannot say what came of it. */
function stagesOfOrders({ terms, openPayments }: Wallet, at: Instant, stage: MakeStage): readonly Stage[] {
  return openPayments.flatMap(open => {
    if (isRecharge(open)) return [];
    const { key, amount, requestedAt } = open.payment;
    const facts = { about: key, payment: key, amount, since: requestedAt };
    if (open.isUnknown) return [stage('order-unknown', facts)];
    const step = terms?.mode === 'mirror' && reminderDays.findLast(days => at >= requestedAt + days * dayMs);
    return step ? [stage('order-unconfirmed', { ...facts, step }, `order-unconfirmed ${step}`)] : [];
  });
}

/** What auto-recharge will add by itself, and not before when. */
function nextRecharge(wallet: Wallet, at: Instant): { readonly amount: Micros; readonly at: Instant } | undefined {
  const { rule } = wallet;
  const { why } = evaluate(wallet, at);
  if (rule === undefined || (why.reason !== 'cooling-down' && why.reason !== 'backing-off')) return undefined;
  return { amount: addedNext(wallet, at), at: why.until };
}

/** What holds it up that it had begun to add: cards that say that it adds are drawn anew. */
function heldRecharge(wallet: Wallet, at: Instant): Alert['heldBy'] {
  const { reason } = evaluate(wallet, at).why;
  return reason === 'unknown-outcome' || reason === 'awaits-crossing' ? reason : undefined;
}

/** The worst of each subject. */
export function worstOf(stages: readonly Stage[]): ReadonlyMap<string, Stage> {
  const worst = new Map<string, Stage>();
  for (const stage of stages) {
    const subject = subjectOf(stage.alert);
    const known = worst.get(subject);
    if (known === undefined || isWorse(stage.alert, known.alert)) worst.set(subject, stage);
  }
  return worst;
}

/** Whether it is worse than the other of its subject: of two thresholds the lower one is. */
export function isWorse(one: Omit<Alert, 'id'>, other: Omit<Alert, 'id'>): boolean {
  const [{ rank, degree }, { rank: before }] = [alertKinds[one.kind], alertKinds[other.kind]];
  return rank === before ? (degree?.(one) ?? 0) > (degree?.(other) ?? 0) : rank > before;
}
