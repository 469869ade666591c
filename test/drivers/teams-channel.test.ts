import assert from 'node:assert/strict';
import type { Card } from '../../cards/card.ts';
import type { Exchange, HttpAnswer, Incoming, Receive } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { FakeConnector } from '../support/connector.ts';
import { teamsLibraries, teamsLibraryNames } from '../support/teams-libraries.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const card = { type: 'AdaptiveCard', version: '1.5', body: [] } as unknown as Card;
const cardType = 'application/vnd.microsoft.card.adaptive';
const messageType = 'application/vnd.microsoft.activity.message';
const suggestionsType = 'application/vnd.microsoft.search.searchResponse';
const thread = '19:general@thread.tacv2;messageid=1';

const press = { name: 'adaptiveCard/action', value: { action: { verb: 'run', data: {} }, trigger: 'manual' } };
const search = { name: 'application/search', value: { queryText: 'an', dataset: 'people' } };
const declined = { name: 'fileConsent/invoke', value: { type: 'fileUpload', action: 'decline', context: {} } };

for (const name of teamsLibraryNames)
  describe(`the channel of Teams with ${name}`, () => {
    const clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
    let connector: FakeConnector;
    let serviceUrl: string;
    let asked: Incoming[];
    beforeEach(async () => {
      asked = [];
      connector = new FakeConnector();
      serviceUrl = await connector.start();
    });
    afterEach(() => connector.stop());

    /** What comes in, and what it is answered with over HTTP. */
    async function answer(activity: object, receive: (exchange: Exchange) => unknown): Promise<HttpAnswer> {
      const library = await teamsLibraries[name]({ clock });
      const received: Receive = async (incoming, exchange) => {
        asked.push(incoming);
        await receive(exchange);
      };
      const handle = await library.authenticate('', {
        ...{ type: 'message', id: 'a1', channelId: 'msteams', serviceUrl, locale: 'en-US' },
        ...{ from: { id: '29:ann' }, recipient: { id: '28:bot' } },
        ...{ conversation: { id: thread, conversationType: 'channel', tenantId: 'tenant' }, ...activity },
      });
      return handle(received);
    }

    const invoked: readonly (readonly [string, object, (exchange: Exchange) => unknown, HttpAnswer])[] = [
      [
        'a press with a card',
        press,
        exchange => exchange.answer(card),
        { status: 200, body: { statusCode: 200, type: cardType, value: card } },
      ],
      [
        'a press with a sentence',
        press,
        exchange => exchange.answer('Done'),
        { status: 200, body: { statusCode: 200, type: messageType, value: 'Done' } },
      ],
      [
        'a search with choices',
        search,
        exchange => exchange.suggest([{ title: 'Ann', value: '1' }]),
        {
          status: 200,
          body: { statusCode: 200, type: suggestionsType, value: { results: [{ title: 'Ann', value: '1' }] } },
        },
      ],
      ['a declined file with nothing', declined, () => undefined, { status: 200, body: undefined }],
      ['a press without an answer with 501', press, () => undefined, { status: 501, body: undefined }],
    ];
    for (const [what, activity, receive, expected] of invoked)
      it(`answers ${what}`, async () => {
        assert.deepEqual(await answer({ type: 'invoke', ...activity }, receive), expected);
        assert.equal(asked.length, 1);
      });

    it('refuses a press that no button makes, and an activity of no shape, without asking anybody', async () => {
      const nobody = (): never => assert.fail('asked');
      const refused = { status: 200, body: { statusCode: 400, type: messageType, value: '' } };
      assert.deepEqual(await answer({ type: 'invoke', name: 'task/fetch' }, nobody), refused);
      assert.deepEqual(
        await answer({ type: 'invoke', name: 'signin/verifyState', value: { state: '1' } }, nobody),
        refused,
      );
      assert.equal((await answer({ from: 5 }, nobody)).status, 400);
      assert.equal((await answer({ type: 'messageUpdate' }, nobody)).status, 200);
    });

    it('says something where it was asked, in the thread, and learns its id', async () => {
      const ids: unknown[] = [];
      const http = await answer({ text: 'balance' }, async exchange => ids.push(await exchange.say(card)));
      assert.deepEqual([http, ids], [{ status: 200, body: undefined }, ['m1']]);
      const [{ path, body } = { path: '', body: {} }] = connector.sent;
      assert.ok(path.startsWith(`/v3/conversations/${encodeURIComponent(thread)}/activities`), path);
      const { from, recipient, conversation, replyToId, attachments } = body as Record<string, unknown>;
      assert.deepEqual(
        { from, recipient, replyToId, conversation: (conversation as { id: string }).id, attachments },
        {
          ...{ from: { id: '28:bot' }, recipient: { id: '29:ann' }, replyToId: 'a1', conversation: thread },
          attachments: [{ contentType: cardType, content: card }],
        },
      );
    });

    it('says it in the response where the sender wants it there', async () => {
      const { status, body } = await answer({ text: 'balance', deliveryMode: 'expectReplies' }, exchange =>
        exchange.say(card),
      );
      const { activities } = body as { activities: readonly { attachments: unknown }[] };
      assert.deepEqual(
        [status, activities.map(({ attachments }) => attachments)],
        [200, [[{ contentType: cardType, content: card }]]],
      );
      assert.equal(connector.asked, 0);
    });

    it('throws what the handling of an activity throws', async () => {
      const failing = answer({ text: 'balance' }, () => Promise.reject(new RangeError('of ours')));
      await assert.rejects(failing, new RangeError('of ours'));
    });
  });
