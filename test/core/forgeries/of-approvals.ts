import type { Entry } from '../../../core/index.ts';
import { money } from '../../support/builders.ts';
import { facts, honest, type Forgery } from './journal.ts';

const inApproved = { in: honest.approved };
const isNamed =
  (id: string) =>
  (entry: Entry): boolean =>
    entry.id === id;

/** Of what needs a second person. */
export const forgeriesOfApprovals: readonly Forgery[] = [
  {
    invariant: 'approved-by-another',
    what: 'an order above the limit that nobody agreed to',
    at: 'payment-requested',
    of: isNamed('small'),
    change: facts<'payment-requested'>(() => ({ amount: money('$500.01') })),
    ...inApproved,
  },
  {
    invariant: 'approved-by-another',
    what: 'more than was agreed to',
    at: 'payment-requested',
    of: isNamed('big'),
    change: facts<'payment-requested'>(() => ({ amount: money('$601') })),
    ...inApproved,
  },
  {
    invariant: 'approved-by-another',
    what: 'the limit lifted by one person',
    at: 'approval-asked',
    of: isNamed('approval-later'),
    change: () => ({ kind: 'approval-limit-set', facts: { limit: null } }),
    ...inApproved,
  },
  {
    invariant: 'approved-by-another',
    what: 'a charge-back that a person recorded as if a gateway had not reported it',
    at: 'credits-charged-back',
    change: entry => ({ version: 1, facts: { ...entry.facts, payment: undefined } }),
    ...inApproved,
  },
  {
    invariant: 'taken-back-by-gateway',
    what: 'a charge-back reported of another payment',
    at: 'credits-charged-back',
    change: facts<'credits-charged-back'>(() => ({ payment: 'other' })),
    ...inApproved,
  },
  {
    invariant: 'approval-in-time',
    what: 'a grant of what has expired',
    at: 'approval-expired',
    change: () => ({ kind: 'approval-granted', id: 'approval-late/granted' }),
    ...inApproved,
  },
  {
    invariant: 'approval-in-time',
    what: 'more than a day to agree',
    at: 'approval-asked',
    change: facts<'approval-asked'>(({ until }) => ({ until: until + 1 })),
    ...inApproved,
  },
  {
    invariant: 'approval-was-waiting',
    what: 'a grant of what was declined',
    at: 'approval-withdrawn',
    change: () => ({
      ...{ kind: 'approval-granted', id: 'approval-declined/granted', facts: { asked: 'approval-declined' } },
    }),
    ...inApproved,
  },
  {
    invariant: 'approval-was-waiting',
    what: 'a grant given twice',
    at: 'approval-declined',
    change: () => ({ kind: 'approval-granted', id: 'approval-big/granted', facts: { asked: 'approval-big' } }),
    ...inApproved,
  },
  {
    invariant: 'approved-was-done',
    what: 'a grant that nothing came of',
    at: 'approval-withdrawn',
    change: () => ({ kind: 'approval-granted', id: 'approval-withdrawn/granted' }),
    ...inApproved,
  },
  {
    invariant: 'approval-was-needed',
    what: 'asked for without a need',
    at: 'approval-asked',
    change: facts<'approval-asked'>(() => ({ sum: money('$500') })),
    ...inApproved,
  },
];
