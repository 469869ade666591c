import type { Card } from '../../cards/card.ts';

/** What is shown while an answer takes long: the last card that the work behind it gave. */
export class Meanwhile {
  #card: Card | undefined;

  show(card: Card): void {
    this.#card = card;
  }

  /** The card, where it has not been taken before. */
  take(): Card | undefined {
    const card = this.#card;
    this.#card = undefined;
    return card;
  }
}
