import { decided, type Batch } from './batch.ts';
import type { KnownRows } from './known-rows.ts';
import type { ApprovalCommand, Command, Decision, PlainCommand, Refusal } from './commands.ts';
import type { Entry } from './entries.ts';
import { isAbove, limitOf, mostPeopleAlone, weightOf, type Weight } from './four-eyes.ts';
import type { Micros } from './money.ts';
import { approvalIdOf, approvalMs, endIdOf, type Proposal, type WaitingProposal } from './proposals.ts';
import { err, ok, unreachable, type Result } from './result.ts';
import { termsOf, type Wallet } from './wallet.ts';

/** What `decide` does for a command that is given to it from here: carries it out in a batch, above the limit or not. */
export interface Deciding {
  readonly batchOf: (wallet: Wallet, command: Command) => Batch;
  readonly carryOut: (batch: Batch, command: PlainCommand) => Result<Decision, Refusal>;
  /** The entry that already carries the id of what is proposed, if there is one. */
  readonly proposed: Entry | undefined;
}

/** The kinds of command that may need a second person (P5). */
const proposable: ReadonlySet<PlainCommand['kind']> = new Set<Proposal['kind']>([
  'order',
  'refund',
  'charge-back',
  'reconcile',
  'reverse',
  'set-rule',
  'set-payment-method',
  'set-backup-method',
  'set-approval-limit',
  'remove-licenses',
]);

/** Refuses what is above the limit, and what waits for a second person under the same id; a refusal of its own comes first (P5). */
export function checkAlone(wallet: Wallet, command: PlainCommand, deciding: Deciding): Result<PlainCommand, Refusal> {
  const limit = limitOf(wallet);
  if (!proposable.has(command.kind)) return ok(command);
  const waiting = wallet.fourEyes?.waiting.find(({ proposal }) => proposal.id === command.id);
  if (waiting !== undefined) return err({ kind: 'approval-waits', asked: waiting.id });
  if (limit === null) return ok(command);
  const weight = heaviest(wallet, command, deciding);
  if (!weight.ok) return weight;
  return isAbove(weight.value, limit)
    ? err({ kind: 'needs-approval', limit, sum: weight.value === 'any' ? null : weight.value })
    : ok(command);
}

/** What a command would move, found by carrying it out on paper: with no limit, and without recording it. */
function heaviest(
  wallet: Wallet,
  command: PlainCommand,
  { batchOf, carryOut }: Omit<Deciding, 'proposed'>,
): Result<Weight, Refusal> {
  if (command.kind === 'remove-licenses') return ok(command.people > mostPeopleAlone ? 'any' : 0);
  const { fourEyes: _, ...unlimited } = wallet;
  const tried = carryOut(batchOf(unlimited, command), command);
  if (!tried.ok) return tried;
  const weights = tried.value.kind === 'decided' ? tried.value.entries.map(entry => weightOf(wallet, entry)) : [];
  return ok(weights.reduce<Weight>((most, one) => (most === 'any' || one === 'any' ? 'any' : Math.max(most, one)), 0));
}

/** Asks a second person, agrees, declines or withdraws (P5). */
export function decideApproval(
  wallet: Wallet,
  command: ApprovalCommand,
  deciding: Deciding,
): Result<Decision, Refusal> {
  const opened = termsOf(wallet);
  if (!opened.ok) return opened;
  switch (command.kind) {
    case 'ask-approval': {
      const sum = sumNeeded(wallet, command, deciding);
      return sum.ok ? decided(asked(deciding.batchOf(wallet, command), command.proposal, sum.value)) : sum;
    }
    case 'ask-and-approve': {
      const sum = sumNeeded(wallet, command, deciding);
      if (!sum.ok) return sum;
      if (command.asker === command.approver) return err({ kind: 'own-approval', asked: command.id });
      const inner = commandOf(command.proposal, command);
      return granted(asked(deciding.batchOf(wallet, inner), command.proposal, sum.value), inner, deciding);
    }
    case 'approve': {
      const waiting = waitingOf(wallet, approvalIdOf(command.proposal), command);
      if (!waiting.ok) return waiting;
      if (JSON.stringify(waiting.value.proposal) !== JSON.stringify(command.proposal))
        return err({ kind: 'approval-not-waiting', asked: waiting.value.id });
      if (command.asker === null) return err({ kind: 'asker-unknown', asked: waiting.value.id });
      if (command.asker === command.approver) return err({ kind: 'own-approval', asked: waiting.value.id });
      if (deciding.proposed !== undefined) return err({ kind: 'conflict', id: command.proposal.id });
      const inner = commandOf(command.proposal, command);
      return granted(deciding.batchOf(wallet, inner), inner, deciding);
    }
    case 'decline-approval':
    case 'withdraw-approval': {
      const waiting = waitingOf(wallet, command.asked, command);
      if (!waiting.ok) return waiting;
      const isOwn = command.asker === command.by;
      if (command.kind === 'decline-approval' && isOwn) return err({ kind: 'own-approval', asked: command.asked });
      if (command.kind === 'withdraw-approval' && !isOwn) return err({ kind: 'not-the-asker', asked: command.asked });
      const end = command.kind === 'decline-approval' ? 'declined' : 'withdrawn';
      const batch = deciding.batchOf(wallet, command);
      return decided(
        batch.record({ kind: `approval-${end}`, facts: { asked: command.asked } }, endIdOf(command.asked, end)),
      );
    }
    default:
      return unreachable(command);
  }
}

/** What is asked for would move so much; refused where it could be done alone, waits or was done. */
function sumNeeded(
  wallet: Wallet,
  command: ApprovalCommand & { readonly kind: 'ask-approval' | 'ask-and-approve' },
  deciding: Deciding,
): Result<Micros | null, Refusal> {
  const { proposal } = command;
  mustBeNamedAfter(command, proposal);
  if (deciding.proposed !== undefined) return err({ kind: 'conflict', id: proposal.id });
  const alone = checkAlone(wallet, commandOf(proposal, command), deciding);
  if (alone.ok) return err({ kind: 'approval-not-needed' });
  return alone.refusal.kind === 'needs-approval' ? ok(alone.refusal.sum) : alone;
}

/** The id of what asks follows from what is proposed; a command under another one would be asked twice. */
function mustBeNamedAfter({ id }: ApprovalCommand, proposal: Proposal): void {
  if (id !== approvalIdOf(proposal)) throw new Error(`${id}: a proposal is asked for by ${approvalIdOf(proposal)}`);
}

const asked = (batch: Batch, proposal: Proposal, sum: Micros | null): Batch =>
  batch.record(
    { kind: 'approval-asked', facts: { proposal, sum, until: batch.at + approvalMs } },
    approvalIdOf(proposal),
  );

/** Records that it was agreed to and does it, by what is known now: what is refused now leaves nothing, and still waits. */
function granted(batch: Batch, command: PlainCommand, { carryOut }: Deciding): Result<Decision, Refusal> {
  const id = approvalIdOf(command);
  return carryOut(batch.record({ kind: 'approval-granted', facts: { asked: id } }, endIdOf(id, 'granted')), command);
}

function waitingOf(wallet: Wallet, id: string, { at }: Command): Result<WaitingProposal, Refusal> {
  const waiting = wallet.fourEyes?.waiting.find(one => one.id === id);
  if (waiting === undefined) return err({ kind: 'approval-not-waiting', asked: id });
  return at < waiting.until ? ok(waiting) : err({ kind: 'approval-expired', asked: id, until: waiting.until });
}

/** What is proposed as a command of this instant, with what is known of the rows now. */
export function commandOf(
  proposal: Proposal,
  { at, known }: { readonly at: Command['at']; readonly known: KnownRows },
): PlainCommand {
  return proposal.kind === 'reverse' ? { ...proposal, at, known } : { ...proposal, at };
}
