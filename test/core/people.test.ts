import assert from 'node:assert/strict';
import { findPeople, isObjectId, joinedNames, namesIn, type Person } from '../../core/index.ts';

const person = (name: string, address: string): Person => ({
  id: address,
  name,
  userPrincipalName: `${address}@contoso.example`,
  mail: `${address}.mail@contoso.example`,
  kind: 'member',
  isEnabled: true,
  usageLocation: null,
  licenses: [],
});
const people = [
  person('Ana Álvarez', 'ana'),
  person('Ana Bowen', 'anab'),
  person('Zoë Ana Lund', 'zoe'),
  person('王小明', 'xiaoming'),
];

describe('people', () => {
  const found: Readonly<Record<string, readonly string[]>> = {
    'ANA@contoso.example': ['ana'],
    'ana.mail@contoso.example': ['ana'],
    'ana alvarez': ['ana'],
    'ａｎａ  ｂｏｗｅｎ': ['anab'],
    ana: ['ana', 'anab', 'zoe'],
    'lu zoe': ['zoe'],
    '\u2068ana\u2069@\u2060contoso.\u2060example': ['ana'],
    王小明: ['xiaoming'],
    lvarez: [],
    '': [],
  };
  for (const [typed, ids] of Object.entries(found))
    it(`"${typed}" is ${ids.length === 0 ? 'nobody' : ids.join(', ')}`, () =>
      assert.deepEqual(
        findPeople(typed, people).people.map(({ id }) => id),
        ids,
      ));

  const lists: Readonly<Record<string, readonly string[]>> = {
    'Adele Vance <adelev@contoso.com>; Megan <meganb@contoso.com>;': ['adelev@contoso.com', 'meganb@contoso.com'],
    'Vance, Adele <adelev@contoso.com>; Bowen, Megan <meganb@contoso.com>; Lynne': [
      'adelev@contoso.com',
      'meganb@contoso.com',
      'Lynne',
    ],
    'Bo, Adele &lt;adelev@contoso.com&gt;, Zoë': ['Bo', 'adelev@contoso.com', 'Zoë'],
    '李小龙 ＜li@contoso.com＞、王小明': ['li@contoso.com', '王小明'],
    '<mailto:ana@contoso.com>': ['ana@contoso.com'],
    'a <b': ['a <b'],
  };
  for (const [text, names] of Object.entries(lists))
    it(`"${text}" names ${names.join(' and ')}`, () => assert.deepEqual(namesIn(text), names));

  it('may be joined by a word for "and", in either language', () =>
    assert.deepEqual(
      ['Ana and Bo & Zoë', '李小龙和王小明', 'Ana 与 Bo及Zoë', 'Andy Sandman', 'Ana and'].map(joinedNames),
      [['Ana', 'Bo', 'Zoë'], ['李小龙', '王小明'], ['Ana', 'Bo', 'Zoë'], ['Andy Sandman'], ['Ana and']],
    ));

  it('are named with Western or Chinese commas and semicolons between them', () =>
    assert.deepEqual(namesIn(' Ana, Bo;Zoë，王小明；李、 '), ['Ana', 'Bo', 'Zoë', '王小明', '李']));
});

describe('an object id', () => {
  it('is of the directory, or of the sandbox’s people; nothing that is like one is', () => {
    const id = 'C0400000-0000-4000-8000-00000000000a';
    for (const text of [id, id.toLowerCase(), `${id}1`]) assert.ok(isObjectId(text), text);
    for (const text of ['', 'root', id.slice(1), `${id}12`, id.replaceAll('-', ''), ` ${id}`, '-'.repeat(36)])
      assert.ok(!isObjectId(text), text);
  });
});
