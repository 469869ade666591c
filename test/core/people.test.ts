import assert from 'node:assert/strict';
import { findPeople, namesIn, type Person } from '../../core/index.ts';

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

  it('are named with Western or Chinese commas and semicolons between them', () =>
    assert.deepEqual(namesIn(' Ana, Bo;Zoë，王小明；李、 '), ['Ana', 'Bo', 'Zoë', '王小明', '李']));
});
