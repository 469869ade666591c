import {
  balanceOf,
  instantOf,
  isPaused,
  moneyToCome,
  spentInMonth,
  type Entry,
  type Instant,
  type Terms,
  type Wallet,
  isAtTrigger,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Fact } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { whyCard } from '../../cards/why.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { whyText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';

export interface WhyFacts {
  readonly wallet: Wallet;
  readonly terms: Terms;
  /** The last decisions that were recorded, the newest first. */
  readonly decisions: readonly Entry[];
  readonly now: Instant;
}

/** Why auto-recharge did or did not order, with the numbers of now, and what it decided before. */
export function whyView(speech: Speech, { wallet, terms, decisions, now }: WhyFacts): Card {
  const { rule, memory } = wallet;
  const isStopped = rule?.isOn === true && isPaused(memory);
  const why = (entry: Entry): string =>
    entry.kind === 'recharge-evaluated' ? whyText(speech, entry.facts, terms.currency) : '';
  return whyCard({
    ...frame(speech, speech.say('rule.why'), [
      ...(isStopped ? [tryAgain(speech)] : []),
      ...runButtons(speech, 'autoRecharge', 'forecast', 'balance'),
    ]),
    text: whyText(speech, memory.lastReason, terms.currency),
    color: isStopped ? 'Attention' : 'Default',
    numbers: numbersText(speech, wallet, { terms, now }),
    facts: factsOf(speech, wallet, { terms, now }),
    decisionsTitle: speech.say('why.decisions'),
    decisions: decisions.map(entry => ({
      text: speech.say('why.decision', { date: speech.dateTime(instantOf(entry)), why: why(entry) }),
    })),
  });
}

const tryAgain = (speech: Speech): Button =>
  button(speech.say('button.tryAgain'), 'run', { text: 'auto-recharge on' }, { style: 'positive' });

interface Around {
  readonly terms: Terms;
  readonly now: Instant;
}

/** What is there, with what is to come, against the threshold. */
function numbersText(speech: Speech, { pool, rule, openPayments }: Wallet, { terms, now }: Around): string {
  if (rule === undefined) return '';
  const expected = balanceOf(pool, now) + moneyToCome(openPayments);
  return speech.say(isAtTrigger(rule, expected) ? 'why.numbers.below' : 'why.numbers.enough', {
    balance: speech.money(expected, terms.currency),
    trigger: speech.money(rule.trigger, terms.currency),
  });
}

function factsOf(speech: Speech, wallet: Wallet, { terms, now }: Around): readonly Fact[] {
  const { pool, rule, openPayments } = wallet;
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const toCome = moneyToCome(openPayments);
  const spent = spentInMonth(wallet, now);
  const cap = rule?.monthlyCap ?? null;
  return [
    ...(toCome === 0
      ? []
      : [
          { title: speech.say('why.balance'), value: money(balanceOf(pool, now)) },
          { title: speech.say('why.toCome'), value: money(toCome) },
        ]),
    ...(spent === 0 && cap === null
      ? []
      : [
          {
            title: speech.say('why.month'),
            value: cap === null ? money(spent) : speech.say('why.monthOf', { amount: money(spent), cap: money(cap) }),
          },
        ]),
  ];
}
