import { alertKinds, subjectOf, type Alert, type AlertKind } from './alerts.ts';
import type { Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import { balanceOf } from './pool.ts';
import { evaluate } from './recharge.ts';
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
  const { terms, pool, memory, openPayments, episodes, rule } = wallet;
  if (terms === undefined) return [];
  const recharge = openPayments.find(({ payment }) => payment.purpose === 'recharge');
  const isBeingMended = terms.mode !== 'mirror' && recharge !== undefined && !recharge.isUnknown;
  const now = { at, currency: terms.currency, balance: balanceOf(pool, at) };
  const next = nextRecharge(wallet, at);
  const stage = (kind: AlertKind, facts: Partial<Alert> = {}, key: string = kind): Stage => ({
    key,
    alert: { ...now, kind, ...facts },
    isBeingMended: isBeingMended && kind === 'low-balance',
  });
  const crossed = episodes.map(({ alert, threshold }) =>
    alert === 'import-stalled'
      ? stage(alert)
      : stage(alert, { threshold, ...(next !== undefined && { next }) }, `${alert} ${threshold}`),
  );
  const { declinesInRow: failures, retryAt } = memory;
  const amount = recharge?.payment.amount ?? wallet.declined.at(-1)?.payment.amount;
  const sum = amount === undefined ? {} : { amount };
  if (recharge?.isUnknown === true) return [...crossed, stage('recharge-unknown', sum, recharge.payment.key)];
  if (recharge !== undefined && terms.mode === 'mirror') {
    const { key } = recharge.payment;
    return [...crossed, stage('recharge-expected', { ...sum, payment: key }, key)];
  }
  if (failures > 0) {
    const again = isPaused(memory) ? {} : { retryAt };
    return [...crossed, stage('recharge-failed', { ...sum, ...again, failures }, `recharge-failed ${failures}`)];
  }
  const { lastReason } = memory;
  if (rule?.isOn === true && lastReason.reason === 'cap-reached')
    return [...crossed, stage('cap-reached', { threshold: lastReason.cap })];
  return crossed;
}

/** What auto-recharge will add by itself, and not before when. */
function nextRecharge(wallet: Wallet, at: Instant): { readonly amount: Micros; readonly at: Instant } | undefined {
  const { rule } = wallet;
  const { why } = evaluate(wallet, at);
  if (rule === undefined || (why.reason !== 'cooling-down' && why.reason !== 'backing-off')) return undefined;
  return { amount: rule.rechargeWith, at: why.until };
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
