import { z } from 'zod';
import type { Proposal } from '../../core/index.ts';

const id = z.string().regex(/^[\w.:|=@+-]{1,250}$/);
const micros = z.int();
const method = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), reference: z.string().max(300) }),
  z.object({
    kind: z.literal('agreement'),
    number: z.string().max(100),
    purchaseOrder: z.string().max(100).nullable(),
  }),
  z.object({ kind: z.literal('admin-centre') }),
]);
const what = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('purchase'), invoice: z.int().positive() }),
  z.object({ kind: z.literal('reconciliation'), id: z.string().max(250) }),
  z.object({ kind: z.literal('row'), id: z.string().max(100) }),
]);
const rule = z.object({
  isOn: z.boolean(),
  rechargeWith: micros.positive(),
  trigger: micros,
  monthlyCap: micros.nullable(),
});

/**
 * What a card proposes, as it comes back from Teams: untrusted, and in the order of fields in which the same would be asked directly. Whoever
 * presses could have typed it; licenses are not removed by a card's word, since whose they are stands beside.
 */
export const proposalShape: z.ZodType<Exclude<Proposal, { kind: 'remove-licenses' }>> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('order'), id, amount: micros.positive(), method, isBesideOpen: z.boolean() }),
  z.object({ kind: z.literal('refund'), id, invoice: z.int().positive(), amount: micros.positive() }),
  z.object({ kind: z.literal('charge-back'), id, invoice: z.int().positive(), amount: micros.positive() }),
  z.object({ kind: z.literal('reconcile'), id, statedAt: z.int().nonnegative(), stated: micros }),
  z.object({ kind: z.literal('reverse'), id, what }),
  z.object({ kind: z.literal('set-rule'), id, rule }),
  z.object({ kind: z.literal('set-payment-method'), id, method }),
  z.object({ kind: z.literal('set-approval-limit'), id, limit: micros.nonnegative().nullable() }),
]);
