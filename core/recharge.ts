import { monthOf, type Instant } from './calendar.ts';
import { withTimeBack } from './time-back.ts';
import type { Mode } from './entries.ts';
import { add, inWholeCoins, multiply, upToWholeCoins, type Currency, type Micros } from './money.ts';
import { moneyToCome, type PaymentMethod } from './payments.ts';
import { balanceOf } from './pool.ts';
import type { Proposal } from './proposals.ts';
import type { Adding } from './projection.ts';
import { isAtTrigger, isPaused, unpaused, type EvaluationReason, type Rule } from './rule.ts';
import type { Wallet } from './wallet.ts';

/** The result of an evaluation. */
export type Evaluation =
  | { readonly kind: 'wait'; readonly why: EvaluationReason }
  | { readonly kind: 'order'; readonly amount: Micros; readonly why: EvaluationReason };

/** Whether to recharge now, and with how much; the reasons are tested in this order (L8). */
export function evaluate(known: Wallet, at: Instant): Evaluation {
  const wallet = at < known.at ? { ...known, ...withTimeBack(known, at) } : known;
  const { rule, terms } = wallet;
  return rule === undefined || terms === undefined ? wait({ reason: 'no-rule' }) : considered(wallet, rule, at);
}

/** A rule before it is saved, and with it the order that arrives first, if there is one, and how it will be paid. */
export interface Saving {
  readonly rule: Rule;
  readonly at: Instant;
  readonly ordered?: Micros;
  readonly method?: PaymentMethod | undefined;
  /** Of the wallet that is to be opened, where there is none. */
  readonly mode?: Mode | undefined;
}

/** What auto-recharge orders as soon as the rule is saved; 0 for nothing. An admin is told before (L8). */
export function chargedAtOnce(wallet: Wallet, { rule, at, ordered, method = wallet.method, mode }: Saving): Micros {
  if (method === undefined) return 0;
  const evaluation = considered({ ...wallet, method, memory: unpaused(wallet.memory) }, rule, at, { ordered, mode });
  return evaluation.kind === 'order' ? evaluation.amount : 0;
}

/** What another rule or way to pay charges at once; whoever saves it is told before (L8). */
export function chargedBySaving(wallet: Wallet, proposal: Proposal, at: Instant): Micros {
  if (proposal.kind === 'set-rule') return chargedAtOnce(wallet, { rule: proposal.rule, at });
  if (proposal.kind !== 'set-payment-method' || wallet.rule === undefined) return 0;
  return chargedAtOnce(wallet, { rule: wallet.rule, at, method: proposal.method });
}

function considered(
  wallet: Wallet,
  rule: Rule,
  at: Instant,
  {
    ordered = 0,
    mode = wallet.terms?.mode,
  }: { readonly ordered?: Micros | undefined; readonly mode?: Mode | undefined } = {},
): Evaluation {
  const { memory } = wallet;
  if (!rule.isOn) return wait({ reason: 'off' });
  if (wallet.method === undefined) return wait({ reason: 'no-payment-method' });
  const slot = wallet.openPayments.find(({ payment }) => payment.purpose === 'recharge');
  if (slot !== undefined) return wait({ reason: slot.isUnknown ? 'unknown-outcome' : 'in-flight' });
  const expected = add(add(balanceOf(wallet.pool, at), moneyToCome(wallet.openPayments)), ordered);
  if (!isAtTrigger(rule, expected)) return wait({ reason: 'enough' });
  if (memory.notCome !== undefined) return wait({ reason: 'awaits-crossing' });
  if (isPaused(memory)) return wait({ reason: 'paused' });
  if (at < memory.retryAt) return wait({ reason: 'backing-off', until: memory.retryAt });
  if (at < memory.coolUntil) return wait({ reason: 'cooling-down', until: memory.coolUntil });
  const room = rule.monthlyCap === null ? Infinity : rule.monthlyCap - spentInMonth(wallet, at);
  const amount =
    rule.upTo === undefined || mode === 'mirror'
      ? multipleWithin(rule, { gap: enough(rule) - expected, room, mode })
      : missingWithin(rule, { gap: rule.upTo - expected, room, currency: wallet.terms?.currency });
  if (amount === 0) return wait({ reason: 'cap-reached', cap: rule.monthlyCap ?? 0 });
  return { kind: 'order', amount, why: { reason: 'ordered' } };
}

/** What a rule adds once nothing holds it back, if the balance stays as it is; without a target "Recharge with", which may come in multiples. */
export function addedNext({ rule, pool, openPayments, terms }: Wallet, at: Instant): Micros {
  if (rule?.upTo === undefined || terms?.mode === 'mirror') return rule?.rechargeWith ?? 0;
  const expected = add(balanceOf(pool, at), moneyToCome(openPayments));
  return missingWithin(rule, { gap: rule.upTo - expected, room: Infinity, currency: terms?.currency });
}

/** The multiple of "Recharge with" that closes the gap, or the largest that there is room for; 0 for none. */
function multipleWithin(
  { rechargeWith }: Rule,
  { gap, room, mode }: { readonly gap: Micros; readonly room: Micros; readonly mode: Mode | undefined },
): Micros {
  // Microsoft adds "Recharge with" once, however deep the balance has fallen (M4).
  const wanted = mode === 'mirror' ? 1 : timesToReach(gap, rechargeWith);
  return multiply(rechargeWith, room === Infinity ? wanted : Math.min(wanted, timesWithin(room, rechargeWith)));
}

/** What is missing to the target in whole coins, at least "Recharge with", or as much as there is room for; 0 where that is less. */
function missingWithin(
  { rechargeWith }: Rule,
  { gap, room, currency }: { readonly gap: Micros; readonly room: Micros; readonly currency: Currency | undefined },
): Micros {
  const missing = Math.max(rechargeWith, currency === undefined ? gap : upToWholeCoins(gap, currency));
  if (missing <= room) return missing;
  return room < rechargeWith ? 0 : currency === undefined ? room : inWholeCoins(room, currency);
}

/**
 * What the backup payment method is tried with, as soon as an automatic charge has been declined: once in a row of declines, and as if the
 * decline had not been (L8). It waits where there is none, or nothing is missing any more.
 */
export function evaluateBackup(wallet: Wallet, at: Instant): Evaluation {
  const { backup: method, rule, memory, declined } = wallet;
  const last = declined.at(-1);
  const isFirst =
    last?.at === at &&
    last.payment.purpose === 'recharge' &&
    last.reopened === undefined &&
    memory.hasTriedBackup === undefined;
  if (
    !isFirst ||
    method === undefined ||
    method === null ||
    rule === undefined ||
    isSameMethod(method, last.payment.method)
  )
    return wait({ reason: 'no-payment-method' });
  return considered({ ...wallet, method, memory: { ...memory, declinesInRow: 0, retryAt: 0 } }, rule, at);
}

/** The key of the next automatic charge. */
export const rechargeKey = ({ memory }: Wallet): string => `recharge-${memory.requested + 1}`;

const isSameMethod = (one: PaymentMethod, other: PaymentMethod): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** What auto-recharge requested in the calendar month of that instant, open and unknown ones included, declines not (L8). */
export function spentInMonth(wallet: Wallet, at: Instant): Micros {
  if (wallet.terms === undefined) return 0;
  return wallet.memory.month === monthOf(at, wallet.terms.timeZone) ? wallet.memory.requestedInMonth : 0;
}

/**
 * What auto-recharge will add by itself if nothing goes wrong; undefined where it adds nothing, or has failed and may fail again. Microsoft
 * sees every call at once, a gateway is asked when the log tells of it.
 */
export function addingOf(wallet: Wallet, at: Instant): Adding | undefined {
  const { rule, method, memory, openPayments, terms } = wallet;
  if (rule?.isOn !== true || method === undefined) return undefined;
  if (memory.declinesInRow > 0 || memory.notCome !== undefined) return undefined;
  if (openPayments.some(({ payment, isUnknown }) => isUnknown && payment.purpose === 'recharge')) return undefined;
  const { rechargeWith, monthlyCap, upTo } = rule;
  const isMirror = terms?.mode === 'mirror';
  return {
    rechargeWith,
    ...(upTo !== undefined && !isMirror && { upTo }),
    trigger: rule.trigger,
    isLate: !isMirror,
    room: monthlyCap === null ? Infinity : monthlyCap - spentInMonth(wallet, at),
    roomOfMonth: monthlyCap ?? Infinity,
  };
}

/** The payments that will come in: in mirror an order is nothing before an admin has paid it, a recharge Microsoft has made already. */
export const comingTo = ({ openPayments, terms }: Wallet): Micros =>
  moneyToCome(
    openPayments.filter(
      ({ payment, isUnknown }) => !isUnknown && (terms?.mode !== 'mirror' || payment.purpose === 'recharge'),
    ),
  );

/** The least balance at which nothing is added. */
const enough = ({ trigger, includesTrigger }: Rule): Micros => (includesTrigger === true ? add(trigger, 1) : trigger);

const wait = (why: EvaluationReason): Evaluation => ({ kind: 'wait', why });

const timesWithin = (room: Micros, step: Micros): number => (room < step ? 0 : (room - (room % step)) / step);

const timesToReach = (gap: Micros, step: Micros): number => timesWithin(gap, step) + (gap % step === 0 ? 0 : 1);
