import assert from 'node:assert/strict';
import { hourMs, minuteMs } from '../../core/index.ts';
import { Office, setUp } from '../support/office.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
const channel = encodeURIComponent(general.conversation);

describe('a channel that asked for threads', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('alerts here threads', general);
  });
  afterEach(() => office.close());

  const later = async (minutes: number, of = office): Promise<void> => {
    of.clock.advance(minutes * minuteMs);
    await of.tenant.deliveries.run();
    await of.tenant.idle();
  };
  /** What was sent there unasked: a thread that begins, a reply in one, or an edit of a message. */
  const asked = (): readonly string[] =>
    office.connector.sent
      .filter(({ path, body }) => path === '/v3/conversations' || (path.includes(channel) && !('replyToId' in body)))
      .map(({ method, path }) => `${method} ${decodeURIComponent(path.replace('/v3/conversations', ''))}`.trim());
  const replies = (): readonly string[] => asked().filter(one => one.includes('messageid') && one.startsWith('POST'));
  /** The thread of the first reply. */
  const thread = (): string => /messageid=(\d+)/.exec(replies()[0] ?? '')?.[1] ?? 'none';
  const runsOut = async (of = office): Promise<void> => {
    await of.types('sandbox spend 20');
    await later(20, of);
  };
  const buys = async (): Promise<void> => {
    await office.presses(await office.types('add funds 200'), /^Place order/);
    await later(20);
  };
  beforeEach(async () => {
    await office.types('sandbox spend 85');
    await later(1);
  });

  it('is told what gets worse in the thread of the first post, which points to it, and there that it is over', async () => {
    await runsOut();
    await buys();
    const [began, reply, pointed, over, ...more] = asked();
    assert.deepEqual(
      [began, reply, pointed],
      [
        'POST',
        `POST /${general.conversation};messageid=${thread()}/activities`,
        `PUT /${general.conversation}/activities/${thread()}`,
      ],
    );
    assert.match(over!, new RegExp(`^PUT /${general.conversation};messageid=${thread()}/activities/m\\d+$`));
    assert.deepEqual(more, []);
  });

  it('is so by another process too, and once', async () => {
    const other = await new Office(office.stores).open();
    try {
      other.clock.advance(hourMs);
      await runsOut(other);
      await later(60, other);
      assert.deepEqual([replies().length, asked().filter(one => one === 'POST').length], [1, 1]);
    } finally {
      await other.close();
    }
  });

  it('gets a new thread where the first is gone', async () => {
    office.connector.code = 'ConversationNotFound';
    office.connector.failures.push(404);
    await runsOut();
    assert.deepEqual([replies().length, asked().filter(one => one === 'POST').length], [0, 2]);
    assert.deepEqual(await office.tenant.conversations.subscribed(), [general.conversation]);
  });

  it('that asks for posts again gets them, and the thread of the last one when it asks for threads', async () => {
    await office.types('alerts here posts', general);
    await runsOut();
    assert.equal(asked().filter(one => one === 'POST').length, 2);
    await office.types('alerts here threads', general);
    await buys();
    assert.match(asked().at(-1)!, new RegExp(`^PUT /${general.conversation}/activities/\\d+$`));
    assert.deepEqual(replies(), []);
  });
});
