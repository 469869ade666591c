import { decimal, isEntry, toIso, unreachable, type Entry, type Terms, type Wallet } from '../../core/index.ts';
import { entryLine } from './record.ts';

/** An entry that was left out of the book that leads on, and how to enter it by hand: null where it follows by itself. */
export interface LeftOut {
  readonly seq: number;
  readonly recordedAt: string;
  readonly kind: string;
  readonly text: string;
  readonly byHand: string | null;
}

/** Left-out entries as an operator reads them; one that has not the form of its kind is given as it is stored. */
export function leftOutEntries(entries: readonly Entry[], good: Wallet, terms: Terms): readonly LeftOut[] {
  const ended = new Set(entries.flatMap(entry => (isEntry(entry) ? (endedBy(entry) ?? []) : [])));
  return entries.map(entry =>
    isEntry(entry)
      ? {
          seq: entry.seq,
          recordedAt: toIso(entry.recordedAt),
          kind: entry.kind,
          text: entryLine(entry, terms),
          byHand: entry.kind === 'payment-requested' && ended.has(entry.facts.key) ? null : byHand(entry, good, terms),
        }
      : {
          seq: 0,
          recordedAt: '',
          kind: 'unreadable',
          text: JSON.stringify(entry),
          byHand: 'look at it yourself: it has not the form of an entry',
        },
  );
}

/** The payment that needs nobody any more: it was bought, which is entered itself, or it was not. */
function endedBy(entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'payment-settled':
    case 'payment-linked':
    case 'payment-cancelled':
      return entry.facts.key;
    default:
      return undefined;
  }
}

function byHand(entry: Entry, good: Wallet, terms: Terms): string | null {
  const money = (amount: number): string => decimal(amount, terms.currency);
  switch (entry.kind) {
    case 'credits-bought':
      return purchase(entry.facts);
    case 'payment-settled':
      return maySettle(good, entry.facts.key, terms) ? settlement(entry.facts) : purchase(entry.facts);
    case 'payment-requested':
      return terms.mode === 'mirror'
        ? 'order it in the chat, unless it was bought'
        : `ask the gateway for ${entry.facts.gatewayKey ?? entry.facts.key}: what it has charged is entered as a purchase`;
    case 'payment-linked':
      return maySettle(good, entry.facts.key, terms)
        ? `link ${quoted(entry.facts.key)} --invoice N, of that purchase`
        : null;
    case 'payment-cancelled':
      // Microsoft's recharge that nobody confirmed in time is cancelled by itself.
      return entry.facts.reason === 'not-bought' && isOpen(good, entry.facts.key)
        ? `cancel ${quoted(entry.facts.key)}`
        : null;
    case 'payment-declined':
    case 'payment-left-unknown':
    case 'lots-expired':
    case 'recharge-evaluated':
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
    case 'alert-raised':
    case 'alert-ended':
      return null;
    case 'call-drawn':
      return 'comes from the log again, which is read 90 days back; older: import its file again';
    case 'call-reversed':
      return `reverse --row ${quoted(entry.facts.row)}, once the row is there`;
    case 'questions-answered':
      return `answer --verdict ${entry.facts.verdict} ${entry.facts.rows.map(row => quoted(row.slice(0, row.lastIndexOf('#')))).join(' ')}, once they are held`;
    case 'credits-refunded':
      return `refund --invoice ${entry.facts.ofInvoice} --amount ${money(entry.facts.asked)} --reference ${reference(entry.id)}`;
    case 'credits-charged-back':
      return `charge-back --invoice ${entry.facts.ofInvoice} --amount ${money(entry.facts.amount)} --reference ${reference(entry.id)}`;
    case 'charge-back-reversed':
      return `buy --amount ${money(entry.facts.amount)} --at ${toIso(entry.recordedAt)}: the payment ${quoted(entry.facts.payment)} was won back`;
    case 'return-reversed':
      return `reverse --return ${reference(entry.facts.returned)}`;
    case 'purchase-reversed':
      return `reverse --invoice ${entry.facts.ofInvoice}`;
    case 'balance-reconciled':
      return `reconcile --balance ${money(entry.facts.stated)} --at ${toIso(entry.facts.at)}`;
    case 'reconciliation-reversed':
      return `reverse --reconciliation ${quoted(entry.facts.reconciliation)}`;
    case 'rows-erased':
      return `erase --before ${toIso(entry.facts.before)}`;
    case 'mode-adopted':
      return `adopt --mode ${entry.facts.mode}`;
    case 'approval-asked':
      return 'ask for it in the chat once more';
    case 'approval-limit-set':
    case 'rule-set':
    case 'thresholds-set':
    case 'payment-method-set':
    case 'backup-method-set':
    case 'opening-moved':
    case 'clock-moved':
    case 'wallet-opened':
      return 'set it in the chat once more';
    default:
      return unreachable(entry);
  }

  /** A gateway says again what it charged. */
  function settlement({ key, lot, invoice }: (Entry & { readonly kind: 'payment-settled' })['facts']): string | null {
    if (terms.mode !== 'mirror') return null;
    const named = invoice.reference === '' ? '' : ` --reference ${quoted(invoice.reference)}`;
    return `settle ${quoted(key)} --amount ${money(lot.amount)} --at ${toIso(lot.boughtAt)}${named} --anyway`;
  }

  function purchase({ lot, invoice }: (Entry & { readonly kind: 'credits-bought' })['facts']): string {
    const named = invoice.reference === '' ? '' : ` --reference ${quoted(invoice.reference)}`;
    return `buy --amount ${money(lot.amount)} --at ${toIso(lot.boughtAt)}${named}`;
  }
}

const isOpen = ({ openPayments }: Wallet, key: string): boolean =>
  openPayments.some(({ payment }) => payment.key === key);

/** Whether the book knows what was asked for, so that it can be said what came of it; in mirror also after it was said that nothing did. */
const maySettle = (good: Wallet, key: string, { mode }: Terms): boolean =>
  isOpen(good, key) || (mode === 'mirror' && good.declined.some(({ payment }) => payment.key === key));

/** The reference that was typed for it, where one was. */
const reference = (id: string): string => quoted(id.replace(/^(refund|charge-back):/, ''));

/** As a shell takes it for one word. */
const quoted = (text: string): string => (/^[\w.:@/#+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
