import type { Alert } from './alerts.ts';
import type { Batch } from './batch.ts';
import type { Terms } from './entries.ts';
import { crossings, type Crossings } from './episodes.ts';
import { isOverdue, type Payment } from './payments.ts';
import { withWriteOffs } from './pool-changes.ts';
import { endIdOf } from './proposals.ts';
import { evaluate, rechargeKey } from './recharge.ts';
import { isPrepaid } from './spans.ts';

/**
 * After every change, and at every due instant: writes off rests, begins and ends episodes, considers auto-recharge, ends what has waited
 * too long. Who pays after use has no thresholds, and is charged nothing (L10).
 */
export function catchUp(batch: Batch): Batch {
  expireProposals(batch);
  writeOffExpired(batch);
  giveUpExpected(batch);
  if (isPrepaid(batch.wallet.spans)) {
    followEpisodes(batch, crossings(batch.wallet, batch.at));
    considerRecharge(batch);
  } else
    followEpisodes(batch, {
      begun: [],
      ended: batch.wallet.episodes.filter(({ alert }) => alert !== 'import-stalled'),
    });
  return batch;
}

/** Ends what has waited for a second person for too long (P5). */
function expireProposals(batch: Batch): void {
  const over = batch.wallet.fourEyes?.waiting.filter(({ until }) => until <= batch.at) ?? [];
  for (const { id } of over) batch.record({ kind: 'approval-expired', facts: { asked: id } }, endIdOf(id, 'expired'));
}

/** In mirror, ends the wait for a recharge of Microsoft's that nobody has confirmed in time: it frees its slot (L8). */
function giveUpExpected(batch: Batch): void {
  const { wallet, at } = batch;
  const over = wallet.terms?.mode === 'mirror' ? wallet.openPayments.filter(open => isOverdue(open, at)) : [];
  for (const { payment } of over)
    batch.record(
      { kind: 'payment-cancelled', facts: { key: payment.key, reason: 'not-confirmed' } },
      `${payment.key}/not-confirmed`,
    );
}

/** Posts the end of every lot whose life is over (L5). */
export function writeOffExpired(batch: Batch): void {
  const { pool } = batch.wallet;
  if (withWriteOffs(pool, batch.at) === pool) return;
  batch.record({ kind: 'lots-expired', facts: { at: batch.at } }, `expired-${batch.wallet.seq + 1}`);
}

/** Records the episodes that begin and end, and announces the former. */
export function followEpisodes(
  batch: Batch,
  { begun, ended }: Crossings,
  facts: Partial<Pick<Alert, 'since'>> = {},
): void {
  for (const episode of ended)
    batch.record({ kind: 'alert-ended', facts: episode }, `alert-ended-${batch.wallet.seq + 1}`);
  for (const episode of begun) {
    batch.record({ kind: 'alert-raised', facts: episode }, `alert-raised-${batch.wallet.seq + 1}`);
    batch.announce(episode.alert, { threshold: episode.threshold, ...facts });
  }
}

/** Evaluates auto-recharge; records the evaluation when its reason is a new one or it orders (L8). */
function considerRecharge(batch: Batch): void {
  payByMicrosoft(batch);
  const { wallet, at } = batch;
  const evaluation = evaluate(wallet, at);
  if (JSON.stringify(evaluation.why) !== JSON.stringify(wallet.memory.lastReason) || evaluation.kind === 'order') {
    batch.record({ kind: 'recharge-evaluated', facts: evaluation.why }, `recharge-evaluated-${wallet.seq + 1}`);
  }
  if (evaluation.kind === 'wait' || wallet.terms === undefined || wallet.method === undefined) return;
  request(batch, wallet.terms, {
    key: rechargeKey(wallet),
    purpose: 'recharge',
    amount: evaluation.amount,
    method: wallet.method,
    requestedAt: at,
  });
}

/** In mirror nobody has to choose how a rule is paid: it is Microsoft's own, and charges what the admin center has. */
function payByMicrosoft(batch: Batch): void {
  const { terms, rule, method, seq } = batch.wallet;
  if (terms?.mode !== 'mirror' || rule?.isOn !== true || method !== undefined) return;
  batch.record(
    { kind: 'payment-method-set', facts: { method: { kind: 'admin-centre' } } },
    `payment-method-${seq + 1}`,
  );
}

/** Records a payment before it is charged, or in mirror announced (L8). */
export function request(batch: Batch, { mode }: Terms, asked: Payment): void {
  const payment = mode === 'mirror' ? asked : { ...asked, gatewayKey: batch.gatewayKey(asked.key) };
  batch.record({ kind: 'payment-requested', facts: payment }, payment.key);
  if (mode !== 'mirror') batch.charge(payment);
  else if (payment.purpose === 'recharge')
    batch.announce('recharge-expected', { amount: payment.amount, payment: payment.key });
}
