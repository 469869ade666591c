import { toIso, type ClockDoubt, type Damage, type Refusal, type Terms } from '../../core/index.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import { terminalSpeech } from './speech.ts';

/** A refusal in a sentence: the chat's own, but for those whose remedy is another verb or option here. */
export function explainRefusal(refusal: Refusal | Damage, terms?: Terms): string {
  const sentence = refusalText(terminalSpeech(terms), refusal, terms?.currency ?? 'USD');
  switch (refusal.kind) {
    case 'damaged':
      if (refusal.invariant === 'newer-format') return sentence;
      return `the journal is damaged at entry ${refusal.seq} (${refusal.id}): ${refusal.invariant}; --good reads what is before it, and credits continue leads on`;
    case 'conflict':
      return `${refusal.id} is already recorded with other facts`;
    case 'clock-jumped':
      return `${explainDoubt(refusal)}: nothing is written; see credits clock`;
    case 'other-mode': {
      const { mode, program } = refusal;
      const adopting = mode === 'sandbox' ? `; if nobody had said its mode: credits adopt --mode ${program}` : '';
      return `the wallet is of the mode ${mode}, and the settings here say ${program}: set the right ones${adopting}`;
    }
    case 'not-set-up':
      return 'there is no wallet yet: buy, import, or set it up in the chat';
    case 'already-reconciled':
      return `${sentence} To take that back: reverse --reconciliation ${refusal.id}`;
    case 'no-such-question':
      return `${refusal.row} is not held: list what is with the verb questions`;
    case 'currency-mismatch':
      return `${refusal.row} was charged in ${refusal.given}: to bill it, give its --amount in ${refusal.expected}, one row at a time`;
    case 'amount-not-needed':
      return `${refusal.row} was charged in the wallet's own currency: leave --amount out`;
    case 'needs-approval':
      return `${sentence.split('. ')[0] ?? sentence}: --approved-by names one who has agreed, or ask in the chat`;
    default:
      return sentence;
  }
}

/** Why the clock is not believed (L13). */
export function explainDoubt({ at, last, witness }: ClockDoubt): string {
  const other =
    witness === null
      ? `the last accepted reading is ${last === null ? 'not known' : toIso(last)}`
      : `${witness.name} says ${toIso(witness.at)}`;
  return `the clock says ${toIso(at)}, ${other}`;
}
