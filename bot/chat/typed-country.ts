import { err, ok } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { regionCode } from '../../cards/regions.ts';
import type { Argument } from './argument.ts';

/** The two letters of a country or region that somebody names in any language, or by these. */
export const country = <Where extends Pick<Argument<string>, 'mark' | 'isRequired'>>(
  place: Where,
): Argument<string> & Where => ({
  name: 'country',
  ...place,
  read: (typed, { speech }) => {
    const code = regionCode(typed);
    return code === undefined ? err(speech.say('misread.country', { text: escape(cut(typed)) })) : ok(code);
  },
});
