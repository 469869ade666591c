import assert from 'node:assert/strict';
import {
  census,
  creditsSkuId,
  findPeople,
  missingOf,
  namesIn,
  offers,
  productName,
  seatsLeft,
  telephonyWith,
  withinSeats,
  type License,
  type Person,
  type Sku,
} from '../../core/index.ts';

const plan = {
  conferencing: { id: '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', name: 'MCOMEETADV' },
  phone: { id: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7', name: 'MCOEV' },
  domestic: { id: '4ed3ff63-69d7-4fb7-b984-5aec7f605ca8', name: 'MCOPSTN1' },
  usage: { id: '6b340437-d6f9-4dc5-8cc2-99163f7f83d6', name: 'MCOPSTN3' },
  zone2: { id: '11111111-0000-4000-8000-000000000000', name: 'MCOPSTN_PAYG_2' },
  virtual: { id: '22222222-0000-4000-8000-000000000000', name: 'MCOEV_VIRTUALUSER_GOV' },
  credits: { id: '505e180f-f7e0-4b65-91d4-00d670bbd18c', name: 'MCOPSTNC' },
};

const aSku = (id: string, plans: readonly (keyof typeof plan)[], more: Partial<Sku> = {}): Sku => ({
  id,
  partNumber: id,
  plans: plans.map(name => plan[name]),
  isAssignable: true,
  isInService: true,
  seats: { enabled: 10, warning: 0, consumed: 0 },
  ...more,
});
const skus: readonly Sku[] = [
  aSku('e5', ['conferencing', 'phone']),
  aSku('phone', ['phone']),
  aSku('domestic', ['domestic'], { seats: { enabled: 3, warning: 1, consumed: 2 } }),
  aSku('payg', ['zone2'], { partNumber: 'Microsoft_Teams_Calling_Plan_pay_as_you_go_(country_zone_2)' }),
  aSku('MCOPSTNPP', ['usage']),
  aSku('virtual', ['virtual']),
  aSku(creditsSkuId, ['credits']),
  aSku('suspended', ['conferencing', 'phone', 'domestic'], { isInService: false, isAssignable: false }),
];
const license = (skuId: string, more: Partial<License> = {}): License => ({
  ...{ skuId, disabledPlanIds: [], isActive: true, isByGroup: false },
  ...more,
});
const aPerson = (name: string, licenses: readonly License[] = [], more: Partial<Person> = {}): Person => ({
  ...{ id: name, name, userPrincipalName: `${name.toLowerCase()}@contoso.example`, mail: '', kind: 'member' },
  ...{ isEnabled: true, usageLocation: 'US', licenses },
  ...more,
});

describe('licenses', () => {
  const table: readonly (readonly [what: string, licenses: readonly License[], isEligible: boolean])[] = [
    ['Audio Conferencing alone', [license('e5')], true],
    ['Phone System without a plan', [license('phone')], false],
    ['a plan without Phone System', [license('domestic')], false],
    ['Phone System with a plan', [license('phone'), license('domestic')], true],
    ['Phone System with a pay-as-you-go plan of an unknown id', [license('phone'), license('payg')], true],
    [
      'Phone System with the product MCOPSTNPP, which is no calling plan',
      [license('phone'), license('MCOPSTNPP')],
      false,
    ],
    ['Audio Conferencing that is switched off', [license('e5', { disabledPlanIds: [plan.conferencing.id] })], false],
    ['a license in error', [license('e5', { isActive: false })], false],
    ['a license of a suspended subscription', [license('suspended')], false],
    ['a license that a group brings', [license('e5', { isByGroup: true })], true],
    [
      'a product that the tenant no longer lists, by what is known of it',
      [license('0c266dff-15dd-4b49-8397-2bb16070ed52')],
      true,
    ],
    ['a product that nobody knows', [license('00000000-0000-4000-8000-000000000000')], false],
  ];
  for (const [what, licenses, isEligible] of table)
    it(`${what}: ${isEligible ? 'eligible' : 'not eligible'}`, () => {
      assert.equal(telephonyWith(skus)({ licenses }).isEligible, isEligible);
    });

  it('a seat in grace can be given, and the credits license is never scarce', () => {
    assert.deepEqual(
      [skus[2], { ...skus.find(({ id }) => id === creditsSkuId)!, seats: { enabled: 1, warning: 0, consumed: 1 } }].map(
        sku => seatsLeft(sku!),
      ),
      [2, undefined],
    );
  });

  it('offers a product that does it alone first, then two that do it together, with the seats of the scarcer', () => {
    const ended = aSku('ended', ['conferencing'], { isAssignable: false });
    assert.deepEqual(
      offers([...skus, ended]).map(({ id, seats }) => [id, seats]),
      [
        ['e5', 10],
        ['phone+domestic', 2],
        ['phone+payg', 10],
      ],
    );
  });

  it('what somebody has is not given again: an admin may have switched off some of it', () => {
    const person = { licenses: [license('phone'), license('e5', { isActive: false })] };
    assert.deepEqual(missingOf(person, ['phone', 'domestic', 'e5']), ['domestic', 'e5']);
  });

  it('a product is called as in the admin center, if its name is known', () => {
    const ids = ['0c266dff-15dd-4b49-8397-2bb16070ed52', '6fd2c87f-b296-42f0-b197-1e91e994b900', 'e5'];
    const names = ids.map(id => productName({ id }));
    assert.deepEqual(names, ['Microsoft 365 Audio Conferencing', 'Office 365 E3', undefined]);
  });

  it('a census counts guests and those who cannot sign in apart, and asks resource accounts for what they call by', () => {
    const people = [
      aPerson('Able', [license('e5'), license(creditsSkuId)]),
      aPerson('Lacks', [license('e5')]),
      aPerson('None'),
      aPerson('Suspended', [license('suspended')]),
      aPerson('Guest', [], { kind: 'guest' }),
      aPerson('Gone', [license('e5')], { isEnabled: false }),
      aPerson('Queue', [license('payg'), license('virtual')], { isEnabled: false }),
      aPerson('Attendant', [license('virtual')], { isEnabled: false }),
    ];
    const counts = census(people, skus);
    const names = (some: readonly Person[]): readonly string[] => some.map(({ name }) => name);
    assert.deepEqual(
      [counts.eligible, counts.without, counts.lackCredits, counts.resources, counts.resourcesWithoutPlan].map(names),
      [['Able', 'Lacks'], ['None', 'Suspended'], ['Lacks', 'Queue'], ['Queue', 'Attendant'], ['Attendant']],
    );
    assert.deepEqual([counts.guests, counts.disabled].map(names), [['Guest'], ['Gone']]);
  });

  it('no more people are written to than there are seats of every product that each lacks', () => {
    const takers = [['phone', 'domestic'], ['domestic'], ['phone', 'domestic'], ['phone'], [creditsSkuId]];
    const { seated, seatless } = withinSeats(
      takers.map(skuIds => ({ skuIds })),
      skus,
    );
    assert.deepEqual(
      seated.map(({ skuIds }) => skuIds),
      [['phone', 'domestic'], ['domestic'], ['phone'], [creditsSkuId]],
    );
    assert.deepEqual(
      seatless.map(({ skuIds }) => skuIds),
      [['phone', 'domestic']],
    );
  });
});

describe('people by name', () => {
  const people = ['Adele Vance', 'Adele Young', 'Zoë O’Hara', '李小龙', 'Adele'].map(name => aPerson(name));
  const found = (typed: string): readonly string[] => findPeople(typed, people).people.map(({ name }) => name);

  it('are separated by commas and semicolons of either language', () => {
    assert.deepEqual(namesIn('Ann, Bob；李小龙、Zoë ;'), ['Ann', 'Bob', '李小龙', 'Zoë']);
  });

  const table: readonly (readonly [typed: string, names: readonly string[]])[] = [
    ['adele vance', ['Adele Vance']],
    ['ADELE  VANCE@contoso.example', ['Adele Vance']],
    ['adele', ['Adele']],
    ['ade', ['Adele Vance', 'Adele Young', 'Adele']],
    ['you ad', ['Adele Young']],
    ['zoe', ['Zoë O’Hara']],
    ['李小龙', ['李小龙']],
    ['ａｄｅｌｅ ｙ', ['Adele Young']],
    ['dele', []],
    ['', []],
  ];
  for (const [typed, names] of table)
    it(`"${typed}" means ${names.length === 0 ? 'nobody' : names.join(' or ')}`, () => {
      assert.deepEqual(found(typed.replace('  ', ' ').replace('VANCE@', 'vance@')), names);
    });
});
