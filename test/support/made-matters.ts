import {
  acknowledged,
  alertKinds,
  emptyPool,
  emptyWallet,
  escalated,
  followed,
  freshMemory,
  dayMs,
  hourMs,
  minuteMs,
  snoozed,
  withCalls,
  type Alert,
  type AlertKind,
  type Instant,
  type Matter,
  type MatterCalls,
  type Micros,
  type SpendReason,
  type Wallet,
} from '../../core/index.ts';
import type { KnownAround } from '../../bot/alerts/matter-surroundings.ts';
import { at, card, money, someTerms } from './builders.ts';

/** Half past seven in the evening, in Berlin. */
export const evening: Instant = at('2026-11-26T18:30:00Z');

const unusualCalls: SpendReason = {
  ...{ kind: 'calls-to', calls: 14, amount: money('$61'), destination: 'Latvia' },
  ...{ from: at('2026-11-25T02:10:00Z'), to: at('2026-11-25T02:30:00Z') },
  signs: ['new-to-person', 'new-to-organization', 'out-of-hours', 'expensive', 'fast'],
};

/** What an alert of each kind knows. */
const factsOf: Readonly<Record<AlertKind, Partial<Alert>>> = {
  'low-balance': { threshold: money('$20') },
  'balance-zero': { threshold: 0 },
  'recharge-expected': { amount: money('$50'), payment: 'recharge-3' },
  'cap-reached': { threshold: money('$1,500') },
  'recharge-failed': { amount: money('$50'), reason: 'expired-card', failures: 1, retryAt: evening + hourMs },
  'recharge-not-come': { amount: money('$50'), payment: 'recharge-3' },
  'order-unconfirmed': {
    ...{ about: 'order-4', payment: 'order-4', amount: money('$100') },
    ...{ step: 3, since: evening - 3 * dayMs },
  },
  'order-unknown': { about: 'order-4', payment: 'order-4', amount: money('$100'), since: evening - hourMs },
  'card-expires': { label: 'Visa •• 4242', step: 30, until: at('2026-12-31T22:59:59Z') },
  'secret-expires': { step: 7, until: at('2026-12-03T00:00:00Z') },
  'purchase-order-used': {
    about: 'EA-1 PO-9',
    label: 'PO-9',
    step: 80,
    amount: money('$820'),
    threshold: money('$1,000'),
  },
  'recharge-unknown': { amount: money('$50'), payment: 'recharge-4' },
  'recharge-succeeded': { amount: money('$50'), invoice: 12 },
  'payment-taken-back': { amount: money('$100'), invoice: 7 },
  'payment-won-back': { amount: money('$100'), invoice: 7 },
  'import-stalled': { since: at('2026-11-24T09:12:00Z') },
  'clock-doubted': { doubt: { kind: 'clock-jumped', at: evening + 40 * minuteMs, last: evening, witness: null } },
  'ledger-damaged': { entry: 1234 },
  'rounds-late': { since: evening - 12 * minuteMs },
  'backup-missing': { since: evening - 50 * hourMs, reason: 'disk-full' },
  'documents-unsent': { label: '2026-10', count: 1 },
  'runs-out': {
    ...{ step: 7, amount: money('$120'), until: at('2026-12-02T23:00:00Z'), earliest: at('2026-11-29T23:00:00Z') },
  },
  'lot-expires': { about: 'lot-1', step: 30, amount: money('$61.20'), until: at('2026-12-26T00:00:00Z') },
  'budget-half': {
    about: 'department Sales',
    label: 'Sales',
    step: 50,
    amount: money('$256'),
    threshold: money('$500'),
  },
  'budget-forecast': {
    ...{ about: 'organization', step: 50, amount: money('$612'), threshold: money('$500') },
    until: at('2026-11-30T22:59:59Z'),
  },
  'budget-reached': { about: 'organization', step: 80, amount: money('$412.50'), threshold: money('$500') },
  'minutes-used': { about: 'international US', step: 80, until: at('2026-11-28T10:00:00Z'), amount: money('$36.20') },
  'unusual-spend': { about: 'person-1', person: 'person-1', amount: money('$61'), reasons: [unusualCalls] },
  'fraud-suspected': { about: 'person-1', person: 'person-1', amount: money('$612'), reasons: [unusualCalls] },
  'people-blocked': { about: 'blocked', count: 3 },
  'licenses-missing': { about: 'licenses', count: 14 },
  digest: {},
  'statement-ready': {},
};

/** Every kind of alert. */
export const kinds = Object.keys(alertKinds) as readonly AlertKind[];

/** Their names hold what must not be read as markdown, or as an expression. */
export const people = { ana: 'Ana *Silva*', bo: '王小明 ${title}' };

/** A wallet with so much left, whose auto-recharge adds $50 below $20. */
export function walletWith(balance: Micros, more: Partial<Wallet> = {}): Wallet {
  const bought = money('$150');
  const lot = {
    ...{ id: 'lot-1', seq: 3, boughtAt: at('2026-08-01T00:00:00Z'), expiresAt: at('2027-08-01T00:00:00Z') },
    ...{ invoice: 1, payment: 'order-1', amount: bought, reduced: 0, drawn: Math.min(bought, bought - balance) },
    ...{ isWrittenOff: false, writeOffs: [] },
  };
  return {
    ...emptyWallet,
    ...{ seq: 9, head: 'head-9', terms: { ...someTerms, timeZone: 'Europe/Berlin' }, method: card },
    spans: [{ from: null, to: null }],
    pool: { ...emptyPool, lots: [lot], owed: Math.max(0, -balance) },
    rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$1500') },
    memory: { ...freshMemory, coolUntil: evening + 27 * minuteMs },
    ...more,
  };
}

/** What is known beside matters on that evening. */
export function knownAround(wallet: Wallet | undefined, more: Partial<KnownAround> = {}): KnownAround {
  const runsOut = { at: at('2026-12-03T10:00:00Z'), earliest: evening, latest: null };
  return {
    ...{ now: evening + minuteMs, wallet, callers: 1204 },
    outlook: { runsOut, basedOn: { days: 60, amount: money('$66') }, notYetSeen: money('$2.20') },
    ...more,
  };
}

/** A matter that has just begun. */
export function matterOf(kind: AlertKind, more: Partial<Alert> = {}): Matter {
  const alert = { kind, at: evening, currency: 'USD', balance: money('$12.30'), ...factsOf[kind], ...more };
  const isNews = alertKinds[kind].subject === 'news';
  const stages = isNews ? [] : [{ key: kind, alert, isBeingMended: false }];
  const announced = isNews ? [{ ...alert, id: `alert-${kind}` }] : [];
  return followed([], { at: evening, stages, announced, next: 1 })[0]!;
}

/** As it is when something else is amiss, or nothing. */
export function thereafter(matter: Matter, when: Instant, kind?: AlertKind, more: Partial<Alert> = {}): Matter {
  const alert = kind && { kind, at: when, currency: 'USD', balance: -money('$4.20'), ...factsOf[kind], ...more };
  const stages = alert === undefined ? [] : [{ key: `${kind} ${alert.failures ?? ''}`, alert, isBeingMended: false }];
  return followed([matter], { at: when, stages, announced: [], next: 2 })[0] ?? matter;
}

const seen = (matter: Matter): Matter => acknowledged(matter, { by: people.ana, at: evening + 4 * minuteMs });
const putOff = (matter: Matter): Matter =>
  snoozed(matter, { by: people.bo, at: evening + 6 * minuteMs, until: at('2026-11-30T08:00:00Z') });

/** What becomes of a matter in the first hours. */
export const lives = {
  raised: (matter: Matter) => matter,
  acknowledged: seen,
  snoozed: putOff,
  escalated: (matter: Matter) => escalated(matter, evening + 30 * minuteMs),
  recovered: (matter: Matter) => thereafter(seen(matter), evening + 44 * minuteMs),
} as const;

/** With what became of the paid calls of whom it is about, some minutes later. */
export const withPaidCalls = (matter: Matter, state: MatterCalls['state'], more: Partial<MatterCalls> = {}): Matter =>
  withCalls(matter, { state, by: people.ana, at: evening + 5 * minuteMs, wish: 1, ...more });
