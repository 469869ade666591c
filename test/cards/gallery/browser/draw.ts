import type { Theme } from './types.ts';

/** What is used of Microsoft's renderer; its own types are sources of another style. */
interface Renderer {
  readonly AdaptiveCard: {
    new (): { hostConfig: object; parse(json: object): void; render(): HTMLElement | undefined };
    onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void;
  };
  readonly HostConfig: new (config: object) => object;
}

// Scripts of the page, each with its one global.
declare const AdaptiveCards: Renderer;
declare const markdownit: () => { render(text: string): string };

const reader = markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = reader.render(text);
  result.didProcess = true;
};

/** Draws a card in a theme by Microsoft's renderer; gives the element that is the card. */
export function draw(json: object, theme: Theme, into: HTMLElement): HTMLElement {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(theme.host);
  card.parse(json);
  const drawn = card.render();
  if (drawn === undefined) throw new Error('the card is not drawn');
  into.className = `theme-${theme.name}`;
  into.replaceChildren(drawn);
  return drawn;
}

/** How many charts a card has: Microsoft's renderer for pages knows none, and shows their fallback. */
export const chartsOf = (json: object): number => JSON.stringify(json).split('"type":"Chart.').length - 1;
