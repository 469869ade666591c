import { microsPerUnit, type Currency } from '../../core/index.ts';
import { adviceCard, type AdviceSection } from '../../cards/advice.ts';
import type { Card } from '../../cards/card.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { allowForwarding, listPolicies, onlyDomestic, spendLimit } from '../licenses/powershell.view.ts';
import type { UsageSums } from '../ports/index.ts';

interface PreventionFacts {
  /** So many days idleness and forwarding are looked at. */
  readonly days: number;
  /** How many people credits pay for, and how many of them made no paid call; undefined where that is not known. */
  readonly licensed: number;
  readonly idle: number | undefined;
  /** The most that one person spent in a month. */
  readonly mostSpent: bigint;
  readonly forwarded: UsageSums | undefined;
  readonly currency: Currency;
}

/** What an admin sets so that fraud costs little, each with the line that sets it. */
export function preventionView(speech: Speech, facts: PreventionFacts): Card {
  const { currency, mostSpent, days } = facts;
  const limit = limitFor(mostSpent);
  const section = (name: Section, text: string, code: string): AdviceSection => ({
    title: speech.say(`prevention.${name}.title`),
    ...{ text, code },
  });
  return adviceCard({
    ...frame(speech, speech.say('prevention.title'), runButtons(speech, 'licenses', 'usage')),
    text: speech.say('prevention.text'),
    lines: [],
    sections: [
      section(
        'limit',
        mostSpent === 0n
          ? speech.say('prevention.limit.noSpend')
          : speech.say('prevention.limit.text', { amount: speech.money(mostSpent, currency) }),
        spendLimit(limit),
      ),
      section('forwarding', forwardingText(speech, facts), allowForwarding(false)),
      section('abroad', speech.say('prevention.abroad.text'), onlyDomestic),
      ...(facts.idle === undefined || facts.idle === 0
        ? []
        : [
            section(
              'idle',
              speech.say('prevention.idle.text', {
                ...{ idle: speech.number(facts.idle), licensed: speech.number(facts.licensed) },
                days: speech.number(days),
              }),
              '',
            ),
          ]),
      section('who', speech.say('prevention.who.text'), listPolicies),
    ],
    links: [],
  });
}

type Section = 'limit' | 'forwarding' | 'abroad' | 'idle' | 'who';

function forwardingText(speech: Speech, { forwarded, days, currency }: PreventionFacts): string {
  const range = { days: speech.number(days) };
  if (forwarded === undefined || forwarded.calls === 0) return speech.say('prevention.forwarding.none', range);
  const { calls, cost } = forwarded;
  const figures = { ...range, calls: speech.number(calls), amount: speech.money(cost, currency) };
  return speech.say('prevention.forwarding.text', figures);
}

/** Twice the most that anybody spent, in whole units of the currency, and a round number; there is no limit of 0. */
function limitFor(mostSpent: bigint): number {
  const units = Number((2n * mostSpent) / BigInt(microsPerUnit)) + 1;
  return Math.max(leastLimit, Math.ceil(units / 10) * 10);
}

const leastLimit = 20;
