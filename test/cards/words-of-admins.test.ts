import assert from 'node:assert/strict';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };

/** What is written so by whoever made it: names of products, of settings, and of policies that admins type in PowerShell. */
const proper = /\b(?:OneDrive|PostgreSQL|PowerShell|MicrosoftApp\w+|SharePoint|DialoutCPC\w+)\b/g;

/** Ids of code in camel case, paths of pages for programs, and numbers of HTTP answers. */
const ofPrograms = /\p{Ll}\p{Lu}\p{Ll}|\bHTTP\b|\/(?:healthz|readyz|metrics|communications)\b|\b(?:get|post)[A-Z]\w+/u;

describe('the words of cards', () => {
  for (const [language, words] of Object.entries({ en, 'zh-CN': zh }))
    it(`are of an admin's world, in ${language}: no names of code, paths or protocols`, () => {
      const found = Object.entries(words).filter(([, text]) =>
        ofPrograms.test(text.replaceAll(/\{\w+\}/g, '').replaceAll(proper, '')),
      );
      assert.deepEqual(found, []);
    });
});
