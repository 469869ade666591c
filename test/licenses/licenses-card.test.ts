import assert from 'node:assert/strict';
import { say } from '../../cards/words.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('licenses on their card', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const atCredits = async () => {
    await office.setsUp();
    const done = await office.types('setup');
    return (await office.presses(done, 'Credits license')).card;
  };

  const looks = () => office.stores.looks.list({ limit: 10 });

  it('are counted as facts, with the next step for whoever may take it', async () => {
    const text = textOf(await office.types('licenses'));
    for (const fact of [
      'Can call: 14',
      'Missing credits license: 15',
      'No plan: 8',
      'Auto attendants and call queues: 2',
    ])
      assert.ok(text.includes(fact), text);
    const card = await office.types('licenses');
    const styles = card.buttons.map(({ title }) => title);
    assert.deepEqual(styles, ['Assign to all 15', 'Who?', 'Set up']);
    const review = await office.presses(card, 'Assign to all 15');
    assert.match(textOf(review.card), /All 15 who are eligible/);
    await office.presses(review.card, 'Assign');
    const after = await office.types('licenses');
    assert.match(textOf(after), /Missing credits license: 0/);
    assert.deepEqual(
      after.buttons.map(({ title }) => title),
      ['Who?', 'Set up'],
    );
    const reader = await office.types('licenses', { as: people.reader });
    assert.deepEqual(
      reader.buttons.map(({ title }) => title),
      ['Who?'],
    );
  });

  it('say what Microsoft told too little of, and count the rest', async () => {
    const { directory } = office.tenant;
    const [pages, skus] = [directory.peoplePages.bind(directory), directory.skus.bind(directory)];
    directory.peoplePages = async function* lacking(field, onLeftOut) {
      onLeftOut?.(2);
      yield* pages(field);
      throw new DriverError('graph-pages', 'no end');
    };
    const unread = { partNumber: '', plans: [], isAssignable: false, isInService: true, isUnread: true } as const;
    const seats = { enabled: 0, warning: 0, consumed: 0 };
    directory.skus = async () => [
      ...(await skus()),
      { ...unread, seats, id: 'x', partNumber: 'CONTOSO_PHONE' },
      { ...unread, seats, id: '' },
    ];
    const card = await office.types('licenses');
    const names = `Part number CONTOSO\\_PHONE, ${say('en', 'people.noName')}`;
    for (const [word, facts] of [
      ['people.unreadProducts', { names }],
      ['people.unread', { count: '2' }],
      ['people.cutShort', {}],
    ] as const)
      says(card, word, facts);
    assert.match(textOf(card), /Can call: 14/);
  });

  it('name who is missing one, a page at a time, and note that; whoever may not see people sees them counted', async () => {
    const first = await office.presses(await office.types('licenses'), 'Who?');
    const before = (await looks()).length;
    assert.match(textOf(first.card), /24 people and resource accounts/);
    const seen: string[] = [];
    let card = first.card;
    for (let pages = 0; pages < 3; pages += 1) {
      seen.push(...card.texts.filter(text => /Missing: |cannot call out/.test(text)));
      const more = card.buttons.find(({ title }) => title === 'More');
      if (more !== undefined) card = (await office.presses(card, 'More')).card;
    }
    assert.equal(seen.length, 24);
    assert.equal((await looks()).length, before + 2);
    assert.deepEqual((await looks()).map(({ who, whom, command }) => [who, whom, command])[0], [
      people.globalAdmin,
      undefined,
      'licenses',
    ]);
    const counted = await office.types('licenses missing', { as: people.reader });
    says(counted, 'licenses.counted');
    assert.match(textOf(counted), /15: Can call\. Missing: the Communications Credits license/);
    const directory = await office.tenant.directory.people();
    for (const { name } of directory) assert.ok(!JSON.stringify(counted.json).includes(name), name);
    assert.equal((await looks()).length, before + 2);
  });

  it('name whom Microsoft has blocked, and for whom it failed, to whoever may see people, and count them for others', async () => {
    await office.types('sandbox people 500');
    await atCredits();
    const before = (await looks()).length;
    const named = textOf(await office.types('licenses'));
    assert.match(named, /Blocked from calling by Microsoft: .+ since Nov 17, 2026 \(High Overall Usage\)/);
    assert.match(named, /5 failed: no usage location \(Chiara García 25, /);
    assert.equal((await looks()).length, before + 1);
    const counted = textOf(await office.types('licenses', { as: people.reader }));
    says(await office.types('licenses', { as: people.reader }), 'licenses.blockedCount', { count: 1 });
    assert.match(counted, /\d+ failed: no usage location\. Set a usage location/);
    const directory = await office.tenant.directory.people();
    assert.deepEqual(
      directory.filter(({ name }) => counted.includes(name)),
      [],
    );
    assert.equal((await looks()).length, before + 1);
  });
});
