import assert from 'node:assert/strict';
import type { Matter } from '../../core/index.ts';
import { matterHere } from '../../bot/alerts/matter-here.ts';
import { usualRoute } from '../../bot/alerts/route.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { money } from '../support/builders.ts';
import { readCard, textOf, type ReadCard } from '../support/card.ts';
import { knownAround, lives, matterOf, walletWith } from '../support/made-matters.ts';

const conversation = { id: 'general', locale: 'en-US', reference: {} };
const post = { destination: 'general', activityId: 'card-1', shown: 1, posting: 1, editedAt: [], attempts: 0 };
const told = { ...post, reason: null, toldAt: 1, threadId: null, isHeld: false, earlier: [] };

describe('a press on the card of a matter', () => {
  const pressed = lives.acknowledged(matterOf('low-balance'));

  /** The card that takes its place, in a conversation where amounts may be seen or not, on a message that tells of others too. */
  async function answer(showsAmounts: boolean, ...others: readonly Matter[]): Promise<ReadCard> {
    const all = [pressed, ...others];
    const needs = {
      conversations: {
        find: () => Promise.resolve({ ...conversation, isSubscribed: true, route: { ...usualRoute, showsAmounts } }),
      },
      matters: {
        find: (id: string) => Promise.resolve(all.find(matter => matter.id === id)),
        latestOf: () => Promise.resolve(undefined),
        sharing: () => Promise.resolve(all.map(({ id }) => ({ ...told, matter: id }))),
      },
      matterSurroundings: {
        of: (_matter: unknown, how: { readonly hasMoved: boolean; readonly showsAmounts: boolean }) =>
          Promise.resolve({ ...how, around: knownAround(walletWith(money('$12.30'))) }),
      },
    };
    const speech = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false });
    return readCard(await matterHere(needs, { speech, conversation, cardId: 'card-1' }, pressed));
  }

  it('is answered with what that conversation may see', async () => {
    assert.match(textOf(await answer(true)), /The balance is \$12\.30/);
    assert.doesNotMatch(textOf(await answer(false)), /\$|Silva/);
  });

  it('leaves what else the message tells of', async () => {
    const other = { ...matterOf('import-stalled'), id: 'matter-2' };
    const card = await answer(true, other);
    for (const title of ['While it was quiet', 'Low balance', 'Usage is not being imported'])
      assert.ok(card.texts.includes(title), title);
    assert.deepEqual(
      card.buttons.map(({ verb, data }) => [verb, data]),
      [['acknowledge', { matter: 'matter-2' }]],
    );
  });
});
