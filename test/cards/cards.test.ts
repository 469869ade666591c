import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Card } from '../../cards/card.ts';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { faultsOf, visit } from '../support/card.ts';
import { schemaFaultsOf } from '../support/card-schema.ts';
import { textsOf } from './filling.ts';
import { views } from './views.ts';

const languages = { en: textsOf(en), 'zh-CN': textsOf(zh) };

/** A good card with one thing changed. */
function spoiled(name: string, spoil: (node: Record<string, unknown>) => void): Card {
  const card = structuredClone(views[name]!.fullest(languages.en));
  visit(card, spoil);
  return card;
}

describe('cards', () => {
  it('are all filled here', () => {
    const layouts = readdirSync(path.resolve(import.meta.dirname, '../../cards')).filter(file =>
      file.endsWith('.card.json'),
    );
    assert.deepEqual(Object.keys(views).toSorted(), layouts.map(file => path.basename(file, '.card.json')).toSorted());
  });

  for (const [name, filled] of Object.entries(views))
    for (const [language, texts] of Object.entries(languages))
      for (const fill of ['fullest', 'emptiest'] as const)
        it(`${name}, ${fill}, in ${language}, is a card that Teams draws`, () => {
          const card = filled[fill](texts);
          assert.deepEqual(schemaFaultsOf(card), []);
          assert.deepEqual(faultsOf(card), []);
        });

  it('hold what people wrote as they wrote it, expressions too', () => {
    const text = '${title} ${1 + 1}';
    const card = views['notice']!.fullest({ text, label: text });
    assert.ok(JSON.stringify(card).includes(text));
  });
});

describe('a faulty card', () => {
  const isA = (type: string, node: Record<string, unknown>): boolean => node['type'] === type;
  const planted: Readonly<
    Record<string, { readonly card: () => Card; readonly schema?: RegExp; readonly lint?: RegExp }>
  > = {
    'with a property that there is not': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && (node['colour'] = 'Good')),
      schema: /colour/,
    },
    'with a color that there is not': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && (node['color'] = 'Red')),
      schema: /body/,
    },
    'with an element that there is not': {
      card: () => spoiled('list', node => isA('ColumnSet', node) && (node['type'] = 'Grid')),
      schema: /body/,
    },
    'without the columns of its set': {
      card: () => spoiled('list', node => isA('ColumnSet', node) && (node['columns'] = 'none')),
      schema: /columns/,
    },
    'with an expression left': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && (node['text'] = '${title}')),
      lint: /expression/,
    },
    'with a link before what to do first': {
      card: () =>
        spoiled(
          'notice',
          node =>
            isA('AdaptiveCard', node) &&
            (node['actions'] = [
              { type: 'Action.OpenUrl', title: 'Open', url: 'https://admin.microsoft.com' },
              { type: 'Action.Execute', title: 'Do', verb: 'run', data: {}, style: 'positive' },
            ]),
        ),
      lint: /link stands before the first choice/,
    },
    'with an empty text': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && (node['text'] = '')),
      lint: /empty text/,
    },
    'with a space after a full-width mark': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && (node['text'] = '已保存。 未付款。')),
      lint: /full-width mark/,
    },
    'with an empty fact': {
      card: () =>
        spoiled('balance', node => isA('FactSet', node) && ((node['facts'] as { value: string }[])[0]!.value = '')),
      lint: /fact without/,
    },
    'with text that does not wrap': {
      card: () => spoiled('notice', node => isA('TextBlock', node) && delete node['wrap']),
      lint: /wrap/,
    },
    'with two fields of one id': {
      card: () => spoiled('auto-recharge', node => isA('Input.Text', node) && (node['id'] = 'same')),
      lint: /id same twice/,
    },
    'with a field without a label': {
      card: () => spoiled('add-funds', node => isA('Input.Text', node) && delete node['label']),
      lint: /field without label/,
    },
    'with seven buttons': {
      card: () =>
        spoiled(
          'notice',
          node => isA('AdaptiveCard', node) && (node['actions'] = Array(7).fill((node['actions'] as unknown[])[0])),
        ),
      lint: /more than 6 buttons/,
    },
    'with two buttons that are the first choice': {
      card: () => spoiled('notice', node => isA('Action.Execute', node) && (node['style'] = 'positive')),
      lint: /two first choices/,
    },
    'whose field is required, and whose Back asks for it': {
      card: () =>
        spoiled('add-funds', node => {
          if (isA('Input.Text', node)) Object.assign(node, { isRequired: true, errorMessage: 'x' });
          if (isA('Action.Execute', node)) Object.assign(node, { associatedInputs: 'auto', style: 'default' });
        }),
      lint: /asks for required fields/,
    },
    'whose field is required, and does not say so': {
      card: () => spoiled('add-funds', node => isA('Input.Text', node) && (node['isRequired'] = true)),
      lint: /required field without errorMessage/,
    },
    'without what a screen reader says': {
      card: () => spoiled('notice', node => isA('AdaptiveCard', node) && delete node['speak']),
      lint: /speak/,
    },
    'that says what it is called, and no more': {
      card: () => spoiled('notice', node => isA('AdaptiveCard', node) && (node['speak'] = languages.en.label)),
      lint: /title alone/,
    },
    'whose first choice is reached last': {
      card: () => spoiled('notice', node => isA('AdaptiveCard', node) && (node['actions'] as unknown[]).reverse()),
      lint: /not the first button/,
    },
    'with a picture that a screen reader cannot tell': {
      card: () =>
        spoiled('notice', node => isA('AdaptiveCard', node) && (node['body'] = [{ type: 'Image', url: 'https://x' }])),
      lint: /altText/,
    },
    'with a chart that is not named': {
      card: () => spoiled('balance', node => isA('Chart.Line', node) && delete node['title']),
      lint: /chart without title/,
    },
    'with a chart that other clients cannot show': {
      card: () => spoiled('balance', node => isA('Chart.Line', node) && delete node['fallback']),
      lint: /chart without fallback/,
    },
    'with a link that is not encrypted': {
      card: () => spoiled('notice', node => isA('Action.OpenUrl', node) && (node['url'] = 'http://example.com')),
      lint: /not https/,
    },
    'of another version': {
      card: () => spoiled('notice', node => isA('AdaptiveCard', node) && (node['version'] = '1.6')),
      lint: /another version/,
    },
    'that is too long': {
      card: () => views['history']!.fullest({ ...languages.en, text: 'x'.repeat(30_000) }),
      lint: /characters/,
    },
  };
  for (const [what, { card, schema, lint }] of Object.entries(planted))
    it(`${what} is seen`, () => {
      if (schema !== undefined) assert.match(schemaFaultsOf(card()).join('\n'), schema);
      if (lint !== undefined) assert.match(faultsOf(card()).join('\n'), lint);
    });
});
