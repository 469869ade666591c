import { money } from '../../support/builders.ts';
import { facts, lotOf, type Forgery } from './journal.ts';

/** Of an entry's form, and of its place in the journal. */
export const forgeriesOfForm: readonly Forgery[] = [
  { invariant: 'format', what: 'a version before the first', at: 'call-drawn', change: () => ({ version: 0 }) },
  { invariant: 'format', what: 'no facts', at: 'credits-bought', change: () => ({ facts: {} }) },
  {
    invariant: 'format',
    what: 'a purchase of nothing',
    at: 'credits-bought',
    change: lotOf(({ lot, invoice }) => ({ lot: { ...lot, amount: 0 }, invoice: { ...invoice, amount: 0 } })),
  },
  {
    invariant: 'format',
    what: 'a call that gives money',
    at: 'call-drawn',
    change: facts<'call-drawn'>(() => ({ cost: -money('$5') })),
  },
  {
    invariant: 'format',
    what: 'half a micro-unit',
    at: 'call-drawn',
    change: facts<'call-drawn'>(({ cost }) => ({ cost: cost + 0.5 })),
  },
  {
    invariant: 'format',
    what: 'a kind that there is not',
    at: 'clock-moved',
    change: () => ({ kind: 'gift' }),
  },
  { invariant: 'newer-format', what: 'a later version', at: 'call-drawn', change: () => ({ version: 9 }) },
  { invariant: 'format-of-kind', what: 'another version', at: 'call-drawn', change: () => ({ version: 2 }) },
  {
    invariant: 'seq-without-gaps',
    what: 'a number left out',
    at: 'call-drawn',
    change: ({ seq }) => ({ seq: seq + 1 }),
  },
  {
    invariant: 'recorded-in-order',
    what: 'recorded before the one before it',
    at: 'call-drawn',
    change: ({ recordedAt }) => ({ recordedAt: recordedAt - 1 }),
  },
  { invariant: 'ids-unique', what: 'an id used before', at: 'rule-set', change: () => ({ id: 'old' }) },
  {
    invariant: 'id-of-kind',
    what: 'an expiry that somebody asked for',
    at: 'lots-expired',
    change: () => ({ id: 'x' }),
  },
  { invariant: 'id-of-kind', what: 'a call without its row', at: 'call-drawn', change: () => ({ id: 'x' }) },
  {
    invariant: 'id-of-kind',
    what: 'a payment under another key',
    at: 'payment-requested',
    change: () => ({ id: 'another' }),
  },
];
