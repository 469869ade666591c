import type { Terms } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { paymentMethodsCard } from '../../cards/payment-methods.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { OfferedWay } from './offered-ways.ts';
import { wayChoices } from './offered-ways.view.ts';

/** The key of no backup. */
export const noBackup = 'none';

/** Ways to pay that are chosen, by their keys. */
export interface ChosenMethods {
  readonly payment: string;
  readonly backup: string;
}

/** Asks for the ways to pay: for one, and for another that is tried where that one is declined. */
export function paymentMethodsView(
  speech: Speech,
  terms: Terms,
  shown: {
    readonly ways: readonly OfferedWay[];
    readonly chosen: ChosenMethods;
    /** What the form was made of. */
    readonly was: ChosenMethods;
    readonly errors?: Partial<ChosenMethods>;
    readonly notice?: string;
    /** What saving charges at once. */
    readonly atOnce?: { readonly decimal: string; readonly amount: string };
  },
): Card {
  const { ways, chosen, was, errors = {}, notice = '', atOnce } = shown;
  const isMirror = terms.mode === 'mirror';
  const choices = wayChoices(speech, ways, terms.currency);
  const save =
    atOnce === undefined ? speech.say('button.save') : speech.say('rule.saveAtOnce', { amount: atOnce.amount });
  return paymentMethodsCard({
    ...frame(speech, speech.say('payment.title'), [
      button(save, 'payment-methods', { was, atOnce: atOnce?.decimal ?? '' }, { inputs: 'auto', style: 'positive' }),
      ...runButtons(speech, 'autoRecharge', 'balance'),
    ]),
    notice,
    text: speech.say(isMirror ? 'payment.textMirror' : 'payment.text'),
    payment: {
      ...{ label: speech.say('payment.first'), value: chosen.payment, error: errors.payment ?? '' },
      choices,
    },
    hasBackup: !isMirror,
    backup: {
      ...{ label: speech.say('payment.backup'), value: chosen.backup, error: errors.backup ?? '' },
      choices: [{ title: speech.say('payment.none'), value: noBackup }, ...choices],
    },
  });
}
