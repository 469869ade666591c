import { z } from 'zod';
import { DriverError, observed, type Documents, type Observation } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/**
 * The bot that the conversations of a store are with. Another one can write in none of its chats, and what it would learn by trying is that
 * they are gone: so it is refused before it tries, as after a copy of the store that is to be tried elsewhere.
 */
export class OwnBot {
  readonly #document: TypedDocument<{ readonly appId: string }>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'bot', z.object({ appId: z.string() }));
  }

  /** Rejects where it is another one's; where it was nobody's yet, it is this one's from now on. */
  async claim(appId: string): Promise<void> {
    const { appId: kept } = await this.#document.change(before => before ?? { appId });
    if (isSame(kept, appId)) return;
    throw new DriverError(
      'store-of-other-bot',
      `The store is that of the bot ${kept}, and MicrosoftAppId is ${appId}: it cannot write in the chats of that one. ` +
        'Correct MicrosoftAppId, or set DATA_DIR (or DATABASE_URL) to a place of its own; ' +
        `if the bot was registered anew, run: credits adopt --bot ${appId}`,
    );
  }

  /** The bot was registered anew: it is this one's from now on. */
  async adopt(appId: string): Promise<void> {
    await this.#document.write({ appId });
  }

  /** Whose it is; undefined where it is nobody's yet. */
  async kept(): Promise<string | undefined> {
    return (await this.#document.read())?.appId;
  }

  /** What doctor sees of it with a bot of that id. */
  async check(given: string): Promise<readonly Observation[]> {
    const kept = await this.kept();
    return kept === undefined || isSame(kept, given) ? [] : [observed('teams', 'bot-other', { kept, given })];
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
