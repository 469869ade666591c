import assert from 'node:assert/strict';
import { productText } from '../../bot/licenses/product.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { languages, say } from '../../cards/words.ts';

describe('a product on a card', () => {
  for (const language of languages)
    it(`has the name that admins know, or says that it shows a part number or an id, in ${language}`, () => {
      const speech = speechFor({ language, timeZone: 'UTC', isSandbox: false });
      const e3 = { id: '6fd2c87f-b296-42f0-b197-1e91e994b900', partNumber: 'ENTERPRISEPACK' };
      assert.equal(productText(speech, e3), 'Office 365 E3');
      const partNumber = 'NEW_BUNDLE';
      assert.equal(productText(speech, { id: 'x', partNumber }), say(language, 'product.partNumber', { partNumber }));
      assert.equal(productText(speech, { id: 'x', partNumber: '' }), say(language, 'product.id', { id: 'x' }));
    });
});
