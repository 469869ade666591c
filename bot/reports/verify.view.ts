import type { Card } from '../../cards/card.ts';
import { button } from '../../cards/verbs.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Verified } from '../wallets/audits.ts';

/** That the journal is whole, and the head to keep elsewhere. */
export const verifiedView = (speech: Speech, { at, seq, head }: Verified): Card =>
  notice(
    speech,
    speech.say('verify.title'),
    seq === 0
      ? [speech.say('history.empty')]
      : [
          speech.say('verify.whole', { entries: speech.number(seq), date: speech.dateTime(at) }),
          speech.say('verify.head', { head: `${seq}:${head}` }),
        ],
    { buttons: runButtons(speech, 'history', 'balance') },
  );

/** How far a check is, and when the last one ended. */
export const verifyingView = (
  speech: Speech,
  { checked, all, last }: { readonly checked: number; readonly all: number; readonly last: Verified | undefined },
): Card =>
  notice(
    speech,
    speech.say('verify.title'),
    [
      speech.say('verify.running', { checked: speech.number(checked), entries: speech.number(all) }),
      ...(last === undefined
        ? []
        : [speech.say('verify.last', { date: speech.dateTime(last.at), entries: speech.number(last.seq) })]),
    ],
    { buttons: [button(speech.say('button.refresh'), 'run', { text: 'verify' }), ...runButtons(speech, 'balance')] },
  );
