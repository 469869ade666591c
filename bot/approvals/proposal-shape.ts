import { z } from 'zod';
import type { Proposal, Reversible } from '../../core/index.ts';

/** Licenses are not removed by a card's word: whose they are stands beside. A call is reversed at the command line, by its version. */
type CardProposal =
  | Exclude<Proposal, { kind: 'remove-licenses' | 'reverse' }>
  | (Proposal & { readonly kind: 'reverse'; readonly what: Exclude<Reversible, { kind: 'row' }> });

/** As its kind begins its ids: one that another kind of entry will have would keep that from being recorded. */
const idOf = (begin: string) => z.string().regex(new RegExp(`^${begin}[-:][\\w.:|=@+-]{1,220}$`));
const micros = z.int();
const method = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('card'), reference: z.string().max(300) }),
  z.strictObject({
    kind: z.literal('agreement'),
    number: z.string().max(100),
    purchaseOrder: z.string().max(100).nullable(),
  }),
  z.strictObject({ kind: z.literal('admin-centre') }),
]);
const what = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('purchase'), invoice: z.int().positive() }),
  z.strictObject({ kind: z.enum(['reconciliation', 'return']), id: z.string().max(250) }),
]);
const rule = z.strictObject({
  isOn: z.boolean(),
  rechargeWith: micros.positive(),
  trigger: micros,
  monthlyCap: micros.nullable(),
  includesTrigger: z.literal(true).exactOptional(),
  upTo: micros.positive().exactOptional(),
});

const shape: z.ZodType<CardProposal> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('order'),
    id: idOf('order'),
    amount: micros.positive(),
    method,
    isBesideOpen: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('refund'),
    id: idOf('refund'),
    invoice: z.int().positive(),
    amount: micros.positive(),
  }),
  z.strictObject({
    kind: z.literal('charge-back'),
    id: idOf('charge-back'),
    invoice: z.int().positive(),
    amount: micros.positive(),
  }),
  z.strictObject({
    kind: z.literal('reconcile'),
    id: idOf('reconcile'),
    statedAt: z.int().nonnegative(),
    stated: micros.nonnegative(),
  }),
  z.strictObject({ kind: z.literal('reverse'), id: idOf('reverse'), what }),
  z.strictObject({ kind: z.literal('set-rule'), id: idOf('rule'), rule }),
  z.strictObject({ kind: z.literal('set-payment-method'), id: idOf('method'), method }),
  z.strictObject({ kind: z.literal('set-backup-method'), id: idOf('backup'), method: method.nullable() }),
  z.strictObject({
    kind: z.literal('set-approval-limit'),
    id: idOf('approval-limit'),
    limit: micros.nonnegative().nullable(),
  }),
]);

/**
 * What a card proposes, as it comes back from Teams: untrusted, though whoever presses could have typed it. It is left as it was made, the order
 * of its fields too: asked for directly it is then the same request (L3).
 */
export const proposalShape = z.custom<CardProposal>(value => shape.safeParse(value).success);
