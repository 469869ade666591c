import type { Hash, Instant, Micros, PaymentMethod, Proposal, Rule, Wallet } from '../../core/index.ts';
import { openId, type OpenIdNeeds } from '../approvals/open-id.ts';
import type { Draft } from './drafts.ts';

// What a reviewed order consists of, each under an id of its own (P5). The ways to pay and the rules are named by what they are: another one is
// another request, also once the order is in the book.

type Kind = 'order' | 'method' | 'rule';
type Of<Wanted extends Proposal['kind']> = Proposal & { readonly kind: Wanted };

const begin = (kind: Kind, { id, attempt }: Draft): string => `${kind}-${id}-${attempt}`;

/** An order of set-up that is in the book: from then on it stays as it was placed. */
export interface PlacedOrder {
  readonly id: string;
  readonly amount: Micros;
  readonly method: PaymentMethod;
}

/** The order of the draft's attempt, if it is in the book. */
export async function placedOrder(needs: OpenIdNeeds, draft: Draft): Promise<PlacedOrder | undefined> {
  const id = await openId(needs, begin('order', draft));
  const entry = await needs.ledger.entry(id);
  if (entry?.kind !== 'payment-requested') return undefined;
  const { amount, method } = entry.facts;
  return { id, amount, method };
}

/** The order: as it was placed, or else as it was reviewed. */
export async function orderProposal(
  needs: OpenIdNeeds,
  draft: Draft,
  reviewed: { readonly amount: Micros; readonly method: PaymentMethod },
): Promise<Of<'order'>> {
  const { id, amount, method } = (await placedOrder(needs, draft)) ?? {
    ...reviewed,
    id: await openId(needs, begin('order', draft)),
  };
  return { kind: 'order', id, amount, method, isBesideOpen: false };
}

/** The way to pay, to be kept. Its id is hashed: a purchase order number may be any text. */
export const methodProposal = async (
  needs: OpenIdNeeds & { readonly hash: Hash },
  draft: Draft,
  method: PaymentMethod,
): Promise<Of<'set-payment-method'>> => {
  const named = `${begin('method', draft)}-${needs.hash(JSON.stringify(method)).slice(0, 16)}`;
  return { kind: 'set-payment-method', id: await openId(needs, named), method };
};

/** The rule. */
export const ruleProposal = async (needs: OpenIdNeeds, draft: Draft, rule: Rule): Promise<Of<'set-rule'>> => {
  const { isOn, rechargeWith, trigger, monthlyCap, upTo } = rule;
  const named = [
    ...[begin('rule', draft), isOn ? 'on' : 'off', rechargeWith, trigger, monthlyCap ?? 'any'],
    ...(upTo === undefined ? [] : ['up-to', upTo]),
  ].join('-');
  return { kind: 'set-rule', id: await openId(needs, named), rule };
};

/** What of the draft's attempt waits for a second person. */
export function waitingOf({ fourEyes }: Wallet, draft: Draft, now: Instant): readonly Proposal[] {
  const begins = (['order', 'method', 'rule'] as const).map(kind => begin(kind, draft));
  return (fourEyes?.waiting ?? [])
    .filter(({ until }) => until > now)
    .map(({ proposal }) => proposal)
    .filter(({ id }) => begins.some(one => id === one || id.startsWith(`${one}-`)));
}
