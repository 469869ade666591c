import assert from 'node:assert/strict';
import { sentenceOf } from '../../bot/chat/phrase-sentence.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();
const named = (text: string): readonly string[] => sentenceOf(text, context).slots.get('person') ?? [];

describe('whom a sentence names', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    // In a list a name is one, whatever else its characters or words mean.
    '给孙丽、马超分配许可证': ['孙丽', '马超'],
    '马超、孙丽的许可证': ['马超', '孙丽'],
    '孙倩、马超、Linda都加上点数许可': ['孙倩', '马超', 'Linda'],
    张伟和李娜上个月打了多少: ['张伟', '李娜'],
    'give Andrei Pop, Marcus Bell the license': ['Andrei Pop', 'Marcus Bell'],
    'Marcus Bell, Jeff Wiser and Omar Haddad + Lucía Ferrer need credits': [
      'Marcus Bell',
      'Jeff Wiser',
      'Omar Haddad',
      'Lucía Ferrer',
    ],
    // What is done, how it is, and a product are nobody, though they stand beside somebody.
    给成员王芳设个月限额: ['王芳'],
    王芳和平时一样: ['王芳'],
    'Ana Costa, Audio Conferencing is missing': ['Ana Costa'],
    'assign to Ana Costa, Please': ['Ana Costa'],
    'Is MFA enforced for all global admins?': [],
    'Ana de Souza needs it': ['Ana de Souza'],
  };
  for (const [text, people] of Object.entries(names))
    it(`"${text}" names ${people.length === 0 ? 'nobody' : people.join(', ')}`, () => {
      assert.deepEqual(named(text), people);
    });

  const open = [
    '刘建、成龙的许可证',
    'remove Jeff Wiser & bob',
    'the Sales and Marketing budget',
    '销售部和市场部的预算',
  ];
  for (const text of open)
    it(`"${text}" names more than is made out`, () => {
      assert.equal(sentenceOf(text, context).isListOpen, true);
    });

  it('is told where a list is whole, or goes on with something else', () => {
    for (const text of [
      '给孙丽、马超分配许可证',
      '张伟、上个月',
      'calls of Ana Costa and usage',
      'the Sales budget and mine',
    ])
      assert.equal(sentenceOf(text, context).isListOpen, false, text);
  });

  it('takes no hour for an amount, nor what is only near one', () => {
    const given = (text: string): readonly string[] => [...sentenceOf(text, context).slots.keys()];
    assert.deepEqual(given('somebody is dialing Latvia at 3 am'), ['country']);
    assert.deepEqual(given('凌晨3点谁在打电话'), []);
    assert.deepEqual(given('we spent nearly 50'), ['aside']);
    // Nor what begins with a zero, nor what counts something: 48小时.
    assert.deepEqual(given('is it 0900 that takes money off us'), []);
    assert.deepEqual(given('才48小时钱就没了'), ['aside']);
    assert.deepEqual(given('taken for NO REASON, there is NO record'), []);
    assert.deepEqual(given('单日消费近50'), ['aside']);
    assert.deepEqual(given('below 3 add 50'), ['below', 'amount']);
  });
});
