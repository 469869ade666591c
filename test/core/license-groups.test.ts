import assert from 'node:assert/strict';
import {
  awaitingGroup,
  bringingGroup,
  creditsSkuId,
  groupOutcome,
  telephonyGroups,
  type License,
  type Person,
  type Sku,
} from '../../core/index.ts';

const sku = (id: string, ...plans: readonly { readonly id: string; readonly name: string }[]): Sku => ({
  ...{ id, partNumber: id, plans, isAssignable: true, isInService: true },
  seats: { enabled: 100, warning: 0, consumed: 0 },
});
const skus: readonly Sku[] = [
  sku('e3'),
  sku(
    'plan',
    { id: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7', name: 'MCOEV' },
    { id: '4ed3ff63-69d7-4fb7-b984-5aec7f605ca8', name: 'MCOPSTN1' },
  ),
  sku(creditsSkuId, { id: '505e180f-f7e0-4b65-91d4-00d670bbd18c', name: 'MCOPSTNC' }),
];
const license = (skuId: string, ...groups: readonly string[]): License => ({
  ...{ skuId, disabledPlanIds: [], isActive: true, isByGroup: groups.length > 0 },
  ...(groups.length > 0 && { groups }),
});
const credits = (...groups: readonly string[]): License => license(creditsSkuId, ...groups);
const person = (id: string, licenses: readonly License[], more: Partial<Person> = {}): Person => ({
  ...{ id, name: id, userPrincipalName: `${id}@contoso.example`, mail: '', kind: 'member', isEnabled: true },
  ...{ usageLocation: 'US', licenses },
  ...more,
});
const ids = (people: readonly Person[] | undefined): string => (people ?? []).map(({ id }) => id).join(' ');
const unmet = (group: string): Pick<Person, 'unmet'> => ({
  unmet: [{ skuId: creditsSkuId, group, reason: 'conflict' }],
});

describe('groups that licenses come from', () => {
  it('are found by what they bring: telephony, to at least two who lack credits; everybody in them is told, by what it means for them', () => {
    const people = [
      person('a', [license('plan', 'phones', 'others')]),
      person('b', [license('plan', 'phones')]),
      person('c', [license('plan', 'phones'), credits()]),
      person('guest', [license('plan', 'phones')], { kind: 'guest' }),
      person('off', [license('plan', 'phones')], { isEnabled: false }),
      person('failed', [], { unmet: [{ skuId: 'plan', group: 'phones', reason: 'no-seats' }] }),
      person('direct', [license('plan')]),
      person('office', [license('e3', 'all'), license('plan')]),
      person('office2', [license('e3', 'all'), license('plan')]),
    ];
    assert.deepEqual(
      telephonyGroups(people, skus).map(({ id, lacking, needless, having }) => [
        id,
        ids(lacking),
        ids(needless),
        ids(having),
      ]),
      [['phones', 'a b', 'guest off failed', 'c']],
    );
  });

  it('come with most of those who lack it first, and not where they bring credits already', () => {
    const people = [
      ...['a', 'b'].map(id => person(id, [license('plan', 'two')])),
      ...['c', 'd', 'e'].map(id => person(id, [license('plan', 'three')])),
      ...['f', 'g'].map(id => person(id, [license('plan', 'given')])),
      person('h', [license('plan', 'given'), credits('given')]),
    ];
    assert.deepEqual(
      telephonyGroups(people, skus).map(({ id }) => id),
      ['three', 'two'],
    );
    assert.equal(
      ids(awaitingGroup(people, creditsSkuId)),
      'f g',
      'these get it by the group, or Microsoft says why not',
    );
    assert.equal(ids(awaitingGroup(people.slice(0, 5), creditsSkuId)), '');
  });

  it('taken from, make those lose it who have it in no other way', () => {
    const people = [
      person('a', [credits('g')]),
      person('b', [{ ...credits('g'), isAlsoOwn: true }]),
      person('c', [credits('g', 'h')]),
      person('d', [credits('h')]),
      person('e', [credits()]),
    ];
    const found = bringingGroup(people, 'g', creditsSkuId);
    assert.deepEqual([ids(found?.losing), ids(found?.keeping)], ['a', 'b c']);
    assert.equal(bringingGroup(people, 'nobody', creditsSkuId), undefined);
  });

  const outcomes: readonly (readonly [string, 'give' | 'take', Person, ReturnType<typeof groupOutcome>])[] = [
    ['who has it by that group', 'give', person('a', [credits('g')]), 'done'],
    ['who has it by another alone', 'give', person('a', [credits('h')]), undefined],
    ['who has it directly alone', 'give', person('a', [credits()]), undefined],
    ['who does not have it yet', 'give', person('a', []), undefined],
    ['for whom it could not be carried out', 'give', person('a', [], unmet('g')), 'conflict'],
    ['for whom another group could not', 'give', person('a', [], unmet('h')), undefined],
    ['who still has it', 'take', person('a', [credits('g')]), undefined],
    ['who has it by another group now', 'take', person('a', [credits('h')]), 'done'],
    ['who does not have it any more', 'take', person('a', []), 'done'],
    ['who is still told of in error', 'take', person('a', [], unmet('g')), undefined],
  ];
  for (const [whom, deed, somebody, expected] of outcomes)
    it(`${deed === 'give' ? 'given to' : 'taken from'} the group, of somebody ${whom}: ${expected ?? 'not known yet'}`, () => {
      assert.equal(groupOutcome(somebody, { group: 'g', skuId: creditsSkuId, deed }), expected);
    });
});
