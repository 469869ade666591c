import type { Locator, Page } from 'playwright-core';

/** The Agents Playground as a person uses it: choose a conversation, type, press, fill in, read. */
export class Client {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(address: string): Promise<void> {
    // Requests to other hosts, such as those for its web fonts, are blocked.
    await this.#page.route(/^https?:\/\/(?!127\.0\.0\.1|localhost)/, route => route.abort());
    await this.#page.goto(address);
    await this.#composer().waitFor();
  }

  async goTo(conversation: string | RegExp): Promise<void> {
    await this.#page.getByRole('treeitem', { name: conversation }).click();
    await this.#composer().waitFor();
  }

  async type(text: string): Promise<void> {
    await this.#composer().click();
    await this.#page.keyboard.type(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Mentions the bot first, as one does in a channel. */
  async mention(text: string): Promise<void> {
    await this.#composer().click();
    await this.#page.keyboard.type('@C');
    await this.#page.getByRole('menuitem', { name: 'Communications Credits' }).click();
    await this.#page.keyboard.type(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Waits for a text on the latest cards. */
  async sees(text: string | RegExp): Promise<void> {
    await this.#page.getByText(text).last().waitFor({ timeout: 15_000 });
  }

  async press(button: string | RegExp): Promise<void> {
    await this.#page.getByRole('button', { name: button }).last().click();
  }

  field(label: string): Locator {
    return this.#page.getByLabel(label).last();
  }

  async fill(label: string, value: string): Promise<void> {
    await this.field(label).fill(value);
  }

  async photograph(file: string): Promise<void> {
    await this.#page.screenshot({ path: file });
  }

  /** The latest cards with those titles, one below the other, and who sent them. */
  async photographCards(file: string, first: string, last = first): Promise<void> {
    const top = await this.#boxOf(first);
    const bottom = await this.#boxOf(last);
    const y = top.y - 34;
    const clip = { x: top.x - 72, y, width: top.width + 100, height: bottom.y + bottom.height + 20 - y };
    await this.#page.screenshot({ path: file, clip });
  }

  async #boxOf(title: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.#page.locator('.ac-adaptiveCard').filter({ hasText: title }).last().boundingBox();
    if (box === null) throw new Error(`no card “${title}” is visible`);
    return box;
  }

  #composer(): Locator {
    return this.#page.locator('[role=textbox][contenteditable=true]').first();
  }
}
