import assert from 'node:assert/strict';
import { DriverError } from '../../bot/ports/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('people who are searched by typing', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const searched = async (...asked: Parameters<Office['searches']>): Promise<readonly string[]> =>
    (await office.searches(...asked)).map(({ title }) => title);
  const fieldOf = (card: ReadCard, id: string) => card.inputs.find(input => input['id'] === id);

  it('are suggested once the directory was read, each with what they lack, in the language of whoever types', async () => {
    assert.deepEqual(await searched('adele', 'people'), []);
    assert.deepEqual(await searched('ADELE v', 'people'), ['Adele Vance · no Audio Conferencing or calling plan']);
    assert.deepEqual(await searched('adelev@', 'people'), await searched('adele', 'people'));
    assert.deepEqual(await searched('isaiah', 'people'), ['Isaiah Langer · no credits license']);
    assert.deepEqual(await searched('support', 'people'), ['Support Call Queue · no calling plan']);
    assert.deepEqual(await searched('李', 'people', { locale: 'zh-CN' }), ['李小龙 · 缺少音频会议或通话套餐']);
    assert.deepEqual(await searched('guest', 'people'), []);
    assert.deepEqual(await searched('', 'people'), []);
  });

  it('are 15 at most, told apart by address where they share a name, and only those who lack it', async () => {
    await office.types('sandbox people 800');
    await office.types('licenses');
    assert.equal((await searched('user', 'people')).length, 15);
    assert.deepEqual(await searched('adele', 'people-lacking-licenses'), [
      'Adele Vance · no Audio Conferencing or calling plan',
    ]);
    assert.deepEqual(await searched('adele', 'people-lacking-credits'), []);
    assert.deepEqual(await searched('isaiah', 'people-lacking-credits'), ['Isaiah Langer · no credits license']);
    assert.deepEqual(await searched('isaiah', 'people-lacking-licenses'), []);
    const { directory, keptDirectory } = office.tenant;
    const pages = directory.peoplePages.bind(directory);
    directory.peoplePages = async function* renamed() {
      for await (const page of pages())
        yield page.map(one => (/^user3[01]@/.test(one.mail) ? { ...one, name: 'Twin Sister' } : one));
    };
    await keptDirectory.readEverybody();
    const twins = await searched('twin', 'people');
    assert.deepEqual(
      twins.map(title => title.split(' · ').slice(0, 2)),
      [
        ['Twin Sister', 'user30@contoso.example'],
        ['Twin Sister', 'user31@contoso.example'],
      ],
    );
  });

  it('are suggested to nobody who may not give licenses, and from no dataset but these', async () => {
    await office.types('licenses');
    for (const as of [people.nobody, people.reader, people.guest, people.billingAdmin])
      assert.deepEqual(await searched('adele', 'people', { as }), [], as);
    assert.equal((await searched('adele', 'people', { as: people.licenseAdmin })).length, 1);
    for (const dataset of ['graph.microsoft.com/users', 'people-lacking-', '__proto__', 'toString'])
      assert.deepEqual(await searched('adele', dataset), []);
  });

  it('are not suggested while the directory cannot be asked, and the field goes on', async () => {
    await office.types('licenses');
    office.tenant.directory.skus = () => Promise.reject(new DriverError('graph-unreachable', 'no answer'));
    assert.deepEqual(await searched('adele', 'people'), []);
  });

  it('have a limit of their own, beyond which nothing is said', async () => {
    await office.close();
    office = new Office();
    Object.assign(office, { isSandbox: false, isLimited: true });
    await office.open();
    await office.types('licenses');
    const found: number[] = [];
    for (let times = 0; times < 70; times += 1) found.push((await searched('adele', 'people')).length);
    assert.deepEqual([found.filter(count => count === 1).length, found.at(-1)], [60, 0]);
    says(await office.types('licenses'), 'licenses.title');
  });

  it('refuses a search that is none', async () => {
    for (const value of [
      undefined,
      {},
      { queryText: 1, dataset: 'people' },
      { queryText: 'a', dataset: 'x'.repeat(200) },
    ]) {
      const { status, body } = await office.post({
        ...office.activity({}),
        type: 'invoke',
        name: 'application/search',
        value,
      });
      assert.deepEqual([status, (body as { statusCode: number }).statusCode], [200, 400]);
    }
  });

  it('are chosen in set-up where they are many, and stay chosen when the card comes back', async () => {
    await office.types('sandbox people 800');
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const field = fieldOf(licenses, 'searched');
    assert.deepEqual(
      [field?.['style'], field?.['choices.data']],
      ['filtered', { type: 'Data.Query', dataset: 'people-lacking-licenses' }],
    );
    const [last] = office.sandbox.tenant
      .users()
      .filter(({ skus }) => skus.length === 1)
      .slice(-3, -2);
    const [found] = await office.searches(last!.displayName, 'people-lacking-licenses');
    const failed = (await office.presses(licenses, /Assign to chosen/, { product: 'nothing', searched: found!.value }))
      .card;
    const again = fieldOf(failed, 'searched');
    assert.equal(again?.['value'], found!.value);
    const known = again['choices'] as readonly { readonly value: string }[];
    assert.equal(known[0]?.value, found!.value);
    assert.equal(known.length, 26);
    const product = String(fieldOf(failed, 'product')?.['value']);
    const done = (await office.presses(failed, /Assign to chosen/, { product, searched: found!.value })).card;
    assert.match(textOf(done), /1 of 1 licenses assigned\./);
  });

  it('are a list in set-up where they are few', async () => {
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    assert.equal(fieldOf(licenses, 'people')?.['style'], 'expanded');
  });

  it('are given credits by "assign credits" without a name', async () => {
    const asked = await office.types('assign credits');
    says(asked, 'assign.searchText');
    assert.deepEqual(fieldOf(asked, 'searched')?.['choices.data'], { type: 'Data.Query', dataset: 'people' });
    const given = await office.presses(asked, 'Assign', { searched: people.licenseAdmin });
    assert.match(textOf(given.card), /1 of 1 licenses assigned\./);
    assert.match(textOf((await office.presses(asked, 'Assign', { searched: '' })).card), /1 of 1 licenses assigned/);
  });
});
