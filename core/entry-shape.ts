import type { Entry } from './entries.ts';
import type { Proposal } from './proposals.ts';

type Check = (value: unknown) => boolean;

const text: Check = value => typeof value === 'string';
const flag: Check = value => typeof value === 'boolean';
const whole: Check = value => Number.isSafeInteger(value);
const positive: Check = value => Number.isSafeInteger(value) && Number(value) > 0;
const notNegative: Check = value => Number.isSafeInteger(value) && Number(value) >= 0;
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);
const oneOf =
  (...words: readonly unknown[]): Check =>
  value =>
    words.includes(value);
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);

/** An object with these fields, each as it should be. */
function shape(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields);
  return value =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));
}

const lot = shape({ id: text, boughtAt: whole, expiresAt: whole, amount: positive, demand: notNegative });
const invoice = shape({
  number: positive,
  at: whole,
  amount: positive,
  reference: text,
  agreement: orNull(text),
  purchaseOrder: orNull(text),
  lotId: text,
});
const link = shape({ origin: text, seq: positive, hash: text, head: shape({ seq: positive, hash: text }) });
const cost = { start: whole, cost: notNegative, was: orNull(shape({ start: whole, cost: notNegative })) };
const returned = { lotId: text, ofInvoice: positive, amount: positive };
const episode = shape({ alert: oneOf('low-balance', 'balance-zero', 'import-stalled'), threshold: notNegative });
const methods: readonly Check[] = [
  shape({ kind: oneOf('card'), reference: text }),
  shape({ kind: oneOf('agreement'), number: text, purchaseOrder: orNull(text) }),
  shape({ kind: oneOf('admin-centre') }),
];
const method: Check = value => methods.some(check => check(value));

const rule = {
  isOn: flag,
  rechargeWith: positive,
  trigger: whole,
  monthlyCap: orNull(whole),
  includesTrigger: orAbsent(flag),
  upTo: orAbsent(positive),
};
const reversible: readonly Check[] = [
  shape({ kind: oneOf('row', 'reconciliation', 'return'), id: text }),
  shape({ kind: oneOf('purchase'), invoice: positive }),
];
const proposals: Readonly<Record<Proposal['kind'], Check>> = {
  order: shape({ amount: positive, method, isBesideOpen: flag }),
  refund: shape({ invoice: positive, amount: positive }),
  'charge-back': shape({ invoice: positive, amount: positive }),
  reconcile: shape({ statedAt: whole, stated: whole }),
  reverse: shape({ what: value => reversible.some(check => check(value)) }),
  'set-rule': shape({ rule: shape(rule) }),
  'set-payment-method': shape({ method }),
  'set-backup-method': shape({ method: orNull(method) }),
  'set-approval-limit': shape({ limit: orNull(notNegative) }),
  'remove-licenses': shape({ people: positive }),
};
const proposed = shape({ id: text, kind: oneOf(...Object.keys(proposals)) });
const proposal: Check = value => proposed(value) && proposals[(value as Proposal).kind](value);
const ending = shape({ asked: text });

/** What the facts of each kind look like: what is read back from a disk, or was forged, may be anything. */
const facts: Readonly<Record<Entry['kind'], Check>> = {
  'wallet-opened': shape({
    tenant: text,
    currency: text,
    timeZone: text,
    mode: oneOf('mirror', 'operate', 'sandbox'),
    opensAt: orNull(whole),
    isFeeInCharge: flag,
    minimum: positive,
    continues: orAbsent(listOf(link)),
  }),
  'opening-moved': shape({ opensAt: whole }),
  'credits-bought': shape({ lot, invoice }),
  'payment-requested': shape({
    key: text,
    purpose: oneOf('order', 'recharge'),
    amount: positive,
    method,
    requestedAt: whole,
    gatewayKey: orAbsent(text),
    instead: orAbsent(text),
  }),
  'payment-settled': shape({ key: text, lot, invoice, asBought: orAbsent(oneOf(true)) }),
  'payment-linked': shape({ key: text, lotId: text }),
  'payment-declined': shape({ key: text, reason: text, retry: orAbsent(oneOf('never')) }),
  'payment-cancelled': shape({ key: text, reason: oneOf('not-bought', 'not-confirmed') }),
  'payment-left-unknown': shape({ key: text, reopens: orAbsent(oneOf(true)) }),
  'call-drawn': shape(cost),
  'rows-erased': shape({ before: whole }),
  'call-reversed': shape({ ...cost, row: text, version: text }),
  'questions-answered': shape({ verdict: oneOf('bill', 'ignore'), rows: listOf(text) }),
  'credits-refunded': shape({ ...returned, asked: positive }),
  'credits-charged-back': shape({ ...returned, spent: notNegative, payment: orAbsent(text) }),
  'charge-back-reversed': shape({ ...returned, payment: text }),
  'purchase-reversed': shape(returned),
  'return-reversed': shape({ ...returned, returned: text }),
  'balance-reconciled': shape({
    at: whole,
    stated: whole,
    difference: whole,
    reason: oneOf('usage-not-seen', 'credits-not-known', 'agrees'),
    demand: notNegative,
    lot: shape({ id: text, expiresAt: whole, demand: notNegative }),
  }),
  'reconciliation-reversed': shape({ reconciliation: text }),
  'lots-expired': shape({ at: whole }),
  'rule-set': shape(rule),
  'thresholds-set': shape({ thresholds: listOf(positive) }),
  'payment-method-set': shape({ method }),
  'backup-method-set': shape({ method: orNull(method) }),
  'recharge-evaluated': shape({ reason: text }),
  'alert-raised': episode,
  'alert-ended': episode,
  'mode-adopted': shape({ mode: oneOf('mirror', 'operate') }),
  'clock-moved': shape({ offsetMs: whole }),
  'approval-limit-set': shape({ limit: orNull(notNegative) }),
  'approval-asked': shape({ proposal, sum: orNull(notNegative), until: whole }),
  'approval-granted': ending,
  'approval-declined': ending,
  'approval-withdrawn': ending,
  'approval-expired': ending,
};

const entry = shape({
  version: positive,
  seq: positive,
  id: text,
  kind: oneOf(...Object.keys(facts)),
  recordedAt: whole,
  at: orAbsent(whole),
  digest: text,
  postings: listOf(shape({ account: text, at: whole, amount: whole })),
  previous: text,
  hash: text,
});

/** Whether it is an entry, with the facts that its kind has. */
export const isEntry = (value: unknown): value is Entry =>
  entry(value) && facts[(value as Entry).kind]((value as Entry).facts);
