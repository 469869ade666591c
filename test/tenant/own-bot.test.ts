import assert from 'node:assert/strict';
import { OwnBot } from '../../bot/tenant/own-bot.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';

describe('the bot of a store', () => {
  const [first, other] = ['22222222-0000-4000-8000-00000000000a', '33333333-0000-4000-8000-00000000000b'];

  it('is the first that begins on it; another is refused until it is said to be the same anew', async () => {
    const own = new OwnBot(new MemoryDocuments());
    assert.deepEqual(await own.check(other), []);
    await own.claim(first);
    await own.claim(first.toUpperCase());
    await assert.rejects(own.claim(other), {
      code: 'store-of-other-bot',
      message: new RegExp(`adopt --bot ${other}$`),
    });
    assert.equal(await own.kept(), first);
    assert.deepEqual(
      (await own.check(other)).map(({ kind, facts }) => [kind, facts]),
      [['bot-other', { kept: first, given: other }]],
    );
    await own.adopt(other);
    await own.claim(other);
    await assert.rejects(own.claim(first), { code: 'store-of-other-bot' });
  });
});
