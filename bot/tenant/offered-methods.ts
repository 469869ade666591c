import type { PaymentMethod } from '../../core/index.ts';
import type { Payments } from '../ports/index.ts';
import { agreementsChoice, agreementsIn, methodsUnder } from './agreements.ts';
import type { Choices } from './choices.ts';

/** What tells how this organization can pay. */
export interface OfferedNeeds {
  readonly payments: Pick<Payments, 'methods'>;
  readonly choices: Pick<Choices, 'of'>;
}

/**
 * Every way to pay that people can choose: what the gateway offers, and the agreements that the organization has listed with their purchase
 * orders, where agreements are billed at all. One that is listed stands where the gateway has it.
 */
export async function offeredMethods({ payments, choices }: OfferedNeeds): Promise<readonly PaymentMethod[]> {
  const [offered, { value }] = await Promise.all([payments.methods(), choices.of(agreementsChoice)]);
  // Microsoft bills agreements in its admin center; a gateway of cards alone bills none.
  if (offered.every(({ kind }) => kind === 'card')) return offered;
  const listed = methodsUnder(agreementsIn(value));
  const isListed = (method: PaymentMethod): boolean =>
    method.kind === 'agreement' && listed.some(({ number }) => number === method.number);
  return [...offered.filter(method => !isListed(method)), ...listed];
}
