import { dayMs, hourMs, neverOpens, type Entry } from '../../../core/index.ts';
import { at, card, money } from '../../support/builders.ts';
import { facts, honest, lotOf, type Forgery } from './journal.ts';

const isOrder = (entry: Entry): boolean => entry.kind === 'payment-requested' && entry.facts.purpose === 'order';
const isRecharge = (entry: Entry): boolean => entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge';

/** Of what was decided: what could not have been, by what was known before. */
export const forgeriesOfDecisions: readonly Forgery[] = [
  {
    invariant: 'opened-once',
    what: 'opened again',
    at: 'payment-method-set',
    change: () => ({ kind: 'wallet-opened', facts: honest.entries[0]?.facts }),
  },
  {
    invariant: 'opened-once',
    what: 'begun without terms',
    at: 'wallet-opened',
    change: () => ({ kind: 'clock-moved', facts: { offsetMs: 1 } }),
  },
  {
    invariant: 'terms',
    what: 'a currency that there is not',
    at: 'wallet-opened',
    change: facts<'wallet-opened'>(() => ({ currency: 'XXX' })),
  },
  {
    invariant: 'terms',
    what: 'a zone that there is not',
    at: 'wallet-opened',
    change: facts<'wallet-opened'>(() => ({ timeZone: 'Mars/Olympus' })),
  },
  {
    invariant: 'opening-follows',
    what: 'credits that began long before they were bought',
    at: 'opening-moved',
    of: entry => entry.kind === 'opening-moved' && entry.facts.opensAt !== neverOpens,
    change: facts<'opening-moved'>(({ opensAt }) => ({ opensAt: opensAt - 300 * dayMs })),
    in: honest.postpaid,
  },
  {
    invariant: 'no-credits-left',
    what: 'paying after use with credits left',
    at: 'payment-method-set',
    change: () => ({ kind: 'opening-moved', version: 2, facts: { opensAt: neverOpens } }),
  },
  {
    invariant: 'lots-numbered',
    what: 'a lot under another name',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, id: '7' }, invoice: { ...invoice, lotId: '7' } })),
  },
  {
    invariant: 'lots-numbered',
    what: 'a reconciliation’s lot under another name',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ lot }) => ({ lot: { ...lot, id: '77' } })),
  },
  {
    invariant: 'lot-lives-12-months',
    what: 'credits that expire in 2099',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot }) => ({ lot: { ...lot, expiresAt: at('2099-01-01T00:00:00Z') } })),
  },
  {
    invariant: 'lot-lives-12-months',
    what: 'credits found that expire in 2099',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ lot }) => ({ lot: { ...lot, expiresAt: at('2099-01-01T00:00:00Z') } })),
  },
  {
    invariant: 'not-in-future',
    what: 'a purchase of tomorrow',
    at: 'credits-bought',
    change: entry =>
      lotOf(({ lot }) => ({
        lot: { ...lot, boughtAt: entry.recordedAt + dayMs, expiresAt: entry.recordedAt + 366 * dayMs },
      }))(entry),
  },
  {
    invariant: 'not-in-future',
    what: 'a call of tomorrow',
    at: 'call-drawn',
    change: entry => facts<'call-drawn'>(() => ({ start: entry.recordedAt + dayMs }))(entry),
  },
  {
    invariant: 'not-in-future',
    what: 'a balance shown tomorrow',
    at: 'balance-reconciled',
    change: entry => facts<'balance-reconciled'>(() => ({ at: entry.recordedAt + dayMs }))(entry),
  },
  {
    invariant: 'bought-when-settled',
    what: 'credits dated before their payment',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot }) => ({ lot: { ...lot, boughtAt: lot.boughtAt - hourMs } })),
  },
  {
    invariant: 'settled-as-requested',
    what: '500 settled for an order of 50',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ lot, invoice }) => ({
      lot: { ...lot, amount: money('$500') },
      invoice: { ...invoice, amount: money('$500') },
    })),
  },
  {
    invariant: 'payment-was-open',
    what: 'settled though nobody had ordered',
    at: 'payment-settled',
    change: facts<'payment-settled'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'payment-was-open',
    what: 'declined though nobody had ordered',
    at: 'payment-declined',
    change: facts<'payment-declined'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'payment-was-open',
    what: 'unknown though nobody had ordered',
    at: 'payment-left-unknown',
    change: facts<'payment-left-unknown'>(() => ({ key: 'another' })),
  },
  {
    invariant: 'requested-now',
    what: 'an order dated a month back',
    at: 'payment-requested',
    change: facts<'payment-requested'>(({ requestedAt }) => ({ requestedAt: requestedAt - 30 * dayMs })),
  },
  {
    invariant: 'requested-now',
    what: 'an order of tomorrow',
    at: 'payment-requested',
    change: facts<'payment-requested'>(({ requestedAt }) => ({ requestedAt: requestedAt + dayMs })),
  },
  {
    invariant: 'order-at-least-minimum',
    what: 'an order of $0.01',
    at: 'payment-requested',
    of: isOrder,
    change: facts<'payment-requested'>(() => ({ amount: money('$0.01') })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge without a rule',
    at: 'payment-requested',
    change: ({ seq }) => ({
      id: 'recharge-1',
      facts: { ...(honest.entries[seq - 1]?.facts ?? {}), key: 'recharge-1', purpose: 'recharge' },
    }),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'more than the rule adds',
    at: 'payment-requested',
    of: isRecharge,
    change: facts<'payment-requested'>(() => ({ amount: money('$150') })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'by another payment method',
    at: 'payment-requested',
    of: isRecharge,
    change: facts<'payment-requested'>(() => ({ method: { kind: 'card', reference: 'another' } })),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge out of turn',
    at: 'payment-requested',
    of: isRecharge,
    change: entry => ({ id: 'recharge-5', ...facts<'payment-requested'>(() => ({ key: 'recharge-5' }))(entry) }),
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a recharge while there is enough',
    at: 'clock-moved',
    change: ({ recordedAt }) => ({
      kind: 'payment-requested',
      id: 'recharge-2',
      facts: { key: 'recharge-2', purpose: 'recharge', amount: money('$50'), method: card, requestedAt: recordedAt },
    }),
  },
  {
    invariant: 'one-recharge-open',
    what: 'a second recharge beside an open one',
    at: 'payment-left-unknown',
    change: ({ recordedAt }) => ({
      kind: 'payment-requested',
      id: 'recharge-2',
      facts: { key: 'recharge-2', purpose: 'recharge', amount: money('$50'), method: card, requestedAt: recordedAt },
    }),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice of $7 for a lot of $10',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, amount: money('$7') } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice of another lot',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, lotId: '2' } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice on another agreement',
    at: 'payment-settled',
    change: facts<'payment-settled'>(({ invoice }) => ({ invoice: { ...invoice, agreement: 'EA-2' } })),
  },
  {
    invariant: 'invoice-of-its-lot',
    what: 'an invoice dated back',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, at: invoice.at - dayMs } })),
  },
  {
    invariant: 'invoices-without-gaps',
    what: 'an invoice’s number left out',
    at: 'credits-bought',
    change: lotOf(({ invoice }) => ({ invoice: { ...invoice, number: 2 } })),
  },
  {
    invariant: 'returned-of-its-purchase',
    what: 'a refund of another invoice',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ ofInvoice: 1 })),
  },
  {
    invariant: 'returned-of-its-purchase',
    what: 'a refund of a lot that there is not',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ lotId: '99' })),
  },
  {
    invariant: 'refund-was-left',
    what: 'more refunded than was left',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ amount: money('$60'), asked: money('$60') })),
  },
  {
    invariant: 'refund-was-left',
    what: 'more refunded than was asked for',
    at: 'credits-refunded',
    change: facts<'credits-refunded'>(() => ({ amount: money('$6') })),
  },
  {
    invariant: 'charge-back-was-paid',
    what: 'more charged back than was paid',
    at: 'credits-charged-back',
    change: facts<'credits-charged-back'>(() => ({ amount: money('$60') })),
  },
  {
    invariant: 'spent-was-drawn',
    what: 'a charge-back of what was not spent',
    at: 'credits-charged-back',
    change: facts<'credits-charged-back'>(({ spent }) => ({ spent: spent + 1 })),
  },
  {
    invariant: 'reversed-in-full',
    what: 'half a purchase reversed',
    at: 'purchase-reversed',
    change: facts<'purchase-reversed'>(({ amount }) => ({ amount: amount / 5 })),
  },
  {
    invariant: 'reconciled-once',
    what: 'two balances shown at one instant',
    at: 'balance-reconciled',
    of: ({ id }) => id === 'shown-2',
    change: entry => facts<'balance-reconciled'>(({ at: shown }) => ({ at: shown - hourMs }))(entry),
  },
  {
    invariant: 'reconciled-difference',
    what: 'another difference than there was',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(({ difference }) => ({ difference: difference + 1 })),
  },
  {
    invariant: 'reconciled-difference',
    what: 'another reason than there was',
    at: 'balance-reconciled',
    change: facts<'balance-reconciled'>(() => ({ reason: 'agrees' })),
  },
  {
    invariant: 'reversed-was-there',
    what: 'a reconciliation reversed that there was not',
    at: 'reconciliation-reversed',
    change: facts<'reconciliation-reversed'>(() => ({ reconciliation: 'another' })),
  },
  {
    invariant: 'expiry-was-due',
    what: 'an expiry before its time',
    at: 'clock-moved',
    change: ({ seq, recordedAt }) => ({ kind: 'lots-expired', id: `expired-${seq}`, facts: { at: recordedAt } }),
  },
  {
    invariant: 'expiry-was-due',
    what: 'an expiry of a year hence',
    at: 'lots-expired',
    change: facts<'lots-expired'>(({ at: due }) => ({ at: due + 400 * dayMs })),
  },
  {
    invariant: 'rule-makes-sense',
    what: '"Recharge with" under the minimum',
    at: 'rule-set',
    change: facts<'rule-set'>(() => ({ rechargeWith: 1 })),
  },
  {
    invariant: 'evaluation-follows',
    what: 'a reason that there was not',
    at: 'recharge-evaluated',
    change: () => ({ facts: { reason: 'paused' } }),
  },
  {
    invariant: 'episode-begins',
    what: 'an alert without a crossing',
    at: 'alert-raised',
    change: facts<'alert-raised'>(() => ({ threshold: money('$5') })),
  },
  {
    invariant: 'episode-was-open',
    what: 'the end of an episode that had not begun',
    at: 'alert-ended',
    change: facts<'alert-ended'>(() => ({ threshold: money('$5') })),
  },
  {
    invariant: 'within-limits',
    what: 'more than any wallet holds',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, amount: 5e15 }, invoice: { ...invoice, amount: 5e15 } })),
  },
];
