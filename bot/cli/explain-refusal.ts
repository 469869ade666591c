import { toIso, unreachable, type Damage, type Refusal } from '../../core/index.ts';

/** A refusal in a sentence for operators; those that no verb meets are named by their kind. */
export function explainRefusal(refusal: Refusal | Damage): string {
  switch (refusal.kind) {
    case 'damaged':
      if (refusal.invariant === 'newer-format')
        return `entry ${refusal.seq} was written by a newer version of this program: update it`;
      return `the journal is damaged at entry ${refusal.seq} (${refusal.id}): ${refusal.invariant}`;
    case 'conflict':
      return `${refusal.id} is already recorded with other facts`;
    case 'clock-jumped':
      return `the clock says ${toIso(refusal.at)}, the last entry was written at ${toIso(refusal.last)}: check the clock`;
    case 'in-future':
      return `${toIso(refusal.at)} is in the future`;
    case 'amount-not-positive':
      return 'the amount must be above zero';
    case 'not-set-up':
      return 'there is no wallet yet: buy, import, or set it up in the chat';
    case 'pays-after-use':
      return 'this organization pays after use: there is no pool; set up credits in the chat first';
    case 'has-credits':
      return 'there are credits, which are used first';
    case 'no-such-purchase':
      return `no purchase has invoice ${refusal.invoice}`;
    case 'nothing-to-refund':
      return `nothing is left of the purchase with invoice ${refusal.invoice}`;
    case 'nothing-to-reverse':
      return 'nothing to reverse: it was never recorded, or was reversed before';
    case 'already-reconciled':
      return `${toIso(refusal.at)} is reconciled already: reverse --reconciliation ${refusal.id}`;
    case 'no-such-question':
      return `${refusal.row} is not held: list what is with the verb questions`;
    case 'currency-mismatch':
      return `${refusal.row} was charged in ${refusal.given}: to bill it, give its --amount in ${refusal.expected}, one row at a time`;
    case 'amount-not-needed':
      return `${refusal.row} was charged in the wallet's own currency: leave --amount out`;
    case 'too-large':
      return `too large: at most ${refusal.largest / 1e6}`;
    case 'already-set-up':
    case 'below-minimum':
    case 'order-open':
    case 'no-such-payment':
    case 'wrong-mode':
    case 'trigger-not-positive':
    case 'cap-below-recharge':
      return refusal.kind;
    default:
      return unreachable(refusal);
  }
}
