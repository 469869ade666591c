import assert from 'node:assert/strict';
import { Conversations } from '../../bot/alerts/conversations.ts';
import { minuteMs } from '../../core/index.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const general = { id: 'general', locale: 'en', reference: { id: 'general' } };

describe('a conversation that is gone for one process and speaks to another', () => {
  let documents: MemoryDocuments;
  let clock: VirtualClock;
  let here: Conversations;
  let there: Conversations;
  beforeEach(async () => {
    documents = new MemoryDocuments();
    clock = new VirtualClock(0);
    here = new Conversations(documents, undefined, clock);
    there = new Conversations(documents, undefined, clock);
    await here.subscribe(general);
    await here.refresh(general);
  });

  const gone = () => ({ why: 'removed', at: clock.now() });

  it('is back by its messages within a minute, whoever heard that it was gone', async () => {
    await there.gone('general', gone());
    await here.refresh(general);
    clock.advance(minuteMs);
    assert.equal((await here.refresh(general))?.id, 'general');
    assert.deepEqual(await there.subscribed(), ['general']);
  });

  it('is back by its next message where it was gone while its last one was noted', async () => {
    const read = documents.read.bind(documents);
    documents.read = async name => {
      const before = await read(name);
      documents.read = read;
      await here.gone('general', gone());
      return before;
    };
    clock.advance(minuteMs);
    assert.equal(await here.refresh(general), undefined);
    assert.equal((await here.refresh(general))?.id, 'general');
  });

  it('is read by no message that follows another', async () => {
    documents.read = () => assert.fail('a message read what is kept');
    documents.change = () => assert.fail('a message changed what is kept');
    for (let second = 0; second < 10; second += 1) {
      assert.equal(await here.refresh(general), undefined);
      clock.advance(1000);
    }
  });

  it('is noted by the next message where the store failed at one', async () => {
    await there.gone('general', gone());
    clock.advance(minuteMs);
    const read = documents.read.bind(documents);
    documents.read = () => Promise.reject(new Error('away'));
    await assert.rejects(here.refresh(general), /away/);
    documents.read = read;
    assert.equal((await here.refresh(general))?.id, 'general');
  });
});
