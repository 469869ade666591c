import ACData from 'adaptivecards-templating';
import { spoken } from './escape.ts';
import { withWholeWords } from './whole-words.ts';

/** Adaptive Card JSON, ready to send. */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly [property: string]: unknown;
}

/**
 * Fills a layout with a view. The layout is parsed once, when it is first filled: all of them would be a quarter of a start. A field that the
 * view lacks would stay in the card as a literal, and a card must not be filled again: that would evaluate what people wrote (T12).
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each card names its view here, and only here
export function layout<View extends object>(json: unknown): (view: View) => Card {
  let template: ACData.Template | undefined;
  return view => {
    template ??= new ACData.Template(json);
    const card = template.expand({ $root: view }) as Card & { readonly speak: string };
    return { ...withWholeWords(card), speak: spoken(card.speak) };
  };
}
