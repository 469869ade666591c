import { dayMs } from '../../../core/index.ts';
import { card, money } from '../../support/builders.ts';
import { facts, honest, type Forgery } from './journal.ts';

/** Of how payments end, of targets and of backups. */
export const forgeriesOfPayments: readonly Forgery[] = [
  {
    invariant: 'not-in-future',
    what: 'bought otherwise, tomorrow',
    at: 'payment-settled',
    change: entry =>
      facts<'payment-settled'>(({ lot }) => ({
        lot: { ...lot, boughtAt: entry.recordedAt + dayMs, expiresAt: lot.expiresAt + dayMs },
      }))(entry),
    in: honest.mirrored,
  },
  {
    invariant: 'format-of-kind',
    what: 'bought otherwise in a format that had no word for it',
    at: 'payment-settled',
    change: () => ({ version: 5 }),
    in: honest.mirrored,
  },
  {
    invariant: 'linked-to-purchase',
    what: 'linked to the lot of another order',
    at: 'payment-linked',
    change: facts<'payment-linked'>(() => ({ lotId: '2' })),
    in: honest.mirrored,
  },
  {
    invariant: 'linked-to-purchase',
    what: 'linked to a lot that there is not',
    at: 'payment-linked',
    change: facts<'payment-linked'>(() => ({ lotId: '9' })),
    in: honest.mirrored,
  },
  {
    invariant: 'payment-was-open',
    what: 'linked though nobody had ordered',
    at: 'payment-linked',
    change: facts<'payment-linked'>(() => ({ key: 'another' })),
    in: honest.mirrored,
  },
  {
    invariant: 'payment-was-open',
    what: 'cancelled though nobody had ordered',
    at: 'payment-cancelled',
    change: facts<'payment-cancelled'>(() => ({ key: 'another' })),
    in: honest.mirrored,
  },
  {
    invariant: 'id-of-kind',
    what: 'a recharge that did not come, under the id of a person’s request',
    at: 'payment-cancelled',
    of: entry => entry.kind === 'payment-cancelled' && entry.facts.reason === 'not-confirmed',
    change: () => ({ id: 'somebody' }),
    in: honest.mirrored,
  },
  {
    invariant: 'cancelled-in-time',
    what: 'an order that nobody confirmed, ended at once',
    at: 'payment-cancelled',
    change: () => ({ id: 'mistaken/not-confirmed', facts: { key: 'mistaken', reason: 'not-confirmed' } }),
    in: honest.mirrored,
  },
  {
    invariant: 'mode-allows',
    what: 'a charge of a gateway’s, cancelled',
    at: 'payment-left-unknown',
    change: () => ({
      ...{ kind: 'payment-cancelled', version: 6, id: 'x' },
      facts: { key: 'order-1', reason: 'not-bought' },
    }),
    in: honest.operated,
  },
  {
    invariant: 'mode-allows',
    what: 'a charge of a gateway’s, linked',
    at: 'payment-left-unknown',
    change: () => ({ kind: 'payment-linked', version: 6, facts: { key: 'order-1', lotId: '1' } }),
    in: honest.operated,
  },
  {
    invariant: 'mode-allows',
    what: 'a backup where Microsoft charges',
    at: 'payment-method-set',
    change: () => ({ kind: 'backup-method-set', version: 6, facts: { method: card } }),
    in: honest.mirrored,
  },
  {
    invariant: 'mode-allows',
    what: 'a target where Microsoft charges',
    at: 'rule-set',
    change: entry => ({ version: 6, ...facts<'rule-set'>(() => ({ upTo: money('$90') }))(entry) }),
    in: honest.mirrored,
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'more than is missing to the target',
    at: 'payment-requested',
    change: facts<'payment-requested'>(() => ({ amount: money('$100') })),
    in: honest.backedUp,
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a backup that stands in for another charge',
    at: 'payment-requested',
    of: entry => entry.kind === 'payment-requested' && entry.facts.instead !== undefined,
    change: facts<'payment-requested'>(() => ({ instead: 'recharge-0' })),
    in: honest.backedUp,
  },
  {
    invariant: 'recharge-follows-rule',
    what: 'a backup by a card that nobody chose',
    at: 'payment-requested',
    of: entry => entry.kind === 'payment-requested' && entry.facts.instead !== undefined,
    change: facts<'payment-requested'>(() => ({ method: card })),
    in: honest.backedUp,
  },
];
