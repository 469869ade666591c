import { decided, type Batch } from './batch.ts';
import { billedCostOf } from './call-cost.ts';
import { lookAlikeKey, withoutErased } from './calls.ts';
import { classify, inReplayOrder } from './classify.ts';
import type { Hash } from './hash.ts';
import type { CostChange, RowChange } from './known-rows.ts';
import type { Instant } from './calendar.ts';
import { catchUp } from './catch-up.ts';
import type { Command, Decision, Refusal } from './commands.ts';
import type { Terms } from './entries.ts';
import { checkTypable, largestTotal, type Micros } from './money.ts';
import { balanceOf, demandAround } from './pool.ts';
import { err, type Result } from './result.ts';
import { isPrepaid } from './spans.ts';
import type { Wallet } from './wallet.ts';

type Asked<Kind extends Command['kind']> = Command & { readonly kind: Kind };

/** Decides a page of call rows in one go: what each row is, and what it takes from which lot (L5, L10). */
export function draw(batch: Batch, terms: Terms, command: Asked<'draw'>): Result<Decision, Refusal> {
  const room = roomForUsage(batch.wallet, batch.at);
  const page = classify(command.rows, command.known, {
    ...terms,
    spans: batch.wallet.spans,
    now: batch.at,
    room,
    erasedBefore: batch.wallet.erasedBefore,
    undecidedFrom: undecidedFrom(batch.wallet),
    buckets: batch.wallet.pool.buckets,
  });
  for (const change of page.costs) recordCall(batch, change);
  if (page.costs.length > 0) catchUp(batch);
  return decided(batch, page.changes, page.rejected);
}

/** A verdict on held rows: billed ones stand and draw, ignored ones never do (L10). */
export function answerQuestions(
  batch: Batch,
  terms: Terms,
  command: Asked<'answer'>,
  hash: Hash,
): Result<Decision, Refusal> {
  const changes: RowChange[] = [];
  const costs: CostChange[] = [];
  let room = roomForUsage(batch.wallet, batch.at);
  for (const asked of command.questions) {
    const held = command.held.find(({ row, version }) => row.id === asked.id && version === asked.version);
    const isAskedTwice = changes.some(change => change.kind !== 'reverse' && change.row.id === asked.id);
    if (held === undefined || isAskedTwice) return err({ kind: 'no-such-question', row: asked.id });
    const { version } = held;
    const row = withoutErased(held.row, batch.wallet.erasedBefore);
    if (command.verdict === 'ignore') {
      changes.push({ kind: 'ignore', origin: 'answered', ...held, row });
      continue;
    }
    // It was held by a clock that was ahead (L13).
    if (row.start > batch.at) return err({ kind: 'in-future', at: row.start, now: batch.at });
    const isForeign = row.currency !== terms.currency;
    // Two currencies never add: a row in another one is billed at an amount stated in the wallet's (L10).
    if (!isForeign && command.amount !== null) return err({ kind: 'amount-not-needed', row: row.id });
    if (isForeign && (command.amount === null || command.questions.length > 1))
      return err({ kind: 'currency-mismatch', row: row.id, expected: terms.currency, given: row.currency });
    if (command.amount !== null && command.amount < 0) return err({ kind: 'amount-not-positive' });
    // It comes from a card.
    const typable = checkTypable(command.amount ?? 0, terms.currency);
    if (!typable.ok) return typable;
    const cost = command.amount ?? billedCostOf(row, { ...terms, spans: batch.wallet.spans });
    const was = command.known.byId.get(row.id)?.standing;
    const more = cost - (was?.cost ?? 0);
    if (more > room) return err({ kind: 'too-large', asked: cost, largest: room + (was?.cost ?? 0) });
    const largest = roomInBucket(batch.wallet, row.start);
    if (cost > largest) return err({ kind: 'too-large', asked: cost, largest });
    room -= more;
    const key = lookAlikeKey(row, hash);
    changes.push({
      kind: 'stand',
      origin: 'answered',
      row,
      version,
      cost,
      creditsCost: cost,
      ...(key !== undefined && cost > 0 && { lookAlikeKey: key }),
      ...(was !== undefined && { supersedes: was.version }),
    });
    costs.push({ row, version, cost, ...(was !== undefined && { was }) });
  }
  batch.record({
    kind: 'questions-answered',
    facts: { verdict: command.verdict, rows: command.questions.map(({ id, version }) => `${id}#${version}`) },
  });
  for (const change of inReplayOrder(costs)) recordCall(batch, change);
  return decided(catchUp(batch), changes);
}

/** Reverses the standing version: the one before it counts again, or none (L7, L10). Refuses where none stands. */
export function reverseCall(batch: Batch, id: string, command: Asked<'reverse'>): Result<Decision, Refusal> {
  const known = command.known.byId.get(id);
  const standing = known?.standing;
  if (standing === undefined) return err({ kind: 'nothing-to-reverse' });
  const previous = known?.previous;
  const charge = {
    start: previous?.start ?? standing.start,
    cost: previous?.cost ?? 0,
    was: { start: standing.start, cost: standing.cost },
  };
  batch.record({ kind: 'call-reversed', facts: { row: id, version: standing.version, ...charge } });
  const restored = previous === undefined ? {} : { restored: previous.version };
  return decided(catchUp(batch), [{ kind: 'reverse', id, version: standing.version, ...restored }]);
}

/** From when on nobody knows yet whether calls draw: an order that would end paying after use is open (L10). */
const undecidedFrom = ({ spans, openPayments }: Wallet): Instant =>
  isPrepaid(spans)
    ? Infinity
    : openPayments.reduce((from, { payment }) => Math.min(from, payment.requestedAt), Infinity);

/** How much calls that began then may cost before their sum leaves what a number holds exactly. */
const roomInBucket = ({ pool }: Wallet, start: Instant): Micros =>
  Number.MAX_SAFE_INTEGER - demandAround(pool.buckets, start);

/** How much calls may cost before more would be owed than the wallet can hold: what lots pay for is not owed (L1). */
const roomForUsage = ({ pool }: Wallet, at: Instant): Micros =>
  Math.max(0, largestTotal + Math.min(0, balanceOf(pool, at)));

function recordCall(batch: Batch, { row, version, cost, was }: CostChange): void {
  const facts = { start: row.start, cost, was: was === undefined ? null : { start: was.start, cost: was.cost } };
  batch.record({ kind: 'call-drawn', facts }, `${row.id}#${version}`);
}
