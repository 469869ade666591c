import { instantOf, type Entry, type Wallet } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { historyCard } from '../../cards/history.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';
import { entryText } from './entry-words.view.ts';

/** The latest entries, newest first. */
export function historyView(
  speech: Speech,
  wallet: Wallet,
  latest: { readonly entries: readonly Entry[]; readonly methods: readonly LabeledMethod[] },
): Card {
  const { entries, methods } = latest;
  return historyCard({
    ...frame(speech, speech.say('history.title'), runButtons(speech, 'balance', 'lots')),
    text:
      entries.length === 0
        ? speech.say('history.empty')
        : speech.say('history.text', { count: entries.length, total: wallet.seq }),
    entries: entries.toReversed().map(entry => ({
      at: speech.dateTime(instantOf(entry)),
      text: entryText(speech, entry, { currency: currencyOf(wallet), methods }),
    })),
  });
}
