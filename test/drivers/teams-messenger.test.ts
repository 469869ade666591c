import assert from 'node:assert/strict';
import { mentionText } from '../../cards/escape.ts';
import { hourMs, minuteMs } from '../../core/index.ts';
import { TeamsMessenger } from '../../bot/drivers/teams/messenger.ts';
import type { Conversation, Delivery, Mentioned } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { FakeConnector, type Failure } from '../support/connector.ts';
import { teamsLibraries, teamsLibraryNames } from '../support/teams-libraries.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const card = (text = 'Balance') => ({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] });

/** What the connector says of a conversation that nobody lets the bot write to any longer, as a text within a text. */
const nested = JSON.stringify({
  errorCode: 209,
  message: JSON.stringify({ subCode: 'MessageWritesBlocked', details: 'Thread is not writable' }),
});
const coded = (status: number, code: string): Failure => ({
  status,
  body: JSON.stringify({ error: { code, message: 'scripted' } }),
});

for (const name of teamsLibraryNames)
  describe(`the messenger of Teams with ${name}`, () => {
    let clock: VirtualClock;
    let connector: FakeConnector;
    let serviceUrl: string;
    let messenger: TeamsMessenger;
    beforeEach(async () => {
      clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
      connector = new FakeConnector();
      serviceUrl = await connector.start();
      messenger = new TeamsMessenger(await teamsLibraries[name]({ clock }), clock);
    });
    afterEach(() => connector.stop());

    const conversation = (conversationType: 'personal' | 'groupChat' | 'channel', id = 'a:1'): Conversation => ({
      ...{ id, locale: 'en' },
      reference: {
        ...{ serviceUrl, channelId: 'msteams', bot: { id: '28:bot', name: 'Credits' } },
        conversation: { id, conversationType, tenantId: 'tenant' },
      },
    });
    const chat = (id?: string): Conversation => conversation('personal', id);
    const general = (): Conversation => conversation('channel', '19:general@thread.tacv2');

    const sends = (to: Conversation = chat(), ...more: readonly unknown[]): Promise<Delivery> =>
      messenger.send(to, card(), ...(more as []));

    async function failing(failure: Failure, ask: () => Promise<Delivery> = () => sends()): Promise<Delivery> {
      connector.failures.push(failure);
      return ask();
    }

    /** What waits for the network, not for the clock. */
    async function until(isSo: () => boolean): Promise<void> {
      while (!isSo()) await new Promise(setImmediate);
    }

    const later = { kind: 'failed', retryAfterMs: undefined } as const;

    const answers: readonly (readonly [string, Failure, Delivery])[] = [
      ['a mistake of ours', coded(400, 'BadSyntax'), { kind: 'refused', reason: 'malformed' }],
      [
        'wrong credentials',
        coded(401, 'BotNotRegistered'),
        { kind: 'failed', reason: 'unauthorized', retryAfterMs: 10 * minuteMs },
      ],
      ['a block', coded(403, 'ConversationBlockedByUser'), { kind: 'gone', reason: 'blocked' }],
      ['a bot that was removed', coded(403, 'BotNotInConversationRoster'), { kind: 'gone', reason: 'removed' }],
      ['a bot that was disabled', coded(403, 'BotDisabledByAdmin'), { kind: 'gone', reason: 'disabled-by-admin' }],
      ['a text within a text', { status: 403, body: nested }, { kind: 'gone', reason: 'blocked' }],
      ['another 403', coded(403, 'Forbidden'), { ...later, reason: 'forbidden' }],
      ['a proxy’s 403', { status: 403, body: '<h1>Forbidden</h1>' }, { ...later, reason: 'forbidden' }],
      ['no such conversation', coded(404, 'ConversationNotFound'), { kind: 'gone', reason: 'not-found' }],
      ['another 404', coded(404, 'NotFound'), { ...later, reason: 'not-found' }],
      ['two at once', coded(412, 'PreconditionFailed'), { ...later, reason: 'conflict' }],
      ['too large a message', coded(413, 'MessageSizeTooBig'), { kind: 'refused', reason: 'too-large' }],
      ['a 429 without a time', coded(429, 'Throttled'), { ...later, reason: 'throttled' }],
      ['a 500', coded(500, 'ServiceError'), { ...later, reason: 'unavailable' }],
      ['a 502', { status: 502, body: '' }, { ...later, reason: 'unavailable' }],
      ['a 503', { status: 503, body: '<html>' }, { ...later, reason: 'unavailable' }],
      ['a 504', { status: 504, body: 'null' }, { ...later, reason: 'unavailable' }],
      ['a reset', 'reset', { ...later, reason: 'unreachable' }],
    ];
    for (const [what, failure, outcome] of answers)
      it(`asks once, and says what ${what} means`, async () => {
        assert.deepEqual(await failing(failure), outcome);
        assert.deepEqual(await failing(failure, () => sends(general())), outcome);
        assert.deepEqual([connector.asked, connector.sent.length], [2, 0]);
      });

    it('says that nobody is there where no connection is made', async () => {
      await connector.stop();
      assert.deepEqual(await sends(), { ...later, reason: 'unreachable' });
      await connector.start();
    });

    for (const [what, headers] of [
      ['in seconds', { 'retry-after': '90' }],
      // By the clock of whoever sent it, which is not ours.
      ['as a date', { date: 'Fri, 01 Jan 2027 00:00:00 GMT', 'retry-after': 'Fri, 01 Jan 2027 00:01:30 GMT' }],
    ] as const)
      it(`asks a conversation only when Teams wants it to, ${what}, and others meanwhile`, async () => {
        const throttled = await failing({ status: 429, headers });
        assert.deepEqual(throttled, { kind: 'failed', reason: 'throttled', retryAfterMs: 90_000 });
        clock.advance(30_000);
        assert.deepEqual(await sends(), { kind: 'failed', reason: 'limited', retryAfterMs: 60_000 });
        assert.equal((await sends(chat('a:2'))).kind, 'delivered');
        assert.equal(connector.asked, 2);
        clock.advance(60_000);
        assert.equal((await sends()).kind, 'delivered');
      });

    it('does not wait for a time that is over, nor for one that is none', async () => {
      for (const value of ['0', '-1', 'soon', 'Fri, 01 Jan 2021 00:00:00 GMT', ''])
        assert.deepEqual(await failing({ status: 429, headers: { 'retry-after': value } }), {
          ...later,
          reason: 'throttled',
        });
    });

    it('gives up after half a minute, and posts nothing later', async () => {
      connector.holds = 1;
      const sending = sends();
      await until(() => connector.holding === 1);
      clock.advance(30_000);
      assert.deepEqual(await sending, { ...later, reason: 'silent' });
      await until(() => connector.abandoned === 1);
      clock.advance(hourMs);
      assert.equal((await sends()).kind, 'delivered');
      assert.deepEqual([connector.asked, connector.sent.length], [2, 1]);
    });

    it('holds up nobody else while one conversation is silent', async () => {
      connector.holds = 1;
      const sending = sends();
      await until(() => connector.holding === 1);
      assert.equal((await sends(chat('a:2'))).kind, 'delivered');
      clock.advance(30_000);
      await sending;
    });

    it('asks no conversation more often than Teams allows', async () => {
      const sending = Array.from({ length: 12 }, () => sends());
      await clock.carryOut(Promise.all(sending), () => connector.asked > connector.sent.length);
      assert.ok(clock.elapsed() >= 2000);
      assert.equal(connector.sent.length, 12);
    });

    it('begins a thread in a channel, and replies and edits in it', async () => {
      const first = await sends(general());
      assert.deepEqual(first, { kind: 'delivered', activityId: '1', threadId: '1' });
      const reply = await sends(general(), { threadId: '1' });
      assert.deepEqual(reply, { kind: 'delivered', activityId: 'm2', threadId: '1' });
      await messenger.update(general(), 'm2', card(), { threadId: '1' });
      await messenger.update(general(), '1', card());
      const place = '/v3/conversations/19%3Ageneral%40thread.tacv2';
      assert.deepEqual(
        connector.sent.map(({ method, path }) => `${method} ${path}`),
        [
          'POST /v3/conversations',
          `POST ${place}%3Bmessageid%3D1/activities`,
          `PUT ${place}%3Bmessageid%3D1/activities/m2`,
          `PUT ${place}/activities/1`,
        ],
      );
    });

    it('writes to each conversation where its own service address is, path and all', async () => {
      const other = new FakeConnector();
      const region = `${await other.start()}emea/`;
      const { reference } = chat() as { reference: object };
      await sends({ ...chat(), reference: { ...reference, serviceUrl: region } });
      await sends();
      const paths = [other, connector].map(({ sent }) => sent.map(({ path }) => path));
      assert.deepEqual(paths, [['/emea/v3/conversations/a%3A1/activities'], ['/v3/conversations/a%3A1/activities']]);
      await other.stop();
    });

    it('reads who is in a conversation page by page, until a guest is found', async () => {
      const guest = { id: '29:2', userPrincipalName: 'bo_fabrikam.com#EXT#@contoso.example' };
      connector.rosters.push({ members: [{ id: '29:1' }], continuationToken: 'next' }, { members: [guest] });
      assert.equal(await messenger.hasGuests(general()), true);
      assert.equal(await messenger.hasGuests(general()), false);
    });

    it('tells a thread or a message that is gone from a conversation that is', async () => {
      const replies = (): Promise<Delivery> => sends(general(), { threadId: '1' });
      const edits = (): Promise<Delivery> => messenger.update(general(), '1', card());
      const gone = coded(404, 'ConversationNotFound');
      const unknown = coded(404, 'ActivityNotFoundInConversation');
      assert.deepEqual(await failing(gone, replies), { kind: 'message-gone' });
      assert.deepEqual(await failing(unknown, replies), { kind: 'message-gone' });
      assert.deepEqual(await failing(unknown, edits), { kind: 'message-gone' });
      assert.deepEqual(await failing(gone, edits), { kind: 'gone', reason: 'not-found' });
      assert.deepEqual(await failing(coded(403, 'BotNotInConversationRoster'), replies), {
        kind: 'gone',
        reason: 'removed',
      });
    });

    it('names in the card whom it notifies, people and tags, by the text that stands there', async () => {
      const mentions: readonly Mentioned[] = [
        { kind: 'person', id: 'b1b2', text: mentionText('Ann *Lee* <b>') },
        { kind: 'tag', id: 'dGFn', text: mentionText('On call') },
        { kind: 'person', id: 'c1c2', text: mentionText('Somebody else') },
      ];
      const text = `For ${mentions[0]!.text} and ${mentions[1]!.text}`;
      await messenger.send(chat(), { ...card(text), msteams: { width: 'Full' } }, { mentions });
      const { content } = connector.sent[0]!.body.attachments![0]! as { content: { msteams: unknown } };
      assert.deepEqual(content.msteams, {
        width: 'Full',
        entities: [
          { type: 'mention', text: '<at>Ann Lee b</at>', mentioned: { id: 'b1b2', name: 'Ann Lee b' } },
          { type: 'mention', text: '<at>On call</at>', mentioned: { id: 'dGFn', name: 'On call', type: 'tag' } },
        ],
      });
      assert.ok(text.includes('<at>Ann Lee b</at>'));
    });

    it('mentions a tag no more often than Teams allows', async () => {
      const tagged = (): Promise<Delivery> =>
        sends(general(), { mentions: [{ kind: 'tag', id: 'dGFn', text: mentionText('On call') }] });
      await tagged();
      await tagged();
      assert.deepEqual(await tagged(), { kind: 'failed', reason: 'limited', retryAfterMs: 5050 });
      assert.equal((await sends(general())).kind, 'delivered');
    });

    it('says in the notification what the message is about, and puts it into the feed of one person only', async () => {
      const options = { summary: 'Balance is\n low', isInFeed: true };
      await sends(chat(), options);
      await sends(conversation('groupChat', '19:chat@thread.v2'), options);
      await sends();
      assert.deepEqual(
        connector.sent.map(({ body }) => [body['summary'], body['channelData']]),
        [
          ['Balance is low', { notification: { alert: true } }],
          ['Balance is low', undefined],
          [undefined, undefined],
        ],
      );
    });
  });
