import assert from 'node:assert/strict';
import { leversByTopic } from '../../bot/sandbox/levers.view.ts';
import { languages, listedIn, say } from '../../cards/words.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

const levers = Object.values(leversByTopic).flat();

describe('the sandbox’s levers', () => {
  let office: Office;
  before(async () => void (office = await new Office().open()));
  after(() => office.close());

  for (const language of languages)
    it(`are a list by topic, and each example in it is one, in ${language}`, () => {
      for (const lever of levers) {
        const examples = [...say(language, `sandbox.lever.${lever}`).matchAll(/\*\*(?<typed>.+?)\*\*/g)];
        assert.ok(examples.length > 0, lever);
        for (const { groups } of examples) {
          const [, word] = groups?.['typed']?.split(' ') ?? [];
          assert.ok(listedIn(language, `lever.${lever}`).includes(word ?? ''), `${lever}: ${word}`);
        }
      }
    });

  it('are shown with what was typed first, where it is none of them', async () => {
    const card = await office.types('sandbox frobnicate');
    says(card, 'sandbox.noLever', { text: 'frobnicate' });
    says(card, 'sandbox.usage');
    for (const text of card.texts) assert.ok(text.length < 160, text);
    assert.doesNotMatch(textOf(await office.types('sandbox')), /not one of/);
  });

  it('of charges have a line for each way', async () => {
    await office.setsUp();
    const card = await office.types('sandbox charge');
    says(card, 'sandbox.chargeUsage');
    assert.equal(card.texts.filter(text => /^\*\*.+\*\*: /.test(text)).length, 12);
  });
});
