import assert from 'node:assert/strict';
import { dayMs, hourMs, roleTemplates } from '../../core/index.ts';
import { Conversations } from '../../bot/alerts/conversations.ts';
import { reviewSubscriptions, type SubscriptionsNeeds } from '../../bot/alerts/personal-subscriptions.ts';
import { SeenRights } from '../../bot/alerts/seen-rights.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { Roles } from '../../bot/chat/roles.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { DriverError, type Conversation, type Delivery, type Holder } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { readCard, textOf } from '../support/card.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const admin: Holder = { kind: 'member', roles: new Set([roleTemplates.billingAdministrator]) };
const without: Holder = { kind: 'member', roles: new Set() };
const gone: Holder = { kind: 'stranger' };
const unreadable: Holder = { kind: 'unreadable', permission: 'User.Read.All' };

describe('alerts that somebody asked for in a chat of their own', () => {
  const clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
  let documents: MemoryDocuments;
  let holder: () => Holder;
  let sent: string[];
  let logged: object[];
  let deliver: () => Delivery;
  let replicas: (SubscriptionsNeeds & { readonly seen: SeenRights })[];

  const chat = (id: string): Conversation => ({ id, locale: 'en', reference: { id } });

  /** Another process on the same store. */
  function aReplica(): (typeof replicas)[number] {
    const conversations = new Conversations(documents);
    const directory = new MemoryTenant({ people: [], skus: [], roles: new Map(), calls: [] });
    directory.rolesOf = () => Promise.resolve().then(holder);
    const roles = new Roles(directory, new Rights(documents), clock);
    const log = (about: object): void => void logged.push(about);
    return {
      ...{ conversations, roles, clock },
      seen: new SeenRights(conversations, clock),
      log: { debug: log, info: log, warn: log, error: log },
      speechIn: () => Promise.resolve(speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false })),
      messenger: {
        isPersonal: ({ id }) => !id.startsWith('channel'),
        send: (conversation, card) => {
          const delivery = deliver();
          if (delivery.kind === 'delivered') sent.push(`${conversation.id}: ${textOf(readCard(card))}`);
          return Promise.resolve(delivery);
        },
        update: () => Promise.resolve({ kind: 'gone', reason: 'removed' }),
        hasGuests: () => Promise.resolve(false),
        offerFile: () => Promise.resolve({ kind: 'gone', reason: 'removed' }),
        showFile: () => Promise.resolve({ kind: 'gone', reason: 'removed' }),
      },
    };
  }

  beforeEach(async () => {
    documents = new MemoryDocuments();
    holder = () => admin;
    deliver = () => ({ kind: 'delivered', activityId: 'm1' });
    [sent, logged] = [[], []];
    replicas = [aReplica()];
    await replicas[0]!.conversations.subscribe(chat('alex'), { person: 'alex' });
    await replicas[0]!.conversations.subscribe(chat('channel'));
    await round();
  });

  const round = async (): Promise<void> => {
    await Promise.all(replicas.map(reviewSubscriptions));
  };
  /** Days with a round every hour. */
  const days = async (count: number): Promise<void> => {
    for (let hour = 0; hour < count * 24; hour += 1) {
      clock.advance(hourMs);
      await round();
    }
  };
  const isOn = async (): Promise<boolean> => {
    const subscribed = await new Conversations(documents).subscribed();
    assert.ok(subscribed.includes('channel'), 'a channel stays');
    return subscribed.includes('alex');
  };

  it('go on while the right is there, for a year', async () => {
    await days(365);
    assert.equal(await isOn(), true);
    assert.deepEqual([sent, logged], [[], []]);
  });

  it('end within a day when they have left, or their account is disabled: nobody is told', async () => {
    holder = () => gone;
    await days(1);
    assert.equal(await isOn(), false);
    assert.deepEqual([sent, logged], [[], [{ why: 'left' }]]);
  });

  it('end when no right was seen for 30 days, which is said to them once', async () => {
    holder = () => without;
    await days(29);
    assert.equal(await isOn(), true);
    await days(2);
    assert.equal(await isOn(), false);
    await days(10);
    assert.equal(sent.length, 1);
    assert.match(sent[0]!, /^alex: .*Alerts in this chat have ended: for 30 days/s);
    assert.deepEqual(logged, [{ why: 'no-right' }]);
  });

  it('go on when the role comes back on day 20, and 30 days count anew', async () => {
    holder = () => without;
    await days(20);
    holder = () => admin;
    await days(1);
    holder = () => without;
    await days(29);
    assert.equal(await isOn(), true);
    await days(2);
    assert.equal(await isOn(), false);
  });

  it('go on for whoever holds the role for an hour a week, when the daily look never sees it', async () => {
    holder = () => without;
    for (let week = 0; week < 8; week += 1) {
      await days(7);
      assert.equal(replicas[0]!.seen.isDue('alex'), true);
      assert.equal(replicas[0]!.seen.isDue('alex'), false);
      await replicas[0]!.seen.note('alex');
    }
    assert.equal(await isOn(), true);
  });

  it('go on by a right that was given, without any role', async () => {
    holder = () => without;
    await new Rights(documents).give('look', { kind: 'person', id: 'alex' }, { by: 'op', at: 0 });
    await days(60);
    assert.equal(await isOn(), true);
  });

  const outages: readonly (readonly [string, () => Holder])[] = [
    [
      'does not answer',
      () => {
        throw new DriverError('graph-unreachable', 'no answer');
      },
    ],
    ['may not be read', () => unreadable],
  ];
  for (const [what, outage] of outages)
    it(`go on while the directory ${what} for 40 days, which do not count afterwards`, async () => {
      holder = outage;
      await days(40);
      assert.equal(await isOn(), true);
      holder = () => without;
      await days(27);
      assert.equal(await isOn(), true);
      await days(4);
      assert.equal(await isOn(), false);
    });

  it('are counted on through a restart, and not while the bot is stopped', async () => {
    holder = () => without;
    await days(10);
    clock.advance(40 * dayMs);
    replicas = [aReplica()];
    await days(17);
    assert.equal(await isOn(), true);
    await days(4);
    assert.equal(await isOn(), false);
    assert.equal(sent.length, 1);
  });

  it('end once where two replicas look at the same moment', async () => {
    replicas.push(aReplica());
    holder = () => without;
    await days(29);
    assert.equal(await isOn(), true);
    await days(3);
    assert.deepEqual([await isOn(), sent.length, logged], [false, 1, [{ why: 'no-right' }]]);
  });

  it('have their end told later where Teams is busy, for a week at most, and never where the chat is gone', async () => {
    holder = () => without;
    deliver = () => ({ kind: 'failed', retryAfterMs: undefined, reason: 'conflict' });
    await days(32);
    deliver = () => ({ kind: 'delivered', activityId: 'm1' });
    await days(1);
    assert.equal(sent.length, 1);
    for (const [failed, later] of [
      [{ kind: 'failed', retryAfterMs: undefined, reason: 'silent' }, 8],
      [{ kind: 'gone', reason: 'removed' }, 1],
    ] as const) {
      await replicas[0]!.conversations.subscribe(chat('alex'), { person: 'alex' });
      deliver = () => failed;
      await days(31 + later);
      deliver = () => ({ kind: 'delivered', activityId: 'm1' });
      await days(1);
      assert.deepEqual([await isOn(), sent.length], [false, 1]);
    }
  });

  it('begin anew when they are asked for again', async () => {
    holder = () => without;
    await days(29);
    await replicas[0]!.conversations.subscribe(chat('alex'), { person: 'alex' });
    await days(29);
    assert.equal(await isOn(), true);
  });

  it('of an earlier version end after 30 days, unless they write: then it is known who reads them', async () => {
    const { conversations } = replicas[0]!;
    await conversations.subscribe(chat('old'));
    await conversations.subscribe(chat('silent'));
    await conversations.refresh(chat('old'), { person: 'megan' });
    await days(31);
    const subscribed = await conversations.subscribed();
    assert.deepEqual(subscribed.toSorted(), ['alex', 'channel', 'old']);
    holder = () => gone;
    await days(1);
    assert.deepEqual(await conversations.subscribed(), ['channel']);
  });
});

describe('alerts asked for in Teams', () => {
  it('are of the person who asked, and not in a channel', async () => {
    const office = await new Office(await setUp()).open();
    await office.types('alerts here', { as: people.reader, conversation: 'own' });
    await office.types('alerts here', { as: people.reader, conversation: 'general', kind: 'channel' });
    await office.types('alerts here', { as: people.reader, conversation: 'group', kind: 'groupChat' });
    const known = (await office.tenant.conversations.all()).filter(({ isSubscribed }) => isSubscribed);
    assert.deepEqual(
      known.map(({ id, person }) => [id, person]),
      [
        ['own', people.reader],
        ['general', undefined],
        ['group', undefined],
      ],
    );
    office.tenant.directory.rolesOf = () => Promise.resolve(gone);
    await reviewSubscriptions(office.tenant);
    assert.deepEqual(await office.tenant.conversations.subscribed(), ['general', 'group']);
    await office.close();
  });
});
