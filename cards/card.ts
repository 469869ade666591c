import ACData from 'adaptivecards-templating';

/** Adaptive Card JSON, ready to send. */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly [property: string]: unknown;
}

/**
 * Parses a layout once; what it gives fills the layout with a view, once. A field that the view does not have would stay in the card as
 * a literal, and a second filling would evaluate what people wrote: neither ever happens here (T12).
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each card names its view here, and only here
export function layout<View extends object>(json: unknown): (view: View) => Card {
  const template = new ACData.Template(json);
  return view => template.expand({ $root: view }) as Card;
}
