import assert from 'node:assert/strict';
import type { Activity } from 'botbuilder';
import { incomingOf, parseActivity } from '../../bot/drivers/teams/activity.ts';

const message = (more: object): object => ({
  ...{ type: 'message', id: '1', channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/' },
  ...{ from: { id: '29:ann' }, recipient: { id: '28:bot' }, text: 'help' },
  conversation: { id: '19:general@thread.tacv2;messageid=1', conversationType: 'channel' },
  ...more,
});

function incoming(more: object) {
  const activity = message(more);
  const parsed = parseActivity(activity);
  assert.ok(parsed !== undefined);
  const found = incomingOf(parsed as unknown as Activity, parsed);
  assert.ok(found !== undefined && found !== 'malformed-press');
  return found;
}

describe('what comes in from Teams', () => {
  it('says who may read a channel, where Teams does', () => {
    const typeOf = (channelData: unknown): unknown => incoming({ channelData }).channelType;
    assert.equal(typeOf({ channel: { id: '19:general@thread.tacv2', type: 'standard' } }), 'standard');
    assert.equal(typeOf({ channel: { type: 'private' } }), 'private');
    assert.equal(typeOf({ channel: { type: 'shared' } }), 'shared');
    for (const unknown of [undefined, {}, { channel: {} }, { channel: null }, { channel: { type: 'new kind' } }])
      assert.equal(typeOf(unknown), undefined);
    assert.equal(typeOf({ channel: { type: { deep: 1 } } }), undefined);
  });

  it('tells people and tags apart whom a message mentions, with the ids to mention them by', () => {
    const mention = (mentioned: object) => ({ type: 'mention', text: '<at>x</at>', mentioned });
    const found = incoming({
      text: '<at>x</at> help',
      entities: [
        mention({ id: '29:bob', name: 'x', aadObjectId: 'B1' }),
        mention({ id: 'dGFn', name: 'x', type: 'tag' }),
      ],
    });
    assert.deepEqual(found.kind === 'message' && found.mentions, [
      { kind: 'person', name: 'x', personId: 'b1', teamsId: '29:bob' },
      { kind: 'tag', name: 'x', personId: undefined, teamsId: 'dGFn' },
    ]);
  });
});
