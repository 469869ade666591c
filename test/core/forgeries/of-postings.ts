import { dayMs, transfer } from '../../../core/index.ts';
import { facts, lotOf, type Forgery } from './journal.ts';

/** Of what is posted: it is not what the facts say. */
export const forgeriesOfPostings: readonly Forgery[] = [
  {
    invariant: 'postings-sum-to-zero',
    what: 'a leg missing',
    at: 'call-drawn',
    change: ({ postings }) => ({ postings: postings.slice(1) }),
  },
  {
    invariant: 'postings-sum-to-zero',
    what: 'a leg of another instant',
    at: 'call-drawn',
    change: ({ postings }) => ({
      postings: postings.map((leg, index) => (index === 0 ? { ...leg, at: leg.at + 1 } : leg)),
    }),
  },
  { invariant: 'postings-follow', what: 'no postings', at: 'call-drawn', change: () => ({ postings: [] }) },
  {
    invariant: 'postings-follow',
    what: 'postings of a lot that there is not',
    at: 'alert-raised',
    change: () => ({ postings: transfer({ from: 'lot:99', to: 'lot:98', at: 1, amount: 1 }) }),
  },
  {
    invariant: 'postings-follow',
    what: 'postings of another day',
    at: 'balance-reconciled',
    change: ({ postings }) => ({ postings: postings.map(leg => ({ ...leg, at: leg.at + dayMs })) }),
  },
  {
    invariant: 'usage-not-negative',
    what: 'a call taken back that was not made',
    at: 'call-reversed',
    change: facts<'call-reversed'>(({ was }) => ({ was: was === null ? was : { ...was, start: was.start - 1 } })),
  },
  {
    invariant: 'demand-agrees-with-calls',
    what: 'a purchase that forgets calls',
    at: 'credits-bought',
    change: lotOf(({ lot }) => ({ lot: { ...lot, demand: 0 } })),
  },
  {
    invariant: 'demand-agrees-with-calls',
    what: 'a reconciliation that forgets calls',
    at: 'balance-reconciled',
    of: ({ id }) => id === 'shown-2',
    change: facts<'balance-reconciled'>(() => ({ demand: 0 })),
  },
];
