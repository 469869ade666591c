import { dayMs, hourMs, type Entry, type Invariant, type Proposal, type Rule } from '../../../core/index.ts';
import { aCall, at, Bench, card, money } from '../../support/builders.ts';
import { ledOn } from '../../support/led-on.ts';

export type FactsOf<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>['facts'];

export const begin = at('2026-01-01T00:00:00Z');
const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$200') };
const agreement = { kind: 'agreement', number: 'EA-1', purchaseOrder: 'PO-9' } as const;
const order = { kind: 'order', amount: money('$50'), isBesideOpen: true } as const;

/** A journal in which everything happens that an invariant speaks of; what it is kept from is in the table below. */
function lived(): readonly Entry[] {
  const bench = Bench.opened({ opensAt: begin - 400 * dayMs }, begin);
  bench.draw(aCall({ id: 'early', start: begin - dayMs }));
  bench.must({ kind: 'buy', id: 'old', boughtAt: begin - 300 * dayMs, amount: money('$10'), reference: 'PO-1' });
  bench.must({ ...order, id: 'order-1', method: agreement });
  bench.must({ kind: 'settle', key: 'order-1', reference: 'r-1', reportedBy: 'gateway' });
  bench.must({ ...order, id: 'order-2', method: card });
  bench.must({ kind: 'decline', key: 'order-2', reason: 'expired-card' });
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-rule', id: 'rule', rule });
  bench.now += dayMs;
  bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }), aCall({ id: 'b', start: bench.now - hourMs }));
  bench.must({ kind: 'reverse', what: { kind: 'row', id: 'b' } });
  bench.draw(aCall({ id: 'c', start: bench.now, charge: money('$12') }));
  bench.must({ kind: 'leave-unknown', key: 'recharge-1' });
  bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r-2', reportedBy: 'gateway' });
  bench.must({ kind: 'refund', invoice: 3, amount: money('$5') });
  bench.must({ kind: 'charge-back', invoice: 2, amount: money('$20') });
  bench.must({ kind: 'reconcile', id: 'shown', statedAt: bench.now - hourMs, stated: money('$3') });
  bench.must({ kind: 'reconcile', id: 'shown-2', statedAt: bench.now, stated: money('$20') });
  bench.must({ kind: 'reverse', what: { kind: 'reconciliation', id: 'shown' } });
  bench.must({ kind: 'note-import', completeAt: bench.now - 7 * hourMs });
  bench.must({ kind: 'note-import', completeAt: bench.now });
  bench.must({ kind: 'move-clock', byMs: hourMs });
  bench.now += 70 * dayMs;
  bench.must({ kind: 'catch-up' });
  bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 3 } });
  return bench.entries;
}

/** Of a tenant that paid after use, and then bought. */
function livedPostpaid(): readonly Entry[] {
  const bench = Bench.opened({ opensAt: begin }, begin);
  bench.must({ kind: 'pay-after-use' });
  bench.must({ ...order, id: 'order-0', method: card });
  bench.now += hourMs;
  bench.must({ ...order, id: 'order-1', method: card });
  bench.now += hourMs;
  bench.must({ kind: 'settle', key: 'order-1', reference: 'r', reportedBy: 'gateway' });
  return bench.entries;
}

/** Of a host that charges by a gateway of its own. */
function livedOperated(): readonly Entry[] {
  const bench = Bench.opened({ mode: 'operate' }, begin);
  bench.must({ ...order, id: 'order-1', method: card });
  bench.must({ kind: 'leave-unknown', key: 'order-1' });
  return bench.entries;
}

/** Of an organization whose credits Microsoft sells: bought otherwise, by itself, not at all, and a recharge that did not come. */
function livedMirrored(): readonly Entry[] {
  const bench = Bench.opened({ mode: 'mirror', opensAt: begin - 400 * dayMs }, begin);
  const byMicrosoft = { ...order, method: { kind: 'admin-centre' }, isBesideOpen: true } as const;
  const person = { reference: 'r', reportedBy: 'person' } as const;
  bench.must({ ...byMicrosoft, id: 'otherwise' });
  bench.must({ kind: 'buy', id: 'bought', boughtAt: begin - dayMs, amount: money('$50'), reference: '' });
  bench.must({ ...byMicrosoft, id: 'recorded' });
  bench.must({ ...byMicrosoft, id: 'mistaken' });
  const asBought = { amount: money('$70'), boughtAt: begin - 2 * hourMs };
  bench.must({ kind: 'settle', id: 'otherwise/settled', key: 'otherwise', ...person, asBought });
  bench.must({ kind: 'link', id: 'recorded/linked', key: 'recorded', invoice: 1 });
  bench.must({ kind: 'cancel', id: 'mistaken/cancelled', key: 'mistaken' });
  bench.must({ kind: 'set-payment-method', method: { kind: 'admin-centre' } });
  bench.must({ kind: 'set-rule', id: 'rule', rule });
  bench.now += hourMs;
  bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$110') }));
  bench.now += 8 * dayMs;
  bench.must({ kind: 'catch-up' });
  return bench.entries;
}

/** Of a host whose customer fills up to a target, and has a backup payment method. */
function livedBackedUp(): readonly Entry[] {
  const bench = Bench.opened({ mode: 'operate', opensAt: begin }, begin);
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-backup-method', id: 'backup', method: { kind: 'card', reference: 'backup' } });
  bench.must({ kind: 'set-rule', id: 'rule', rule: { ...rule, monthlyCap: null, upTo: money('$90') } });
  bench.must({ kind: 'decline', key: 'recharge-1', reason: 'authentication-required', retry: 'never' });
  return bench.entries;
}

/** Of a host whose gateway changes its mind: what had failed may have been paid, and what was taken back is won back. */
function livedWonBack(): readonly Entry[] {
  const bench = Bench.opened({ mode: 'operate', opensAt: begin }, begin);
  for (const key of ['failed', 'disputed', 'other']) bench.must({ ...order, id: key, method: card });
  const gateway = { reference: 'r', reportedBy: 'gateway' } as const;
  bench.must({ kind: 'decline', key: 'failed', reason: 'insufficient-funds' });
  bench.must({ kind: 'leave-unknown', key: 'failed', reopens: true });
  for (const key of ['disputed', 'other']) bench.must({ kind: 'settle', key, ...gateway });
  bench.must({ kind: 'decline', key: 'disputed', reason: 'declined', takesBack: true });
  bench.must({ kind: 'settle', id: 'disputed/won-back', key: 'disputed', ...gateway, winsBack: true });
  return bench.entries;
}

/** Of an organization that recorded a refund and a charge-back by mistake, one of them of a purchase that never was. */
function livedReversed(): readonly Entry[] {
  const bench = Bench.opened({}, begin);
  for (const amount of ['$100', '$80', '$60']) bench.buy(amount);
  bench.must({ kind: 'refund', id: 'other', invoice: 2, amount: money('$20') });
  bench.must({ kind: 'refund', id: 'gone', invoice: 3, amount: money('$20') });
  bench.must({ kind: 'reverse', id: 'never', what: { kind: 'purchase', invoice: 3 } });
  bench.must({ kind: 'charge-back', id: 'first', invoice: 1, amount: money('$30') });
  bench.must({ kind: 'reverse', id: 'undone', what: { kind: 'return', id: 'first' } });
  bench.must({ kind: 'refund', id: 'second', invoice: 1, amount: money('$30') });
  bench.must({ kind: 'reverse', id: 'undone-too', what: { kind: 'return', id: 'second' } });
  return bench.entries;
}

/** Of an organization in which what is above $500 needs a second person. */
function livedApproved(): readonly Entry[] {
  const bench = Bench.opened({ opensAt: begin }, begin);
  bench.must({ kind: 'set-approval-limit', id: 'limit', limit: money('$500') });
  const people = { asker: 'ann', approver: 'ben' };
  const proposed = (id: string): Proposal => ({ ...order, id, amount: money('$600'), method: card });
  const ask = (id: string): void =>
    void bench.must({ kind: 'ask-approval', id: `approval-${id}`, proposal: proposed(id) });
  ask('big');
  bench.must({ kind: 'approve', id: 'approval-big/granted', proposal: proposed('big'), ...people });
  bench.must({ kind: 'settle', key: 'big', reference: 'r-1', reportedBy: 'gateway' });
  bench.must({ kind: 'decline', key: 'big', reason: 'dispute', takesBack: true });
  ask('declined');
  bench.must({
    ...{ kind: 'decline-approval', id: 'approval-declined/declined' },
    asked: 'approval-declined',
    asker: 'ann',
    by: 'ben',
  });
  ask('withdrawn');
  bench.must({
    ...{ kind: 'withdraw-approval', id: 'approval-withdrawn/withdrawn' },
    asked: 'approval-withdrawn',
    asker: 'ann',
    by: 'ann',
  });
  ask('late');
  bench.now += dayMs;
  bench.must({ kind: 'catch-up' });
  ask('later');
  bench.must({ ...order, id: 'small', amount: money('$500'), method: card });
  return bench.entries;
}

/** Of an organization that has erased the people of old calls. */
function livedErased(): readonly Entry[] {
  const bench = Bench.opened();
  bench.must({ kind: 'erase-rows', before: bench.now });
  return bench.entries;
}

/** Of a book that leads on one whose third entry was damaged. */
function livedOn(): readonly Entry[] {
  const bench = Bench.opened();
  bench.buy('$10');
  return ledOn(bench.entries, { seq: 3, hash: 'e'.repeat(64) });
}

/** One journal, and others of a tenant that paid after use, of a host, with an erasure, with second people, of Microsoft's, with a backup, of a gateway that changes its mind, with returns reversed, and of a book that leads another on. */
export const honest: Readonly<
  Record<
    | 'entries'
    | 'postpaid'
    | 'operated'
    | 'erased'
    | 'ledOn'
    | 'approved'
    | 'mirrored'
    | 'backedUp'
    | 'wonBack'
    | 'reversed',
    readonly Entry[]
  >
> = {
  entries: lived(),
  postpaid: livedPostpaid(),
  operated: livedOperated(),
  erased: livedErased(),
  ledOn: livedOn(),
  approved: livedApproved(),
  mirrored: livedMirrored(),
  backedUp: livedBackedUp(),
  wonBack: livedWonBack(),
  reversed: livedReversed(),
};

export interface Forgery {
  readonly invariant: Invariant;
  readonly what: string;
  readonly at: Entry['kind'];
  /** Which of the kind: the first, if absent. */
  readonly of?: (entry: Entry) => boolean;
  readonly change: (entry: Entry) => object;
  readonly in?: readonly Entry[];
}

/** Changes the facts of one kind. */
export const facts =
  <Kind extends Entry['kind']>(change: (facts: FactsOf<Kind>) => object) =>
  (entry: Entry): object => ({ facts: { ...entry.facts, ...change(entry.facts as FactsOf<Kind>) } });

/** Changes a purchase. */
export const lotOf = facts<'credits-bought'>;
