import {
  dayMs,
  hourMs,
  type CallRow,
  type Command,
  type Entry,
  type Instant,
  type Proposal,
  type Wallet,
} from '../../../core/index.ts';
import { aCall, at, card, money, type Asked } from '../../support/builders.ts';
import type { RowBook } from '../../support/memory/row-book.ts';

/** A history so far. */
export interface State {
  readonly wallet: Wallet;
  readonly entries: readonly Entry[];
  readonly rows: RowBook;
  readonly now: Instant;
}

/** One thing that may happen next; nothing where it has no target. */
export interface Letter {
  readonly name: string;
  readonly kind: Command['kind'];
  /** How much later than the letter before it happens. */
  readonly waitMs?: number;
  readonly ask: (state: State) => Asked | undefined;
}

/** All letters of which histories are made, after a common beginning. */
export interface Alphabet {
  readonly name: string;
  readonly begin: readonly Asked[];
  readonly letters: readonly Letter[];
}

/** When histories are told; what they tell of is dated before. */
export const told: Instant = at('2026-10-01T00:00:00Z');
const instants: readonly Instant[] = [
  at('2024-11-09T00:00:00Z'),
  at('2025-03-29T00:00:00Z'),
  at('2026-09-05T00:00:00Z'),
];

const each = <Value>(values: readonly Value[], make: (value: Value, index: number) => Letter): readonly Letter[] =>
  values.map(make);
const always =
  (asked: Asked): Letter['ask'] =>
  () =>
    asked;

const row = (index: number, facts: Partial<CallRow> = {}): CallRow =>
  aCall({
    id: `row-${index}`,
    start: instants[index % 3] ?? 0,
    charge: money('$50'),
    about: { caller: '+1', callee: '+2' },
    ...facts,
  });

const buy = each(instants, (boughtAt, index) => ({
  name: `buy@${index}`,
  kind: 'buy',
  ask: always({ kind: 'buy', boughtAt, amount: money('$50'), reference: '' }),
}));
/** A call at each instant, and one that looks like the second. */
const draw = each([0, 1, 2, 4], index => ({
  name: `row${index}`,
  kind: 'draw',
  ask: always({ kind: 'draw', rows: [row(index)] }),
}));
const correct: Letter = {
  name: 'row1 for less',
  kind: 'draw',
  ask: always({ kind: 'draw', rows: [row(1, { charge: money('$20') })] }),
};
const reconcile = each(instants, (statedAt, index) => ({
  name: `reconcile@${index}`,
  kind: 'reconcile',
  ask: always({ kind: 'reconcile', statedAt, stated: 0 }),
}));
const chargeBack = each([1, 2, 3], invoice => ({
  name: `charge-back${invoice}`,
  kind: 'charge-back',
  ask: always({ kind: 'charge-back', invoice, amount: money('$20') }),
}));
const refund = each([1, 2, 3], invoice => ({
  name: `refund${invoice}`,
  kind: 'refund',
  ask: always({ kind: 'refund', invoice, amount: money('$20') }),
}));
const reverse: readonly Letter[] = [
  { name: 'reverse row1', kind: 'reverse', ask: always({ kind: 'reverse', what: { kind: 'row', id: 'row-1' } }) },
  {
    name: 'reverse purchase1',
    kind: 'reverse',
    ask: always({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } }),
  },
  {
    name: 'reverse reconciliation',
    kind: 'reverse',
    ask: ({ wallet }) => {
      const last = wallet.pool.reconciliations.at(-1);
      return last === undefined ? undefined : { kind: 'reverse', what: { kind: 'reconciliation', id: last.id } };
    },
  },
  {
    name: 'reverse return',
    kind: 'reverse',
    ask: ({ wallet }) => {
      const last = wallet.pool.reductions.findLast(({ kind }) => kind === 'refund' || kind === 'charge-back');
      return last === undefined ? undefined : { kind: 'reverse', what: { kind: 'return', id: last.id } };
    },
  },
];
const answer = each(['bill', 'ignore'] as const, verdict => ({
  name: verdict,
  kind: 'answer',
  ask: ({ rows }) => {
    const questions = rows.held().map(held => ({ id: held.row.id, version: held.version }));
    return questions.length === 0 ? undefined : { kind: 'answer', verdict, questions, amount: null };
  },
}));
const wait = each([hourMs, 60 * dayMs, 366 * dayMs], waitMs => ({
  name: `wait ${waitMs / hourMs} h`,
  kind: 'catch-up',
  waitMs,
  ask: always({ kind: 'catch-up' }),
}));
const order = each([card, { kind: 'agreement', number: 'EA', purchaseOrder: null } as const], method => ({
  name: `order by ${method.kind}`,
  kind: 'order',
  ask: always({ kind: 'order', amount: money('$50'), method, isBesideOpen: true }),
}));
/** The newest, or the oldest, payment that is open or has failed. */
const keyOf = ({ wallet }: State, which: 0 | -1): string | undefined =>
  [...wallet.openPayments, ...wallet.declined].at(which)?.payment.key;
const outcome = (
  name: string,
  kind: 'settle' | 'link' | 'decline' | 'cancel' | 'leave-unknown',
  ask: (key: string) => Asked,
): readonly Letter[] =>
  each([0, -1] as const, which => ({
    name: `${name} ${which === 0 ? 'oldest' : 'newest'}`,
    kind,
    ask: state => {
      const key = keyOf(state, which);
      return key === undefined ? undefined : ask(key);
    },
  }));
const settle = outcome('settle', 'settle', key => ({ kind: 'settle', key, reference: '', reportedBy: 'gateway' }));
/** More than was asked for, bought two months before. */
const settleOtherwise = outcome('settle otherwise', 'settle', key => ({
  ...{ kind: 'settle', key, reference: '', reportedBy: 'person' },
  asBought: { amount: money('$70'), boughtAt: told - 60 * dayMs },
}));
const link = outcome('link', 'link', key => ({ kind: 'link', key, invoice: 1 }));
const cancel = outcome('cancel', 'cancel', key => ({ kind: 'cancel', key }));
const declineForGood = outcome('decline for good', 'decline', key => ({
  ...{ kind: 'decline', key, reason: 'authentication-required', retry: 'never' },
}));
const decline = outcome('decline', 'decline', key => ({ kind: 'decline', key, reason: 'x' }));
const leaveUnknown = outcome('unknown', 'leave-unknown', key => ({ kind: 'leave-unknown', key }));
const takenBack: Letter = {
  name: 'taken back',
  kind: 'decline',
  ask: ({ wallet }) => {
    const key = wallet.pool.lots.findLast(lot => lot.payment !== null)?.payment;
    return key === undefined || key === null ? undefined : { kind: 'decline', key, reason: 'x', takesBack: true };
  },
};
const wonBack: Letter = {
  name: 'won back',
  kind: 'settle',
  ask: ({ wallet }) => {
    const key = wallet.pool.lots.findLast(lot => lot.payment !== null)?.payment ?? '';
    return { kind: 'settle', key, reference: '', reportedBy: 'gateway', winsBack: true };
  },
};
const reopen = outcome('reopen', 'leave-unknown', key => ({ kind: 'leave-unknown', key, reopens: true }));
const setRule = each([null, money('$50')], monthlyCap => ({
  name: monthlyCap === null ? 'rule' : 'rule with a cap',
  kind: 'set-rule',
  ask: always({
    kind: 'set-rule',
    rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap },
  }),
}));
const setThresholds: Letter = {
  name: 'thresholds',
  kind: 'set-thresholds',
  ask: always({ kind: 'set-thresholds', thresholds: [money('$30'), money('$5')] }),
};
const setMethod: Letter = {
  name: 'method',
  kind: 'set-payment-method',
  ask: always({ kind: 'set-payment-method', method: card }),
};
const setBackup = each([null, { kind: 'card', reference: 'backup' } as const], method => ({
  name: method === null ? 'no backup' : 'backup',
  kind: 'set-backup-method',
  ask: always({ kind: 'set-backup-method', method }),
}));
const payAfterUse: Letter = { name: 'pay after use', kind: 'pay-after-use', ask: always({ kind: 'pay-after-use' }) };
const noteImport = each([0, 7 * hourMs], ago => ({
  name: `import ${ago / hourMs} h ago`,
  kind: 'note-import',
  ask: ({ now }) => ({ kind: 'note-import', completeAt: now - ago }),
}));
const erase: Letter = {
  name: 'erase@1',
  kind: 'erase-rows',
  ask: always({ kind: 'erase-rows', before: (instants[1] ?? 0) + 1 }),
};
const moveClock: Letter = { name: 'clock', kind: 'move-clock', ask: always({ kind: 'move-clock', byMs: hourMs }) };

const adopt: Letter = { name: 'adopt', kind: 'adopt-mode', ask: always({ kind: 'adopt-mode', mode: 'mirror' }) };
/** Somebody has set the clock back: what was recorded ahead of time stays, and what follows is dated before it. */
const back: Letter = { name: 'back', kind: 'catch-up', waitMs: -200 * dayMs, ask: always({ kind: 'catch-up' }) };

/** Of orders above a limit: those asked for and not done, the newest first. */
const proposed = ({ wallet }: State) => wallet.fourEyes?.waiting.at(-1);
const setLimit: Letter = {
  name: 'limit',
  kind: 'set-approval-limit',
  ask: always({ kind: 'set-approval-limit', limit: money('$40') }),
};
const removeLicenses: Letter = {
  name: 'remove licenses',
  kind: 'remove-licenses',
  ask: always({ kind: 'remove-licenses', people: 11 }),
};
const askApproval = each(['order', 'charge-back', 'limit'] as const, what => ({
  name: `ask ${what}`,
  kind: 'ask-approval',
  ask: ({ entries }) => {
    const id = `proposed-${entries.length}`;
    const proposal: Proposal =
      what === 'order'
        ? { id, kind: 'order', amount: money('$50'), method: card, isBesideOpen: true }
        : what === 'charge-back'
          ? { id, kind: 'charge-back', invoice: 1, amount: money('$45') }
          : { id, kind: 'set-approval-limit', limit: null };
    return { kind: 'ask-approval', id: `approval-${id}`, proposal };
  },
}));
const askAndApprove: Letter = {
  name: 'ask and approve',
  kind: 'ask-and-approve',
  ask: ({ entries }) => {
    const id = `proposed-${entries.length}`;
    const proposal = { id, kind: 'order', amount: money('$50'), method: card, isBesideOpen: true } as const;
    return { kind: 'ask-and-approve', id: `approval-${id}`, proposal, asker: 'ann', approver: 'ben' };
  },
};
const approve: Letter = {
  name: 'approve',
  kind: 'approve',
  ask: state => {
    const waiting = proposed(state);
    if (waiting === undefined) return undefined;
    const { id, proposal } = waiting;
    return { kind: 'approve', id: `${id}/granted`, proposal, asker: 'ann', approver: 'ben' };
  },
};
const endApproval = each(['decline', 'withdraw'] as const, end => ({
  name: end,
  kind: `${end}-approval`,
  ask: state => {
    const waiting = proposed(state);
    const by = end === 'decline' ? 'ben' : 'ann';
    return waiting && { kind: `${end}-approval`, id: `${waiting.id}/${end}d`, asked: waiting.id, asker: 'ann', by };
  },
}));

const facts = [...buy, ...draw, ...reconcile, ...chargeBack];
const changes = [...refund, ...reverse, ...answer, ...wait, back];
const payments = [
  ...order,
  ...settle,
  ...decline,
  declineForGood[0]!,
  takenBack,
  ...leaveUnknown,
  link[0]!,
  cancel[0]!,
];
const settings = [
  ...setRule,
  setThresholds,
  setMethod,
  ...setBackup,
  payAfterUse,
  ...noteImport,
  erase,
  moveClock,
  adopt,
];

const approvals = [setLimit, removeLicenses, ...askApproval, askAndApprove, approve, ...endApproval];
/** One of each other kind. */
const others = [...facts, ...changes, ...payments, ...settings].filter(
  ({ kind }, index, all) => all.findIndex(one => one.kind === kind) === index,
);

const rule: Asked = {
  kind: 'set-rule',
  rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null },
};
const method: Asked = { kind: 'set-payment-method', method: card };
const adopted: Asked = { kind: 'adopt-mode', mode: 'mirror' };
const limited: Asked = { kind: 'set-approval-limit', limit: money('$45') };
const bought: Asked = { kind: 'buy', boughtAt: told, amount: money('$50'), reference: '' };
const called: Asked = { kind: 'draw', rows: [row(1), row(4)] };

/** Any two kinds of command meet in one of these. */
export const alphabets: readonly Alphabet[] = [
  { name: 'facts-and-changes', begin: [], letters: [...facts, ...changes] },
  { name: 'facts-and-payments', begin: [method], letters: [...facts, ...payments, wait[0]!] },
  { name: 'facts-and-settings', begin: [], letters: [...facts, correct, ...settings, wait[1]!] },
  { name: 'changes-and-payments', begin: [rule, method, bought, called], letters: [...changes, ...payments] },
  { name: 'changes-and-settings', begin: [bought, called], letters: [...changes, ...settings, draw[2]!] },
  { name: 'approvals-and-others', begin: [method, bought, limited], letters: [...approvals, ...others, wait[1]!] },
  // In mirror a person says what was bought: more, before, by itself, or not at all.
  {
    ...{ name: 'mirrored-payments', begin: [adopted, rule, method, bought, called] },
    letters: [
      order[0]!,
      ...settleOtherwise,
      ...link,
      ...cancel,
      ...settle,
      buy[2]!,
      ...chargeBack,
      draw[0]!,
      ...wait,
      back,
    ],
  },
  // A gateway that takes back what was paid, and gives it back, after calls have drawn on it and after it has expired.
  {
    name: 'changed-minds',
    begin: [
      ...[rule, method, called],
      { kind: 'order', id: 'paid', amount: money('$50'), method: card, isBesideOpen: true },
      { kind: 'settle', key: 'paid', reference: '', reportedBy: 'gateway' },
    ],
    letters: [
      ...[takenBack, wonBack, ...reopen, ...settle, ...decline, ...leaveUnknown, order[0]!, payAfterUse],
      ...[buy[2]!, draw[0]!, reconcile[2]!, chargeBack[0]!, refund[0]!, reverse[3]!, ...wait],
    ],
  },
  { name: 'payments-and-settings', begin: [called], letters: [...payments, ...settings, wait[0]!, wait[2]!] },
];
