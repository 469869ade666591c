import type { Micros, PaymentMethod, Wallet } from '../../core/index.ts';
import type { Payments } from '../ports/index.ts';
import { agreementsChoice, agreementsIn } from '../tenant/agreements.ts';
import { offeredMethods, type OfferedNeeds } from '../tenant/offered-methods.ts';
import { leftUnder, listedOf, useKey, type AgreementUse } from './agreement-use.ts';
import { labeledMethod, type LabeledMethod } from './labeled-method.ts';
import { methodKey } from './method-key.view.ts';

/** What offering ways to pay needs. */
export interface WaysNeeds extends OfferedNeeds {
  readonly payments: Payments;
  readonly agreementUse: Pick<AgreementUse, 'of'>;
}

/** A way to pay that people can choose. */
export interface OfferedWay extends LabeledMethod {
  /** Of a listed agreement what it is called, '' for nothing, and what is left to be bought under it, where that is known. */
  readonly listed?: { readonly label: string; readonly left: Micros | null };
}

/** Every way to pay that people can choose, with what is left under the agreements that are listed. */
export async function offeredWays(needs: WaysNeeds, wallet: Wallet): Promise<readonly OfferedWay[]> {
  return waysOf(needs, wallet, await offeredMethods(needs));
}

/**
 * The ways to pay for an order of a wallet: its own first, whether or not it is offered now, and the others that are. Where it has none, that is
 * Microsoft's admin center in mirror alone: no gateway can be asked for what is paid there.
 */
export async function orderWays(
  needs: WaysNeeds,
  wallet: Wallet,
): Promise<readonly [own: OfferedWay, ...others: OfferedWay[]]> {
  const offered = await offeredMethods(needs);
  const first: PaymentMethod = (wallet.terms?.mode === 'mirror' ? undefined : offered[0]) ?? { kind: 'admin-centre' };
  const own = wallet.method ?? first;
  const others = offered.filter(method => methodKey(method) !== methodKey(own));
  const [way, ...rest] = await waysOf(needs, wallet, [own, ...others]);
  return [way ?? { method: own, label: undefined }, ...rest];
}

async function waysOf(
  needs: WaysNeeds,
  wallet: Wallet,
  methods: readonly PaymentMethod[],
): Promise<readonly OfferedWay[]> {
  const agreements = agreementsIn((await needs.choices.of(agreementsChoice)).value);
  const used = agreements.length === 0 ? new Map<string, Micros>() : await needs.agreementUse.of(wallet);
  return Promise.all(
    methods.map(async method => {
      const labeled = await labeledMethod(needs.payments, method);
      const found = method.kind === 'agreement' ? listedOf(agreements, method) : undefined;
      if (found === undefined) return labeled;
      const { agreement, purchaseOrder } = found;
      const left = [
        leftUnder(agreement, used.get(useKey(agreement.number)) ?? 0),
        purchaseOrder && leftUnder(purchaseOrder, used.get(useKey(agreement.number, purchaseOrder.number)) ?? 0),
      ].filter(one => typeof one === 'number');
      return { ...labeled, listed: { label: agreement.label, left: left.length === 0 ? null : Math.min(...left) } };
    }),
  );
}

/** The way that a form names; the wallet's own where it names none, undefined where it is offered no more. */
export const wayCalled = (
  ways: readonly [own: OfferedWay, ...others: OfferedWay[]],
  key: string | undefined,
): OfferedWay | undefined => (key === undefined ? ways[0] : ways.find(({ method }) => methodKey(method) === key));

/** The way that a wallet pays by, or the same without its purchase order where that is not offered; the first of all where it has none. */
export function chosenWay(ways: readonly OfferedWay[], method: PaymentMethod | undefined): OfferedWay | undefined {
  const called = (key: string): OfferedWay | undefined => ways.find(one => methodKey(one.method) === key);
  if (method === undefined) return ways[0];
  const plain = method.kind === 'agreement' ? { ...method, purchaseOrder: null } : method;
  return called(methodKey(method)) ?? called(methodKey(plain)) ?? ways[0];
}
