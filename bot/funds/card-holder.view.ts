import type { Card } from '../../cards/card.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';

/** Where the bank asks the card holder; the link says that it leaves Teams. */
export const cardHolderView = (
  speech: Speech,
  { amount, link }: { readonly amount: string; readonly link: string },
): Card =>
  notice(speech, speech.say('cardHolder.title'), [speech.say('cardHolder.text', { amount })], {
    links: [{ title: speech.say('cardHolder.link'), url: link }],
    buttons: runButtons(speech, 'balance'),
  });
