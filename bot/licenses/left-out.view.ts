import { escape } from '../../cards/escape.ts';
import type { Speech } from '../chat/speech.ts';
import type { People } from './people.ts';
import { productText } from './product.view.ts';

/** Says what the directory did not tell: the rest is on the card. */
export function leftOutLines(speech: Speech, { leftOut, skus }: Pick<People, 'leftOut' | 'skus'>): readonly string[] {
  const unread = skus.filter(({ isUnread }) => isUnread === true);
  const names = unread.map(sku => escape(productText(speech, sku))).join(speech.say('list.comma'));
  return [
    ...(unread.length === 0 ? [] : [speech.say('people.unreadProducts', { names })]),
    ...(leftOut.people === 0 ? [] : [speech.say('people.unread', { count: speech.number(leftOut.people) })]),
    ...(leftOut.isCutShort ? [speech.say('people.cutShort')] : []),
  ];
}
