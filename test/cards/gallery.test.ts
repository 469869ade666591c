import assert from 'node:assert/strict';
import { faultsOf } from '../support/card.ts';
import { textsOf } from './filling.ts';
import type { State } from './gallery/browser/types.ts';
import { openInspector, type Inspector } from './gallery/inspected.ts';
import { allStates } from './gallery/states.ts';
import { themes } from './gallery/themes.ts';
import { views } from './views.ts';

const widths = [320, 480, 800];

describe('the gallery', function () {
  this.timeout(120_000);
  let inspector: Inspector;
  let states: readonly State[];
  before(async () => {
    inspector = await openInspector();
    states = await allStates();
  });
  after(() => inspector.close());

  it('has no card in any state, language, theme or width whose text is cut, lies upon another, has no room beside another or is hard to read', async () => {
    assert.ok(new Set(states.map(({ card }) => card)).size > 50);
    assert.deepEqual(await inspector.inspect({ states, themes, widths }), []);
  });

  it('has no card in any state or language that the lint finds fault with', () => {
    // What only a language that is 40 % longer makes too long, Teams never gets.
    for (const { card, state, language, json } of states.filter(({ language: one }) => one !== 'made-up'))
      assert.deepEqual(faultsOf(json), [], `${card}, ${state}, ${language}`);
  });

  const planted = {
    cut: '.ac-textBlock { white-space: nowrap; width: 900px; }',
    overlap: '.ac-textBlock { max-height: 4px; overflow: visible !important; }',
    narrow: '.ac-textBlock { width: 4px; overflow-wrap: anywhere; }',
    contrast: '.ac-textBlock { color: #777 !important; background: #888; }',
  };
  for (const [kind, style] of Object.entries(planted))
    it(`sees a planted fault: ${kind}`, async () => {
      const json = views['form']!.fullest(textsOf({ 'button.one': 'One more word' }));
      const shown = [{ card: 'form', state: 'fullest', language: 'en', json }];
      assert.deepEqual(await inspector.inspect({ states: shown, themes, widths }), []);
      const found = await inspector.inspect({ states: shown, themes, widths }, style);
      assert.ok(found.some(fault => fault.kind === kind));
    });
});
