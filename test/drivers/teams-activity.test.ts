import assert from 'node:assert/strict';
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
  const found = incomingOf(parsed);
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

  const bot = { id: '28:bot', name: 'Communications Credits' };
  const mentionOf = (more: object) => [{ type: 'mention', ...more }];
  const tagged = '<at>Communications Credits</at>';
  const cases: readonly (readonly [what: string, text: string, entities: readonly object[], said: string])[] = [
    ['as Teams documents it', `${tagged} balance`, mentionOf({ text: tagged, mentioned: bot }), 'balance'],
    ['without a text', `${tagged} balance`, mentionOf({ mentioned: bot }), 'balance'],
    ['with an empty text', `${tagged} balance`, mentionOf({ text: '', mentioned: bot }), 'balance'],
    ['with null for a text', `${tagged} balance`, mentionOf({ text: null, mentioned: bot }), 'balance'],
    ['with another text', `${tagged} balance`, mentionOf({ text: '<at>Credits</at>', mentioned: bot }), 'balance'],
    [
      'with a tag that has an id',
      '<at id="0">Communications Credits</at> balance',
      mentionOf({ text: tagged, mentioned: bot }),
      'balance',
    ],
    [
      'in another case',
      '<AT>communications credits</AT> balance',
      mentionOf({ text: tagged, mentioned: bot }),
      'balance',
    ],
    [
      'with an id without its prefix',
      `${tagged} balance`,
      mentionOf({ text: tagged, mentioned: { id: 'bot' } }),
      'balance',
    ],
    ['without an entity', `${tagged}&nbsp;balance`, [], 'balance'],
    ['as plain text with an @', '@Communications Credits balance', [], 'balance'],
    ['as plain text without one', 'Communications Credits, balance', mentionOf({ mentioned: bot }), 'balance'],
    ['twice', `${tagged} ${tagged} balance`, mentionOf({ mentioned: bot }), 'balance'],
    ['with nothing else', tagged, mentionOf({ mentioned: bot }), ''],
    ['in the middle', `balance ${tagged} now`, mentionOf({ mentioned: bot }), 'balance now'],
    [
      'by another name than it has here',
      '<at>Old &amp; Name</at> balance',
      mentionOf({ mentioned: { id: '28:bot', name: 'Old & Name' } }),
      'balance',
    ],
    ['not at all, though its name is typed', 'Communications Credits balance', [], 'Communications Credits balance'],
    [
      'beside somebody else',
      `${tagged} who <at>Bob (R&amp;D)</at>`,
      mentionOf({ mentioned: { id: '29:bob', name: 'Bob (R&D)' } }),
      'who Bob (R&D)',
    ],
    ['beside somebody without an entity', `${tagged} who <at>Bob</at>`, [], 'who Bob'],
  ];
  for (const [what, text, entities, said] of cases)
    it(`understands what is said to it where it is mentioned ${what}`, () => {
      const found = incoming({ text, entities, recipient: bot });
      assert.equal(found.kind === 'message' && found.text, said);
    });

  it('has no file where a channel tells nothing of it, and each file of a chat', () => {
    const filesOf = (...attachments: readonly object[]): unknown => {
      const found = incoming({ attachments });
      return found.kind === 'message' && found.files.map(({ name }) => name);
    };
    const download = 'application/vnd.microsoft.teams.file.download.info';
    const file = (name: string): object => ({
      contentType: download,
      name,
      content: { downloadUrl: `https://x/${name}` },
    });
    assert.deepEqual(filesOf({ contentType: 'text/html', content: '' }), []);
    assert.deepEqual(filesOf(file('a.csv'), { contentType: 'text/html', content: '' }, file('b.csv')), [
      'a.csv',
      'b.csv',
    ]);
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
